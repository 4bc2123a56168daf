/// Keys of a Redis, written in bulk. Begin with [RedisMirror].
@NullMarked
package io.longhaul.mirror;

import org.jspecify.annotations.NullMarked;
