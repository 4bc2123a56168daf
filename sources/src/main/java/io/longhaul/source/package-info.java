/// Upstreams: one package each, and the transports they are sent through.
@NullMarked
package io.longhaul.source;

import org.jspecify.annotations.NullMarked;
