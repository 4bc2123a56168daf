/// The HTTP transport. Begin with [HttpTransport].
@NullMarked
package io.longhaul.source.http;

import org.jspecify.annotations.NullMarked;
