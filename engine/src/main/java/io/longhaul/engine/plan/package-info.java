/// Arithmetic over demand, limits and stored facts.
@NullMarked
package io.longhaul.engine.plan;

import org.jspecify.annotations.NullMarked;
