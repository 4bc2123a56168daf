package io.longhaul.workflow.fillcache;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Steps;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.DailyBars.Basis;
import io.longhaul.source.market.MarketData;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Asks the providers, in order, for what is missing of one ticker, and keeps it.
final class Filling {
    private final Steps steps;
    private final Ticker ticker;
    private final List<MarketData> providers;
    private final TickerCache cache;

    Filling(Steps steps, Ticker ticker, List<MarketData> providers) {
        this.steps = steps;
        this.ticker = ticker;
        this.providers = providers;
        this.cache = new TickerCache(steps::kept);
    }

    /// Why the providers asked so far gave nothing.
    private final List<String> absent = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private ErrorClass failure = ErrorClass.NOT_FOUND;
    private final List<String> sharesFailures = new ArrayList<>();
    private ErrorClass sharesFailure = ErrorClass.UNKNOWN;

    /// The ticker's record with the missing days asked for; what was new is kept.
    ///
    /// @param known null if nothing is
    TickerRecord bars(@Nullable TickerRecord known, Days wanted) {
        var missing = known == null ? List.of(wanted) : known.missing(wanted);
        for (var provider : inOrder(known)) {
            var record = from(provider, known, missing, wanted);
            if (record != null) {
                return record;
            }
        }
        if (known != null && failures.isEmpty()) {
            return askedInVain(known, wanted);
        }
        if (!failures.isEmpty()) {
            throw steps.fail(failure, String.join("; ", failures));
        }
        var why = String.join("; ", absent);
        var marker = cache.failed(ticker)
                .map(before -> before.again(steps.asOf(), why))
                .orElse(new FailedMarker(steps.asOf(), steps.asOf(), why));
        steps.keep(TickerCache.FAILED, ticker.symbol(), marker.encode());
        throw steps.fail(ErrorClass.NOT_FOUND, why);
    }

    /// Nobody has more, and the row will name what is missing; days that will not come are not asked for again.
    private TickerRecord askedInVain(TickerRecord known, Days wanted) {
        var record = known.askedInVain(wanted);
        if (!record.equals(known)) {
            keep(record);
        }
        return record;
    }

    /// The one that gave the bars there are comes first: its numbers fit to them.
    private List<MarketData> inOrder(@Nullable TickerRecord known) {
        var ordered = new ArrayList<>(providers);
        if (known != null) {
            ordered.sort((a, b) -> Boolean.compare(
                    b.name().equals(known.provider()), a.name().equals(known.provider())));
        }
        return ordered;
    }

    private @Nullable TickerRecord from(
            MarketData provider, @Nullable TickerRecord known, List<Days> missing, Days wanted) {
        var more = known;
        var ranges = missing;
        if (known != null && !joins(provider, known)) {
            // bars on another basis do not join: the whole is asked for anew
            more = null;
            ranges = List.of(known.covered().and(wanted));
        }
        var parts = new ArrayList<DailyBars>();
        for (var days : ranges) {
            switch (provider.bars(steps, new BarsQuestion(ticker, days.from(), days.to()))) {
                case Answer.Found<DailyBars>(var bars, _) -> parts.add(bars);
                case Answer.Missing<DailyBars>(var reason) -> absent.add(by(provider, reason));
                case Answer.Failed<DailyBars>(var errorClass, var reason) -> failed(provider, errorClass, reason);
                case Answer.TooLarge<DailyBars>(var reason) -> failed(provider, ErrorClass.TOO_LARGE, reason);
                case Answer.Refused<DailyBars>(var reason) -> failed(provider, ErrorClass.AUTH, reason);
                case Answer.Throttled<DailyBars>(_, _, var reason) ->
                    failed(provider, ErrorClass.RATE_LIMIT, reason);
            }
        }
        boolean any = parts.stream()
                .flatMap(part -> part.bars().stream())
                .anyMatch(bar -> TradingCalendar.isSession(bar.day()));
        if (!any && !parts.isEmpty()) {
            absent.add(provider.name() + " has no bar of a day on which there was trade");
        }
        if (!any || parts.size() < ranges.size() && !failures.isEmpty()) {
            return null;
        }
        var merge = new Merge(provider.name(), wanted, more);
        merge.add(parts);
        var record = merge.record(ranges);
        keep(merge.fresh(), more != null);
        keep(record);
        return record;
    }

