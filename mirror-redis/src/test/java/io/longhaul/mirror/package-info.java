/// Against a real Redis.
@NullMarked
package io.longhaul.mirror;

import org.jspecify.annotations.NullMarked;
