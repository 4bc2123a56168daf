/// Tests over loopback connections.
@NullMarked
package io.longhaul.source.http;

import org.jspecify.annotations.NullMarked;
