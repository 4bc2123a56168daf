package io.longhaul.engine.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/// A single time at which a job is to start, as users write it.
///
/// - `02:30`: the next one, today or tomorrow.
/// - `2026-12-01 02:30`, or with `T` in between: that one.
/// - `2026-12-01T02:30:00Z`, `2026-12-01T02:30-05:00`: that instant, whatever the zone.
///
/// Clock changes are as in [Cron]: a repeated time is the first, a skipped one as much later as the clock was moved.
public final class At {
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private At() {}

    /// @throws IllegalArgumentException for what is no time, and for one that is past
    public static Instant parse(String text, ZoneId zone, Instant now) {
        var plain = text.strip().replace(' ', 'T');
        var time = read(plain, LocalTime::parse);
        if (time.isPresent()) {
            return next(time.get(), zone, now);
        }
        var at = read(plain, word -> instant(LocalDateTime.parse(word), zone))
                .or(() -> read(plain, word -> OffsetDateTime.parse(word).toInstant()))
                .orElseThrow(() -> new IllegalArgumentException("time \"" + text
                        + "\" is not understood; want 02:30, 2026-12-01 02:30 or 2026-12-01T02:30:00Z"));
        if (!at.isAfter(now)) {
            throw new IllegalArgumentException("time \"" + text + "\" in " + zone + " is " + at
                    + ", which is past: it is " + now.truncatedTo(ChronoUnit.SECONDS) + " now; want a time to come");
        }
        if (at.isAfter(FAR)) {
            throw new IllegalArgumentException("time \"" + text + "\" is " + at + "; want one before " + FAR);
        }
        return at;
    }

    private static Instant next(LocalTime time, ZoneId zone, Instant now) {
        // Yesterday's may have been put off to today by a clock change over midnight.
        var day = now.atZone(zone).toLocalDate().minusDays(1);
        while (!instant(day.atTime(time), zone).isAfter(now)) {
            day = day.plusDays(1);
        }
        return instant(day.atTime(time), zone);
    }

    private static Instant instant(LocalDateTime local, ZoneId zone) {
        return ZonedDateTime.ofLocal(local, zone, null).toInstant();
    }

    private static <T> Optional<T> read(String text, Function<String, T> form) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
