/// Rehearsal upstreams with their own log, kill loops, benches. Nothing depends on it.
@NullMarked
package io.longhaul.lab;

import org.jspecify.annotations.NullMarked;
