package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// The completeness of what is cached, by the calendar: how many bars there must be, and which are missing.
final class Gaps {
    private Gaps() {}

    /// The row of a ticker for the days wanted.
    static FillCacheRow row(Ticker ticker, Dataset dataset, TickerRecord known, Days wanted) {
        return dataset == Dataset.DAILY ? daily(ticker, known, wanted) : yearly(ticker, known, wanted);
    }

    private static FillCacheRow daily(Ticker ticker, TickerRecord known, Days wanted) {
        var first = known.first();
        var last = known.last();
        if (first == null || last == null || first.isAfter(wanted.to())) {
            var why = first == null ? "no bars" : "no bars before " + first;
            return new FillCacheRow(ticker, Dataset.DAILY, known.provider(), null, null, 0, 0, List.of(why));
        }
        var from = first.isAfter(wanted.from()) ? first : wanted.from();
        var expected = TradingCalendar.sessions(from, wanted.to());
        var gaps = new ArrayList<String>();
        LocalDate begins = null;
        LocalDate ends = null;
        long bars = 0;
        for (var session : expected) {
            if (known.hasBar(session)) {
                begins = begins == null ? session : begins;
                ends = session;
                bars++;
            } else if (session.isBefore(last)) {
                gaps.add(session.toString());
            }
        }
        long after = expected.stream().filter(session -> session.isAfter(last)).count();
        if (after > 0) {
            gaps.add("none after " + last + " (" + after + (after == 1 ? " session)" : " sessions)"));
        }
        return new FillCacheRow(
                ticker, Dataset.DAILY, known.provider(), begins, ends, bars, expected.size(), gaps);
    }

    private static FillCacheRow yearly(Ticker ticker, TickerRecord known, Days wanted) {
        var gaps = new ArrayList<String>();
        LocalDate begins = null;
        LocalDate ends = null;
        long years = 0;
        long expected = 0;
        var first = known.first();
        for (int year : years(wanted)) {
            if (first == null || year < first.getYear()) {
                continue; // not listed yet
            }
            var session = TickerCache.session(known, year);
            if (session.isEmpty()) {
                // listed in the course of it
                if (year > first.getYear()) {
                    expected++;
                    gaps.add(year + ": no price");
                }
                continue;
            }
            expected++;
            years++;
            begins = begins == null ? session.get() : begins;
            ends = session.get();
            if (!TickerCache.fund(ticker) && TickerCache.shares(known, session.get()) == null) {
                gaps.add(year + ": no shares outstanding");
            }
        }
        if (first == null) {
            gaps.add("no bars");
        }
        return new FillCacheRow(ticker, Dataset.YEARLY, known.provider(), begins, ends, years, expected, gaps);
    }

    /// Whether a year with a price has no shares outstanding.
    static boolean lacksShares(TickerRecord known, Days wanted) {
        return years(wanted).stream()
                .flatMap(year -> TickerCache.session(known, year).stream())
                .anyMatch(session -> TickerCache.shares(known, session) == null);
    }

    /// The years whose first session lies in the range.
    static List<Integer> years(Days wanted) {
        var years = new ArrayList<Integer>();
        for (int year = wanted.from().getYear(); year <= wanted.to().getYear(); year++) {
            if (wanted.holds(TradingCalendar.firstSessionOf(year))) {
                years.add(year);
            }
        }
        return years;
    }
}
