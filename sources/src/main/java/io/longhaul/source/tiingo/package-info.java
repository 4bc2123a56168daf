/// Tiingo: daily bars as traded, with dividends and splits.
@NullMarked
package io.longhaul.source.tiingo;

import org.jspecify.annotations.NullMarked;
