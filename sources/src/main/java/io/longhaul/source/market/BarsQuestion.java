package io.longhaul.source.market;

import java.time.LocalDate;

/// The daily bars of a security.
///
/// @param from first day, inclusive
/// @param to last day, inclusive; a finished session or earlier
public record BarsQuestion(Ticker ticker, LocalDate from, LocalDate to) {
    public BarsQuestion {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("bars from " + from + " to " + to + "; want no end before the start");
        }
    }

    /// Whether the day is in the range.
    public boolean holds(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(to);
    }

    /// As `BRK.B 2024-01-02..2024-12-31`: a question's identity.
    public String canonical() {
        return ticker + " " + from + ".." + to;
    }
}
