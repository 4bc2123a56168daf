/// Faults of the machine: power, disk, descriptors, clocks. Each proof runs the real product and starts what it needs.
@NullMarked
package io.longhaul.lab.fault;

import org.jspecify.annotations.NullMarked;
