@NullMarked
package io.longhaul.lab.upstream;

import org.jspecify.annotations.NullMarked;
