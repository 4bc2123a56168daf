package io.longhaul.lab.twin;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.BitSet;
import java.util.Set;

/// On which days the twins trade.
final class Sessions {

    private static final Set<LocalDate> CLOSED = Set.of(
            LocalDate.of(1994, 4, 27), LocalDate.of(2001, 9, 11), LocalDate.of(2001, 9, 12),
            LocalDate.of(2001, 9, 13), LocalDate.of(2001, 9, 14), LocalDate.of(2004, 6, 11), LocalDate.of(2007, 1, 2),
            LocalDate.of(2012, 10, 29), LocalDate.of(2012, 10, 30), LocalDate.of(2018, 12, 5),
            LocalDate.of(2025, 1, 9));

    private static final LocalDate FIRST = LocalDate.of(1990, 1, 1);
    private static final LocalDate END = LocalDate.of(2050, 1, 1);

    /// By days since the first: they are looked up for every bar of every answer.
    private static final BitSet TABLE = table();

    private Sessions() {}

    private static BitSet table() {
        var table = new BitSet();
        FIRST.datesUntil(END)
                .filter(day -> weekday(day) && !holiday(day) && !CLOSED.contains(day))
                .forEach(day -> table.set(index(day)));
        return table;
    }

    private static int index(LocalDate day) {
        return (int) (day.toEpochDay() - FIRST.toEpochDay());
    }

    /// Before 1990 and after 2049 there are none.
    static boolean isSession(LocalDate day) {
        return !day.isBefore(FIRST) && day.isBefore(END) && TABLE.get(index(day));
    }

    /// That day if it is one, else the next.
    static LocalDate onOrAfter(LocalDate day) {
        var session = day;
        while (!isSession(session) && session.isBefore(END)) {
            session = session.plusDays(1);
        }
        return session;
    }

    private static boolean weekday(LocalDate day) {
        return day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
    }

    private static boolean holiday(LocalDate day) {
        return switch (day.getMonth()) {
            // a New Year's Day on a Saturday is not kept on the Friday: that is another year's last session
            case JANUARY ->
                day.getDayOfMonth() == 1 || onMonday(day, 1) || day.getYear() >= 1998 && nth(day, DayOfWeek.MONDAY, 3);
            case FEBRUARY -> nth(day, DayOfWeek.MONDAY, 3);
            case MARCH, APRIL -> day.equals(easter(day.getYear()).minusDays(2));
            case MAY -> day.getDayOfWeek() == DayOfWeek.MONDAY && day.getDayOfMonth() > 24;
            case JUNE -> day.getYear() >= 2022 && observed(day, 19);
            case JULY -> observed(day, 4);
            case SEPTEMBER -> nth(day, DayOfWeek.MONDAY, 1);
            case NOVEMBER -> nth(day, DayOfWeek.THURSDAY, 4);
            case DECEMBER -> observed(day, 25);
            case AUGUST, OCTOBER -> false;
        };
    }

    private static boolean nth(LocalDate day, DayOfWeek weekday, int nth) {
        return day.getDayOfWeek() == weekday && (day.getDayOfMonth() - 1) / 7 == nth - 1;
    }

    private static boolean observed(LocalDate day, int holiday) {
        return day.getDayOfMonth() == holiday
                || onMonday(day, holiday)
                || day.getDayOfWeek() == DayOfWeek.FRIDAY && day.getDayOfMonth() == holiday - 1;
    }

    private static boolean onMonday(LocalDate day, int holiday) {
        return day.getDayOfWeek() == DayOfWeek.MONDAY && day.getDayOfMonth() == holiday + 1;
    }

    /// Gregorian, by the anonymous algorithm (Meeus, Jones, Butcher).
    private static LocalDate easter(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int month = (h + l - 7 * m + 114) / 31;
        return LocalDate.of(year, Month.of(month), (h + l - 7 * m + 114) % 31 + 1);
    }
}
