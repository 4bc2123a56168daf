@NullMarked
package io.longhaul.lab.twin;

import org.jspecify.annotations.NullMarked;
