@NullMarked
package io.longhaul.lab.kill;

import org.jspecify.annotations.NullMarked;
