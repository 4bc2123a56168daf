@NullMarked
package io.longhaul.lab.disk;

import org.jspecify.annotations.NullMarked;
