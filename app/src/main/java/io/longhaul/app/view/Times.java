package io.longhaul.app.view;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Instants as people read them, from a present moment in a display zone.
///
/// @param zone in which all is shown unless another is named
public record Times(Instant now, ZoneId zone) {

    private static final DateTimeFormatter CLOCK = format("HH:mm");
    private static final DateTimeFormatter WEEKDAY = format("EEE HH:mm");
    private static final DateTimeFormatter DAY = format("EEE d MMM HH:mm");
    private static final DateTimeFormatter YEAR = format("EEE d MMM uuuu HH:mm");

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }

    /// `12:41`.
    public String clock(Instant at) {
        return CLOCK.format(at.atZone(zone));
    }

    /// `12:41` today, `Sat 03:05` within six days, else `Fri 4 Dec 03:20`.
    public String brief(Instant at) {
        long days = days(at);
        if (days == 0) {
            return clock(at);
        }
        return days > 0 && days < 7 ? WEEKDAY.format(at.atZone(zone)) : full(at);
    }

    /// `goes on Sat 03:05`, behind a reason to wait; a time that has come is no time to wait for.
    public String goesOn(Instant until) {
        return until.isAfter(now) ? "goes on " + brief(until) : "goes on any moment now";
    }

    /// `today 12:41`, else `Fri 4 Dec 03:20`.
    public String when(Instant at) {
        return days(at) == 0 ? "today " + clock(at) : full(at);
    }

    /// `Fri 4 Dec 03:20`, with the year if it is another.
    public String full(Instant at) {
        var there = at.atZone(zone);
        var format = there.getYear() == today().getYear() ? DAY : YEAR;
        return format.format(there);
    }

    /// A moment after another was named: the clock alone if it falls on the same day.
    public String after(Instant named, Instant at) {
        return date(named).equals(date(at)) ? clock(at) : full(at);
    }

    /// `03:05 Los Angeles`, for clocks of another zone.
    public static String in(ZoneId other, Instant at) {
        return CLOCK.format(at.atZone(other)) + " " + city(other);
    }

    /// `Los Angeles` for `America/Los_Angeles`.
    public static String city(ZoneId zone) {
        var id = zone.getId();
        return id.substring(id.lastIndexOf('/') + 1).replace('_', ' ');
    }

    /// RFC 3339 in UTC, to the millisecond: `2026-11-27T11:05:00Z`.
    public static @Nullable String rfc3339(@Nullable Instant at) {
        return at == null
                ? null
                : DateTimeFormatter.ISO_INSTANT.format(
                        at.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC));
    }

    private long days(Instant at) {
        return ChronoUnit.DAYS.between(today(), date(at));
    }

    private LocalDate today() {
        return date(now);
    }

    private LocalDate date(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }
}
