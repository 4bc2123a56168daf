package io.longhaul.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// At most `amount` calls of one [Owner] in each calendar window.
///
/// @param amount calls
/// @param window days, 1 for a daily quota
/// @param zone where the day begins, as `America/Los_Angeles` (a day there has 23 to 25 hours)
/// @param buffer how long after midnight the reset is trusted
public record Quota(long amount, int window, ZoneId zone, Duration buffer) {

    /// What providers need in practice until a reset has reached all their machines.
    public static final Duration DEFAULT_BUFFER = Duration.ofSeconds(300);

    private static final LocalDate EPOCH = LocalDate.EPOCH;

    public Quota {
        if (amount < 1 || window < 1 || buffer.isNegative()) {
            throw new IllegalArgumentException("quota of " + amount + " per " + window + " days + " + buffer
                    + "; want an amount and days of at least 1 and no negative buffer");
        }
    }

    /// `amount` a day, from midnight in `zone`, with the default buffer.
    public static Quota daily(long amount, ZoneId zone) {
        return new Quota(amount, 1, zone, DEFAULT_BUFFER);
    }

    /// The start of the window that holds `at`, buffer included: what was spent since counts.
    public Instant startOf(Instant at) {
        var day = at.minus(buffer).atZone(zone).toLocalDate();
        return opening(day.minusDays(Math.floorMod(day.toEpochDay(), (long) window)));
    }

    /// When the window that holds `at` ends and the next begins, buffer included.
    public Instant endOf(Instant at) {
        var day = at.minus(buffer).atZone(zone).toLocalDate();
        return opening(day.plusDays(window - Math.floorMod(day.toEpochDay(), (long) window)));
    }

    private Instant opening(LocalDate day) {
        return (day.isBefore(EPOCH) ? EPOCH : day).atStartOfDay(zone).toInstant().plus(buffer);
    }
}
