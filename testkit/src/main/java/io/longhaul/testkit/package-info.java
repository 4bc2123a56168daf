/// For tests, ours and users': a clock set by hand, a store in memory, contracts, the deterministic simulation.
@NullMarked
package io.longhaul.testkit;

import org.jspecify.annotations.NullMarked;
