/// What providers of market data have in common: tickers, bars, facts, the trading calendar.
@NullMarked
package io.longhaul.source.market;

import org.jspecify.annotations.NullMarked;
