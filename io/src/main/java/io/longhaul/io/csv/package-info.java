/// Delimited text: charset, dialect and rows of a list, and results as CSV.
@NullMarked
package io.longhaul.io.csv;

import org.jspecify.annotations.NullMarked;
