/// The job commands over a store in memory.
@NullMarked
package io.longhaul.app.cli.jobs;

import org.jspecify.annotations.NullMarked;
