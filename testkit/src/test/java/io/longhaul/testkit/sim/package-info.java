/// Tests of the simulation.
@NullMarked
package io.longhaul.testkit.sim;

import org.jspecify.annotations.NullMarked;
