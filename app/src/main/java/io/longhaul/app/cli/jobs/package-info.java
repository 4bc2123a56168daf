/// The commands about jobs, one file each, over a [JobContext] that the wiring provides.
@NullMarked
package io.longhaul.app.cli.jobs;

import org.jspecify.annotations.NullMarked;
