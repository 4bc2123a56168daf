package io.longhaul.app.output;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Columns.Column;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import io.longhaul.source.market.Ticker;
import io.longhaul.workflow.fillcache.Dataset;
import io.longhaul.workflow.fillcache.Days;
import io.longhaul.workflow.fillcache.FillCacheSettings;
import io.longhaul.workflow.fillcache.TickerCache;
import io.longhaul.workflow.fillcache.TickerRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is cached of the tickers of a job, for the days it asked for: a row a bar, or a row a year.
///
/// - `daily`: ticker, date, open, high, low, close (as traded), volume, adj_close (for splits and dividends; empty
///   where the provider does not tell them), dividend (USD a share, ex-day), split (shares for one), provider.
/// - `yearly`: ticker, year, date (of the price), price (split-adjusted close), market_cap, shares_outstanding,
///   provider.
public record CachedRows(Dataset dataset, Days days) implements ResultRows {

    public CachedRows(FillCacheSettings settings, Instant asOf) {
        this(settings.dataset(), settings.wanted(LocalDate.ofInstant(asOf, ZoneOffset.UTC)));
    }

    @Override
    public List<? extends Column<?>> columns() {
        var columns = Columns.<Object>of().text("ticker", row -> null);
        if (dataset == Dataset.DAILY) {
            columns = columns.time("date", row -> null);
            for (var name : List.of(
                    "open", "high", "low", "close", "volume", "adj_close", "dividend", "split")) {
                columns = columns.number(name, row -> null);
            }
        } else {
            columns = columns.number("year", row -> null).time("date", row -> null);
            for (var name : List.of("price", "market_cap", "shares_outstanding")) {
                columns = columns.number(name, row -> null);
            }
        }
        return columns.text("provider", row -> null).all();
    }

    @Override
    public List<List<@Nullable String>> of(EndedItem ended, StoreView store) {
        var summary = ResultCodec.decode(ended.outcome().result()).getFirst();
        return of(Ticker.of(Objects.requireNonNull(summary.getFirst())), new TickerCache(store::kept)).toList();
    }

    /// The rows of a ticker; none where nothing is cached.
    public Stream<List<@Nullable String>> of(Ticker ticker, TickerCache cache) {
        var provider = cache.record(ticker).map(TickerRecord::provider).orElse("");
        return dataset == Dataset.DAILY
                ? cache.shown(ticker, days).stream().map(each -> daily(ticker, each, provider))
                : cache.yearly(ticker, days).stream().map(each -> yearly(ticker, each, provider));
    }

    private static List<@Nullable String> daily(Ticker ticker, TickerCache.Shown shown, String provider) {
        var bar = shown.bar();
        return cells(
                ticker.symbol(), bar.day(), bar.open(), bar.high(), bar.low(), bar.close(), bar.volume(),
                shown.adjClose(), shown.dividend(), shown.split(), provider);
    }

    private static List<@Nullable String> yearly(Ticker ticker, TickerCache.YearValue value, String provider) {
        return cells(
                ticker.symbol(), value.year(), value.session(), value.price(), value.marketCap(), value.shares(),
                provider);
    }

    private static List<@Nullable String> cells(@Nullable Object... values) {
        return Stream.of(values).<@Nullable String>map(CachedRows::cell).toList();
    }

    private static @Nullable String cell(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }
}
