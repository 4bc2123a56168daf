/// The service as a process.
@NullMarked
package io.longhaul.app.cli.serve;

import org.jspecify.annotations.NullMarked;
