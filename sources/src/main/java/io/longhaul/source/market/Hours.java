package io.longhaul.source.market;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.util.HashMap;
import java.util.Map;

/// The sessions that are shorter than 9:30 to 16:00 in New York.
final class Hours {
    private static final LocalTime ONE = LocalTime.of(13, 0);
    private static final LocalTime TWO = LocalTime.of(14, 0);

    static final Map<LocalDate, LocalTime> UNPLANNED_CLOSES = Map.of(
            LocalDate.of(1994, 2, 11), LocalTime.of(14, 30), // snow
            LocalDate.of(1996, 1, 8), TWO, // snow
            LocalDate.of(1997, 10, 27), LocalTime.of(15, 30), // circuit breaker, second level
            LocalDate.of(1997, 12, 26), ONE,
            LocalDate.of(1999, 12, 31), ONE, // before the year 2000
            LocalDate.of(2003, 12, 26), ONE);

    static final Map<LocalDate, LocalTime> LATE_OPENINGS = Map.of(
            LocalDate.of(1996, 1, 8), LocalTime.of(11, 0), // snow
            LocalDate.of(2002, 9, 11), LocalTime.of(12, 0)); // memorial

    private Hours() {}

    /// The planned early closes of a year from 1990 on; only for sessions.
    static Map<LocalDate, LocalTime> earlyClosesOf(int year) {
        var time = year < 1993 ? TWO : ONE;
        var early = new HashMap<LocalDate, LocalTime>();
        if (year >= 1992) {
            early.put(Holidays.thanksgiving(year).plusDays(1), time);
        }
        var eve = LocalDate.of(year, Month.DECEMBER, 24);
        if (isBeforeFriday(eve)) { // a Friday is itself the holiday observed
            early.put(eve, time);
        }
        if (year >= 1995) {
            byIndependenceDay(LocalDate.of(year, Month.JULY, 3), early);
        }
        return early;
    }

    /// The third of July, unless it is a Friday, which is the holiday observed. A Wednesday used to be a full session:
    /// the Friday after it was short instead.
    private static void byIndependenceDay(LocalDate eve, Map<LocalDate, LocalTime> early) {
        if (eve.getDayOfWeek() == DayOfWeek.WEDNESDAY && eve.getYear() < 2013) {
            early.put(eve.plusDays(2), ONE);
        } else if (isBeforeFriday(eve)) {
            early.put(eve, ONE);
        }
    }

    private static boolean isBeforeFriday(LocalDate day) {
        return day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) < 0;
    }
}
