/// The work commands, run in this process.
@NullMarked
package io.longhaul.app.cli.work;

import org.jspecify.annotations.NullMarked;
