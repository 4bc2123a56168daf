/// What every result format fulfils, and how a file is replaced whole.
@NullMarked
package io.longhaul.io.result;

import org.jspecify.annotations.NullMarked;
