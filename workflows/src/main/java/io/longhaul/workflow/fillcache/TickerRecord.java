package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.DailyBars.Basis;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Split;
import io.longhaul.source.market.TradingCalendar;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a ticker, but for its bars.
///
/// @param provider that gave its bars
/// @param basis of its bars
/// @param covered days for which the provider was asked and answered
/// @param first day with a bar, and `last`; null if there is none
/// @param gaps sessions between the two without a bar, oldest first
/// @param facts whether the provider tells dividends and splits
/// @param shares by balance sheet, oldest first
public record TickerRecord(
        String provider,
        Basis basis,
        Days covered,
        @Nullable LocalDate first,
        @Nullable LocalDate last,
        List<LocalDate> gaps,
        boolean facts,
        List<Dividend> dividends,
        List<Split> splits,
        Shares shares) {
    /// @param from who told; empty if nobody has any
    /// @param asked the day of the job that asked last; null if none did
    /// @param answered whether that job got an answer: share counts, or the proof that there are none. Where a provider
    ///     failed, or none that knows share counts was asked, the next job asks again
    public record Shares(String from, @Nullable LocalDate asked, boolean answered, List<SharesOutstanding> reported) {
        public static final Shares UNASKED = new Shares("", null, false, List.of());

        public Shares {
            reported = List.copyOf(reported);
        }
    }

    /// Further behind the end than that, a ticker counts as delisted and is not asked for those days again.
    private static final int SESSIONS_BEHIND = 10;

    public TickerRecord {
        gaps = List.copyOf(gaps);
        dividends = List.copyOf(dividends);
        splits = List.copyOf(splits);
    }

    TickerRecord withShares(Shares told) {
        return new TickerRecord(provider, basis, covered, first, last, gaps, facts, dividends, splits, told);
    }

    /// As it is known after everybody was asked for more and had none.
    TickerRecord askedInVain(Days wanted) {
        var from = wanted.from().isBefore(covered.from()) ? wanted.from() : covered.from();
        var to = wanted.to().isAfter(covered.to()) && over(wanted.to()) ? wanted.to() : covered.to();
        return new TickerRecord(
                provider, basis, new Days(from, to), first, last, gaps, facts, dividends, splits, shares);
    }

    /// Whether its bars end so long before a day that it counts as delisted.
    private boolean over(LocalDate day) {
        return over(last, day);
    }

    static boolean over(@Nullable LocalDate last, LocalDate day) {
        return last == null || TradingCalendar.sessions(last.plusDays(1), day).size() > SESSIONS_BEHIND;
    }

    /// The parts of a range that nobody was asked for yet, oldest first.
    List<Days> missing(Days wanted) {
        var missing = new ArrayList<Days>(2);
        if (wanted.from().isBefore(covered.from())) {
            missing.add(new Days(wanted.from(), covered.from().minusDays(1)));
        }
        if (wanted.to().isAfter(covered.to())) {
            missing.add(new Days(covered.to().plusDays(1), wanted.to()));
        }
        missing.removeIf(range -> TradingCalendar.sessions(range.from(), range.to()).isEmpty());
        return missing;
    }

    boolean hasBar(LocalDate session) {
        return first != null && last != null && !session.isBefore(first) && !session.isAfter(last)
                && Collections.binarySearch(gaps, session) < 0;
    }
}
