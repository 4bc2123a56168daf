/// Lists in, results out: one package a format.
@NullMarked
package io.longhaul.io;

import org.jspecify.annotations.NullMarked;
