package io.longhaul.source.market;

import java.math.BigDecimal;
import java.time.LocalDate;

/// One share became several, or several one.
///
/// @param day the first session at the new price
/// @param numerator shares after, for `denominator` before: 4 and 1 for a 4:1 split, 1 and 10 for a reverse split
public record Split(LocalDate day, BigDecimal numerator, BigDecimal denominator) {
    public Split {
        if (numerator.signum() <= 0 || denominator.signum() <= 0) {
            throw new IllegalArgumentException(
                    "split " + numerator + ":" + denominator + " on " + day + "; want both above zero");
        }
    }
}
