@NullMarked
package io.longhaul.lab.teeth;

import org.jspecify.annotations.NullMarked;
