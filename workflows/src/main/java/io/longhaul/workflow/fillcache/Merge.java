package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.Adjustment;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.DailyBars.Basis;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.Split;
import io.longhaul.source.market.TradingCalendar;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Joins what a provider gave with what was known, as raw bars where splits are told.
final class Merge {
    private final String provider;
    private final Days wanted;
    private final @Nullable TickerRecord known;
    private final TreeMap<LocalDate, Split> splits = new TreeMap<>();
    private final TreeMap<LocalDate, Dividend> dividends = new TreeMap<>();
    private final TreeMap<LocalDate, Bar> fresh = new TreeMap<>();
    private Basis basis = Basis.RAW;
    private boolean facts = true;

    /// @param known null to begin anew
    Merge(String provider, Days wanted, @Nullable TickerRecord known) {
        this.provider = provider;
        this.wanted = wanted;
        this.known = known;
        if (known != null) {
            known.splits().forEach(split -> splits.put(split.day(), split));
            known.dividends().forEach(dividend -> dividends.put(dividend.exDay(), dividend));
            basis = known.basis();
            facts = known.facts();
        }
    }

    void add(List<DailyBars> parts) {
        for (var part : parts) {
            part.splits().forEach(split -> splits.put(split.day(), split));
            facts &= part.facts();
        }
        var adjustment = new Adjustment(List.copyOf(splits.values()), List.of());
        for (var part : parts) {
            var turned = part.facts() ? part.basis() : Basis.RAW; // without its splits nothing can be turned back
            basis = turned == Basis.RAW ? part.basis() : basis;
            daily(part.dividends()).forEach(
                    each -> dividends.put(each.exDay(), adjustment.raw(each, turned)));
            for (var bar : part.bars()) {
                // a bar on a day without trading is a provider's mistake
                if (TradingCalendar.isSession(bar.day())) {
                    fresh.put(bar.day(), adjustment.raw(bar, turned));
                }
            }
        }
    }

    /// Several of one day as one.
    private static Collection<Dividend> daily(List<Dividend> told) {
        var daily = new TreeMap<LocalDate, Dividend>();
        told.forEach(each -> daily.merge(
                each.exDay(), each, (a, b) -> new Dividend(a.exDay(), a.amount().add(b.amount()))));
        return daily.values();
    }

    /// The new bars, oldest first.
    Collection<Bar> fresh() {
        return fresh.values();
    }

    /// @param asked the days for which the provider answered
    TickerRecord record(List<Days> asked) {
        var first = Stream.of(known == null ? null : known.first(), fresh.isEmpty() ? null : fresh.firstKey())
                .filter(day -> day != null).min(LocalDate::compareTo).orElse(null);
        var last = Stream.of(known == null ? null : known.last(), fresh.isEmpty() ? null : fresh.lastKey())
                .filter(day -> day != null).max(LocalDate::compareTo).orElse(null);
        return new TickerRecord(
                provider,
                basis,
                covered(asked, last),
                first,
                last,
                gaps(first, last),
                facts,
                List.copyOf(dividends.values()),
                List.copyOf(splits.values()),
                known == null ? TickerRecord.Shares.UNASKED : known.shares());
    }

    private Days covered(List<Days> asked, @Nullable LocalDate last) {
        var from = known == null ? wanted.from() : known.covered().from();
        var to = known == null ? wanted.to() : known.covered().to();
        for (var days : asked) {
            from = days.from().isBefore(from) ? days.from() : from;
            to = days.to().isAfter(to) ? days.to() : to;
        }
        if (last == null || TickerRecord.over(last, to)) {
            return new Days(from, to);
        }
        // what is not there yet may come: it is asked for again
        var least = known == null ? from : known.covered().to();
        return new Days(from, last.isAfter(least) ? last : least);
    }

    private List<LocalDate> gaps(@Nullable LocalDate first, @Nullable LocalDate last) {
        if (first == null || last == null) {
            return List.of();
        }
        var gaps = new ArrayList<LocalDate>();
        for (var session : TradingCalendar.sessions(first, last)) {
            boolean there = fresh.containsKey(session) || known != null && known.hasBar(session);
            if (!there) {
                gaps.add(session);
            }
        }
        return gaps;
    }
}
