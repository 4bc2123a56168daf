/// The benches: figures of whole runs against floors of the same run.
@NullMarked
package io.longhaul.lab.bench;

import org.jspecify.annotations.NullMarked;
