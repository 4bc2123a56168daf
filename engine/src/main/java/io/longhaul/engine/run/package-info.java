/// What drives the machine: threads, the writer, the library entry `Longhaul`.
@NullMarked
package io.longhaul.engine.run;

import org.jspecify.annotations.NullMarked;
