/// Tests of lists and results.
@NullMarked
package io.longhaul.io;

import org.jspecify.annotations.NullMarked;
