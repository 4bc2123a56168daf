/// Lists of rows to work on: what to read, which column is the key, which rows are meant.
@NullMarked
package io.longhaul.io.list;

import org.jspecify.annotations.NullMarked;
