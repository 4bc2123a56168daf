/// Figures, the machine they were measured on, and how both are printed.
@NullMarked
package io.longhaul.lab.figure;

import org.jspecify.annotations.NullMarked;
