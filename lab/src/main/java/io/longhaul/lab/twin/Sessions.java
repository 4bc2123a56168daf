package io.longhaul.lab.twin;

import io.longhaul.source.market.TradingCalendar;
import java.time.LocalDate;
import java.util.List;

/// On which days the twins trade: the product's calendar, and never outside of it.
final class Sessions {

    private Sessions() {}

    static List<LocalDate> between(LocalDate from, LocalDate to) {
        var first = from.isBefore(TradingCalendar.FIRST) ? TradingCalendar.FIRST : from;
        var last = to.isAfter(TradingCalendar.LAST) ? TradingCalendar.LAST : to;
        return first.isAfter(last) ? List.of() : TradingCalendar.sessions(first, last);
    }

    /// That day if it is one, else the next.
    static LocalDate onOrAfter(LocalDate day) {
        return between(day, day.plusDays(15)).getFirst();
    }
}
