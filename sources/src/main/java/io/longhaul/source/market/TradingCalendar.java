package io.longhaul.source.market;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The sessions of NYSE and Nasdaq from 1990 to 2030: the days on which both trade, and until when.
///
/// - **Days** are those of New York; times are its local times.
/// - **Future**: days after the last announcement follow the rules in force. A day of mourning to come is not known.
/// - **Not here**: halts within a session, openings late by minutes, and troubles of one exchange alone.
/// - **Errors**: a day before 1990 or after 2030 is refused: no rule here is meant for it.
/// - **Source**: NYSE Rule 7.2 and the holiday and early-closing announcements of both exchanges.
public final class TradingCalendar {
    public static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    public static final LocalDate FIRST = LocalDate.of(1990, 1, 1);
    public static final LocalDate LAST = LocalDate.of(2030, 12, 31);

    private static final LocalTime OPENS = LocalTime.of(9, 30);
    private static final LocalTime CLOSES = LocalTime.of(16, 0);

    private static final List<LocalDate> SESSIONS = sessions();
    private static final Map<LocalDate, LocalTime> EARLY = early();

    private TradingCalendar() {}

    public static boolean isSession(LocalDate day) {
        return Collections.binarySearch(SESSIONS, known(day)) >= 0;
    }

    /// The sessions from one day to another, both included, oldest first; none if the end is before the start.
    public static List<LocalDate> sessions(LocalDate from, LocalDate to) {
        int start = before(known(from));
        return SESSIONS.subList(start, Math.max(start, before(known(to)) + (isSession(to) ? 1 : 0)));
    }

    public static LocalDate firstSessionOf(int year) {
        return SESSIONS.get(before(known(LocalDate.of(year, 1, 1))));
    }

    /// The last session that is over when `day` begins.
    ///
    /// @throws IllegalArgumentException also if there is none since 1990
    public static LocalDate lastSessionBefore(LocalDate day) {
        int earlier = before(known(day));
        if (earlier == 0) {
            throw new IllegalArgumentException(
                    "no session before " + day + " in the trading calendar, which begins with " + SESSIONS.getFirst());
        }
        return SESSIONS.get(earlier - 1);
    }

    public static LocalTime opens(LocalDate session) {
        return Hours.LATE_OPENINGS.getOrDefault(traded(session), OPENS);
    }

    public static LocalTime closes(LocalDate session) {
        return EARLY.getOrDefault(traded(session), CLOSES);
    }

    /// From the opening to the close: 6 h 30 min as a rule.
    public static Duration length(LocalDate session) {
        return Duration.between(opens(session), closes(session));
    }

    /// How many sessions are before the day.
    private static int before(LocalDate day) {
        int at = Collections.binarySearch(SESSIONS, day);
        return at >= 0 ? at : -at - 1;
    }

    private static LocalDate known(LocalDate day) {
        if (day.isBefore(FIRST) || day.isAfter(LAST)) {
            throw new IllegalArgumentException(
                    day + " is outside the trading calendar; want a day from " + FIRST + " to " + LAST);
        }
        return day;
    }

    private static LocalDate traded(LocalDate day) {
        if (!isSession(day)) {
            throw new IllegalArgumentException(day + " is no session: the exchanges were closed; want a session");
        }
        return day;
    }

    private static List<LocalDate> sessions() {
        Set<LocalDate> closed = new HashSet<>(Holidays.UNPLANNED);
        years().forEach(year -> closed.addAll(Holidays.of(year)));
        return FIRST.datesUntil(LAST.plusDays(1))
                .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0)
                .filter(day -> !closed.contains(day))
                .toList();
    }

    private static Map<LocalDate, LocalTime> early() {
        var early = new HashMap<>(Hours.UNPLANNED_CLOSES);
        years().forEach(year -> early.putAll(Hours.earlyClosesOf(year)));
        return Map.copyOf(early);
    }

    private static Stream<Integer> years() {
        return Stream.iterate(FIRST.getYear(), year -> year <= LAST.getYear(), year -> year + 1);
    }
}
