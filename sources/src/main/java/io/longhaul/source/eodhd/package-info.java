/// EODHD: daily bars as traded, dividends, splits, and share counts by balance sheet.
@NullMarked
package io.longhaul.source.eodhd;

import org.jspecify.annotations.NullMarked;
