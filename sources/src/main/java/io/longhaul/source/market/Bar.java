package io.longhaul.source.market;

import java.math.BigDecimal;
import java.time.LocalDate;

/// The trading of one security on one session, US dollars.
///
/// @param day the session's date in New York
/// @param volume shares
public record Bar(
        LocalDate day, BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close, long volume) {
    public Bar {
        if (volume < 0 || close.signum() < 0) {
            throw new IllegalArgumentException(
                    "bar of " + day + " with close " + close + ", volume " + volume + "; want none below zero");
        }
    }
}
