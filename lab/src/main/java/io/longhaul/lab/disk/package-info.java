/// The full disk: the real command on a file system of a few megabytes.
@NullMarked
package io.longhaul.lab.disk;

import org.jspecify.annotations.NullMarked;
