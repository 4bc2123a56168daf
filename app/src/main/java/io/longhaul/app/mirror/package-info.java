/// What of the store also stands in a Redis, for others to read. Begin with [StoreMirror].
@NullMarked
package io.longhaul.app.mirror;

import org.jspecify.annotations.NullMarked;
