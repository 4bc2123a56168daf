/// Alpha Vantage: daily bars as traded.
@NullMarked
package io.longhaul.source.alphavantage;

import org.jspecify.annotations.NullMarked;
