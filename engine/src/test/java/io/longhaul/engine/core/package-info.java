/// Tests of the machine's arithmetic.
@NullMarked
package io.longhaul.engine.core;

import org.jspecify.annotations.NullMarked;
