/// Results as one JSON object a line.
@NullMarked
package io.longhaul.io.jsonl;

import org.jspecify.annotations.NullMarked;
