@NullMarked
package io.longhaul.lab.bench;

import org.jspecify.annotations.NullMarked;
