/// Results as one JSON array of objects.
@NullMarked
package io.longhaul.io.json;

import org.jspecify.annotations.NullMarked;
