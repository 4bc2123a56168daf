/// The deterministic simulation: the production machine and a store, with everything else driven by a seed.
/// Begin with `Simulation`.
@NullMarked
package io.longhaul.testkit.sim;

import org.jspecify.annotations.NullMarked;
