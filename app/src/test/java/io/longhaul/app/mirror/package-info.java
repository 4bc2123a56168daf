/// The mirror of a store, in a real Redis.
@NullMarked
package io.longhaul.app.mirror;

import org.jspecify.annotations.NullMarked;
