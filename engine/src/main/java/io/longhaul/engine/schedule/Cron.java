package io.longhaul.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A cron expression: minute, hour, day of month, month, day of week.
///
/// - **Fields**: `*`, numbers, ranges `1-5`, steps `*/15` and `0-30/10`, lists of these; names `JAN`-`DEC`,
///   `SUN`-`SAT`; Sunday is 0 and 7; `?` for `*` in the two day fields; `L` for the last day of the month, `5L` for its
///   last Friday. `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
/// - **Days**: with both day fields restricted (neither is `*` nor `?`), a day that fits either is meant.
/// - **Clock changes**: an expression for every hour follows the clock through both passes of a repeated hour, and has
///   nothing to make up for in a skipped one. Every other names local times, and each runs once a day: in a repeated
///   hour the first time, and a time that is skipped as much later as the clock was moved (02:30 runs at 03:30; in Lord
///   Howe, where half an hour is skipped, 02:15 runs at 02:45). Two that meet there run once.
/// - **Source**: POSIX crontab, with the extensions that cron-parser and croner have in common.
public final class Cron {
    /// From one 29th of February to the next, around 2100.
    private static final int YEARS = 8;

    private final String text;
    private final Values minutes;
    private final Values hours;
    private final Values days;
    private final Values months;
    private final Values weekdays;

    /// @param fields all of them
    Cron(String text, Function<Field, Values> fields) {
        this.text = text;
        this.minutes = fields.apply(Field.MINUTE);
        this.hours = fields.apply(Field.HOUR);
        this.days = fields.apply(Field.DAY);
        this.months = fields.apply(Field.MONTH);
        this.weekdays = fields.apply(Field.WEEKDAY);
    }

    /// @throws IllegalArgumentException if it is none; the message says where it is wrong
    public static Cron parse(String text) {
        return CronReader.read(text);
    }

    /// The first time after `after`; empty if there is none, as for the 30th of February.
    public Optional<Instant> next(Instant after, ZoneId zone) {
        return hours.size() == 24 ? everyHour(after, zone) : fixed(after, zone);
    }

    private Optional<Instant> everyHour(Instant after, ZoneId zone) {
        var at = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        while (true) {
            var day = nextDay(at.toLocalDate());
            if (day.isEmpty()) {
                return Optional.empty();
            }
            if (day.get().isAfter(at.toLocalDate())) {
                at = later(at, day.get().atStartOfDay(zone));
            } else if (minutes.has(at.getMinute())) {
                return Optional.of(at.toInstant());
            } else {
                at = at.plusMinutes(1);
            }
        }
    }

    /// Where clocks go back over midnight, a day begins twice, and its first beginning may be past.
    private static ZonedDateTime later(ZonedDateTime at, ZonedDateTime start) {
        return start.isAfter(at) ? start : at.plusMinutes(1);
    }

    private Optional<Instant> fixed(Instant after, ZoneId zone) {
        // A time of yesterday may have been put off to today.
        var day = nextDay(LocalDate.ofInstant(after, zone).minusDays(1));
        while (day.isPresent()) {
            var first = isPlain(day.get(), zone) ? onPlain(day.get(), after, zone) : onChange(day.get(), after, zone);
            if (first.isPresent()) {
                return first;
            }
            day = nextDay(day.get().plusDays(1));
        }
        return Optional.empty();
    }

    /// Whether no clock change is near.
    private static boolean isPlain(LocalDate day, ZoneId zone) {
        var noon = day.atTime(LocalTime.NOON).atZone(zone).toInstant();
        var change = zone.getRules().nextTransition(noon.minus(Duration.ofDays(2)));
        return change == null || change.getInstant().isAfter(noon.plus(Duration.ofDays(2)));
    }

    private Optional<Instant> onPlain(LocalDate day, Instant after, ZoneId zone) {
        var local = after.atZone(zone);
        if (local.toLocalDate().isAfter(day)) {
            return Optional.empty();
        }
        var from = local.toLocalDate().equals(day) ? local.toLocalTime().truncatedTo(ChronoUnit.MINUTES) : null;
        return time(from).map(time -> day.atTime(time).atZone(zone).toInstant());
    }

    /// The first time of day after the given minute, or of all.
    private Optional<LocalTime> time(@Nullable LocalTime after) {
        int hour = hours.from(after == null ? 0 : after.getHour());
        if (hour >= 0 && after != null && hour == after.getHour()) {
            int minute = minutes.from(after.getMinute() + 1);
            if (minute >= 0) {
                return Optional.of(LocalTime.of(hour, minute));
            }
            hour = hours.from(hour + 1);
        }
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minutes.from(0)));
    }

    /// Here the order of local times is not that of instants.
    private Optional<Instant> onChange(LocalDate day, Instant after, ZoneId zone) {
        return times()
                .map(time -> ZonedDateTime.ofLocal(day.atTime(time), zone, null).toInstant())
                .filter(instant -> instant.isAfter(after))
                .min(Instant::compareTo);
    }

    private Stream<LocalTime> times() {
        return hours.stream().boxed().flatMap(hour -> minutes.stream().mapToObj(minute -> LocalTime.of(hour, minute)));
    }

    /// The first day from `from` on.
    private Optional<LocalDate> nextDay(LocalDate from) {
        var day = from;
        for (var end = from.plusYears(YEARS); day.isBefore(end);) {
            if (isOn(day)) {
                return Optional.of(day);
            }
            day = months.has(day.getMonthValue()) ? day.plusDays(1) : day.withDayOfMonth(1).plusMonths(1);
        }
        return Optional.empty();
    }

    private boolean isOn(LocalDate day) {
        if (!months.has(day.getMonthValue())) {
            return false;
        }
        int left = day.lengthOfMonth() - day.getDayOfMonth();
        int weekday = day.getDayOfWeek().getValue() % 7;
        boolean byDay = days.has(day.getDayOfMonth()) || (left == 0 && days.hasLast(0));
        boolean byWeekday = weekdays.has(weekday) || (left < 7 && weekdays.hasLast(weekday));
        return days.any() ? byWeekday : weekdays.any() ? byDay : byDay || byWeekday;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && cron.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }
}
