/// Yahoo Finance: split-adjusted daily bars with dividends and splits, and share counts. No official interface.
@NullMarked
package io.longhaul.source.yahoo;

import org.jspecify.annotations.NullMarked;
