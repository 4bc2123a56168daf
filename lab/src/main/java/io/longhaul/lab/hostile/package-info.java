/// A service under requests that nobody sensible sends: thousands at random, and shapes meant to use up its memory.
@NullMarked
package io.longhaul.lab.hostile;

import org.jspecify.annotations.NullMarked;
