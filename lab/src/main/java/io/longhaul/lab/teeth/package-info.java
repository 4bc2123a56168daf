/// Whether tests can fail: defects of the modules around the engine, each of which a test class has to find.
@NullMarked
package io.longhaul.lab.teeth;

import org.jspecify.annotations.NullMarked;