    /// Whether a provider's bars can stand beside those there are.
    private static boolean joins(MarketData provider, TickerRecord known) {
        return provider.name().equals(known.provider()) && (known.basis() == Basis.RAW);
    }

    private void failed(MarketData provider, ErrorClass errorClass, String reason) {
        failure = errorClass;
        failures.add(by(provider, reason));
    }

    private static String by(MarketData provider, String reason) {
        return reason.startsWith(provider.name()) ? reason : provider.name() + ": " + reason;
    }

    private void keep(Collection<Bar> fresh, boolean joined) {
        var years = new TreeMap<Integer, TreeMap<LocalDate, Bar>>();
        for (var bar : fresh) {
            years.computeIfAbsent(bar.day().getYear(), any -> new TreeMap<>()).put(bar.day(), bar);
        }
        years.forEach((year, bars) -> {
            if (joined) {
                cache.year(ticker, year).forEach(bar -> bars.putIfAbsent(bar.day(), bar));
            }
            steps.keep(TickerCache.BARS, TickerCache.key(ticker, year), BarYear.encode(bars.values()));
        });
    }

    private void keep(TickerRecord record) {
        steps.keep(TickerCache.TICKERS, ticker.symbol(), Records.encode(record));
        if (cache.failed(ticker).isPresent()) {
            steps.keep(TickerCache.FAILED, ticker.symbol(), new byte[0]);
        }
    }

    /// The record with shares outstanding, from the first provider that has any. Whoever answered is not asked at each
    /// run; who failed is asked again by the next.
    TickerRecord shares(TickerRecord known) {
        boolean answered = false;
        for (var provider : providers) {
            if (provider.sharesDemands().isEmpty()) {
                continue;
            }
            switch (provider.shares(steps, ticker)) {
                case Answer.Found<List<SharesOutstanding>>(var reported, _) when !reported.isEmpty() -> {
                    return told(known, provider.name(), sharesFailures.isEmpty(), reported);
                }
                case Answer.Found<?> _,Answer.Missing<?> _ -> answered = true;
                case Answer.Failed<?>(var errorClass, var reason) -> sharesFailed(provider, errorClass, reason);
                case Answer.TooLarge<?>(var reason) -> sharesFailed(provider, ErrorClass.TOO_LARGE, reason);
                case Answer.Refused<?>(var reason) -> sharesFailed(provider, ErrorClass.AUTH, reason);
                case Answer.Throttled<?>(_, _, var reason) -> sharesFailed(provider, ErrorClass.RATE_LIMIT, reason);
            }
        }
        return told(known, known.shares().from(), answered && sharesFailures.isEmpty(), List.of());
    }

    private void sharesFailed(MarketData provider, ErrorClass errorClass, String reason) {
        sharesFailure = errorClass;
        sharesFailures.add(by(provider, reason));
    }

    /// Ends the row if a provider failed to tell shares and years lack them: so `retry` finds it. What is known is kept.
    void mustHaveShares(TickerRecord known, Days wanted) {
        if (!sharesFailures.isEmpty() && Gaps.lacksShares(known, wanted)) {
            throw steps.fail(
                    sharesFailure,
                    "shares outstanding: " + String.join("; ", sharesFailures) + "; its prices are cached");
        }
    }

    /// A provider that knows only the latest count must not make the record poorer.
    private TickerRecord told(
            TickerRecord known, String from, boolean answered, List<SharesOutstanding> reported) {
        var all = new TreeMap<LocalDate, SharesOutstanding>();
        known.shares().reported().forEach(each -> all.put(each.asOf(), each));
        reported.forEach(each -> all.put(each.asOf(), each));
        var record = known.withShares(new TickerRecord.Shares(
                from, steps.today(), answered, List.copyOf(all.values())));
        keep(record);
        return record;
    }
}
