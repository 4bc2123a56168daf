/// The command line. Begin with `Main`.
@NullMarked
package io.longhaul.app;

import org.jspecify.annotations.NullMarked;
