/// The command that serves.
@NullMarked
package io.longhaul.app.cli.serve;

import org.jspecify.annotations.NullMarked;
