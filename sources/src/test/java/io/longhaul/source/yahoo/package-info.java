@NullMarked
package io.longhaul.source.yahoo;

import org.jspecify.annotations.NullMarked;
