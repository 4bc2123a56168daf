@NullMarked
package io.longhaul.lab.figure;

import org.jspecify.annotations.NullMarked;
