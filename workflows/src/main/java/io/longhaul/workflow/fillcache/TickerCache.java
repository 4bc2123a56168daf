package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.Adjustment;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.DailyBars.Basis;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is cached of tickers, read from the store's documents. It asks nobody.
public final class TickerCache {
    /// Shelf of [TickerRecord]s by symbol.
    public static final String TICKERS = "tickers";
    /// Shelf of bars by symbol and year, `AAPL/2025`.
    public static final String BARS = "bars";
    /// Shelf of [FailedMarker]s by symbol.
    public static final String FAILED = "failed-tickers";
    /// Shelf of [Imported] by symbol.
    public static final String IMPORTED = "imported";

    /// Funds, which have no shares outstanding in the sense of a market cap: price only.
    private static final Set<String> ETFS = Set.of(
            "SPY", "QQQ", "IWM", "VTI", "EFA", "VEA", "EEM", "VWO", "AGG", "BND", "TLT", "GLD", "VB", "VTV", "VUG",
            "VXUS");

    /// A session later than the first may stand for it, where that one has no bar.
    static final int DAYS_AFTER_FIRST = 5;

    private final Shelves shelves;

    /// Where documents are read.
    @FunctionalInterface
    public interface Shelves {
        Optional<byte[]> kept(String shelf, String key);
    }

    /// A bar as it is shown.
    ///
    /// @param bar raw, unless the provider tells no splits
    /// @param adjClose adjusted for splits and dividends; null where the provider does not tell them
    /// @param dividend with this ex-day, and `split` on this day; null for none
    public record Shown(
            Bar bar, @Nullable BigDecimal adjClose, @Nullable BigDecimal dividend, @Nullable BigDecimal split) {}

    /// A year of the `yearly` map.
    ///
    /// @param session whose close is the price: the year's first, or one of the five days after it
    /// @param price split-adjusted close, USD
    /// @param marketCap close as traded x shares, USD; null for a fund or where shares are not known
    /// @param shares outstanding by the latest quarterly balance sheet before the session, as reported
    public record YearValue(
            int year, LocalDate session, BigDecimal price, @Nullable BigDecimal marketCap, @Nullable Long shares) {}

    public TickerCache(Shelves shelves) {
        this.shelves = shelves;
    }

    public static boolean fund(Ticker ticker) {
        return ETFS.contains(ticker.symbol());
    }

    public Optional<TickerRecord> record(Ticker ticker) {
        return shelves.kept(TICKERS, ticker.symbol()).map(Records::decode);
    }

    public Optional<FailedMarker> failed(Ticker ticker) {
        return shelves.kept(FAILED, ticker.symbol()).map(FailedMarker::decode);
    }

    /// What was imported of it, which counts as known nowhere.
    public Optional<Imported> imported(Ticker ticker) {
        return shelves.kept(IMPORTED, ticker.symbol()).map(Imported::decode);
    }

    static String key(Ticker ticker, int year) {
        return ticker.symbol() + "/" + year;
    }

    List<Bar> year(Ticker ticker, int year) {
        return shelves.kept(BARS, key(ticker, year)).map(BarYear::decode).orElse(List.of());
    }

    /// Bars as kept, oldest first.
    public List<Bar> bars(Ticker ticker, Days days) {
        var bars = new ArrayList<Bar>();
        for (int year = days.from().getYear(); year <= days.to().getYear(); year++) {
            year(ticker, year).stream().filter(bar -> days.holds(bar.day())).forEach(bars::add);
        }
        return bars;
    }

    /// Bars with their adjusted closes and facts.
    public List<Shown> shown(Ticker ticker, Days days) {
        var known = record(ticker).orElse(null);
        if (known == null) {
            return List.of();
        }
        // what comes after the range adjusts it too
        var last = known.last() == null || known.last().isBefore(days.to()) ? days.to() : known.last();
        var bars = bars(ticker, new Days(days.from(), last));
        var closes = known.facts() && known.basis() == Basis.RAW
                ? new Adjustment(known.splits(), known.dividends()).adjustedCloses(bars)
                : null;
        var shown = new ArrayList<Shown>();
        for (int i = 0; i < bars.size() && days.holds(bars.get(i).day()); i++) {
            shown.add(shown(known, bars.get(i), closes == null ? null : closes.get(i)));
        }
        return shown;
    }

    private static Shown shown(TickerRecord known, Bar bar, @Nullable BigDecimal adjusted) {
        var dividend = known.dividends().stream()
                .filter(each -> each.exDay().equals(bar.day()))
                .map(each -> each.amount())
                .reduce(BigDecimal::add);
        var split = known.splits().stream()
                .filter(each -> each.day().equals(bar.day()))
                .map(each -> each.numerator().divide(each.denominator(), MathContext.DECIMAL64).stripTrailingZeros())
                .findFirst();
        return new Shown(
                bar,
                adjusted == null ? null : adjusted.setScale(6, RoundingMode.HALF_UP).stripTrailingZeros(),
                dividend.orElse(null),
                split.orElse(null));
    }

    /// The years of a range whose price is known.
    public List<YearValue> yearly(Ticker ticker, Days days) {
        var known = record(ticker).orElse(null);
        if (known == null) {
            return List.of();
        }
        var values = new ArrayList<YearValue>();
        for (int year : Gaps.years(days)) {
            session(known, year).ifPresent(session -> bars(ticker, new Days(session, session)).stream()
                    .findFirst()
                    .ifPresent(bar -> values.add(value(ticker, known, bar))));
        }
        return values;
    }

    /// The session whose close is the year's price; empty if there is none.
    static Optional<LocalDate> session(TickerRecord known, int year) {
        var first = TradingCalendar.firstSessionOf(year);
        return TradingCalendar.sessions(first, first.plusDays(DAYS_AFTER_FIRST)).stream()
                .filter(known::hasBar)
                .findFirst();
    }

    private static YearValue value(Ticker ticker, TickerRecord known, Bar bar) {
        var shares = fund(ticker) ? null : shares(known, bar.day());
        var adjustment = new Adjustment(known.splits(), List.of());
        var price = known.basis() == Basis.RAW ? adjustment.splitAdjusted(bar.day(), bar.close()) : bar.close();
        boolean raw = known.basis() == Basis.RAW;
        return new YearValue(
                bar.day().getYear(),
                bar.day(),
                price,
                // without raw prices a market cap would be wrong by every later split
                shares == null || !raw ? null : dollars(bar.close().multiply(BigDecimal.valueOf(shares))),
                shares);
    }

    /// Exact, without the noughts that a price of 129.10 brings.
    private static BigDecimal dollars(BigDecimal amount) {
        var least = amount.stripTrailingZeros();
        return least.scale() < 0 ? least.setScale(0) : least;
    }

    /// Years with a price for which somebody was asked for shares and nobody has them; none of a fund.
    public List<Integer> withoutShares(Ticker ticker) {
        var known = record(ticker).orElse(null);
        if (known == null || known.shares().asked() == null || fund(ticker)) {
            return List.of();
        }
        return yearly(ticker, known.covered()).stream()
                .filter(value -> value.shares() == null)
                .map(YearValue::year)
                .toList();
    }

    /// Of the latest balance sheet strictly before the day.
    static @Nullable Long shares(TickerRecord known, LocalDate day) {
        Long latest = null;
        for (var each : known.shares().reported()) {
            if (each.asOf().isBefore(day)) {
                latest = each.shares();
            }
        }
        return latest;
    }
}
