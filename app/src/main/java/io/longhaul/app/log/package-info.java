/// Logs of the service.
@NullMarked
package io.longhaul.app.log;

import org.jspecify.annotations.NullMarked;
