/// The pure machine: no thread, clock, random number or I/O inside. Begin with `Machine`.
@NullMarked
package io.longhaul.engine.core;

import org.jspecify.annotations.NullMarked;
