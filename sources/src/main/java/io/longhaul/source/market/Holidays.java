package io.longhaul.source.market;

import static java.time.temporal.TemporalAdjusters.dayOfWeekInMonth;
import static java.time.temporal.TemporalAdjusters.lastInMonth;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.HashSet;
import java.util.Set;

/// The days on which NYSE and Nasdaq do not trade, weekends apart.
final class Holidays {

    /// Days of mourning and emergencies.
    static final Set<LocalDate> UNPLANNED = Set.of(
            LocalDate.of(1994, 4, 27), // Nixon
            LocalDate.of(2001, 9, 11), // attacks on New York
            LocalDate.of(2001, 9, 12),
            LocalDate.of(2001, 9, 13),
            LocalDate.of(2001, 9, 14),
            LocalDate.of(2004, 6, 11), // Reagan
            LocalDate.of(2007, 1, 2), // Ford
            LocalDate.of(2012, 10, 29), // hurricane Sandy
            LocalDate.of(2012, 10, 30),
            LocalDate.of(2018, 12, 5), // Bush
            LocalDate.of(2025, 1, 9)); // Carter

    private Holidays() {}

    /// The holidays that the exchanges observe in a year from 1990 on, as the days on which they do.
    static Set<LocalDate> of(int year) {
        var days = new HashSet<LocalDate>();
        var newYear = LocalDate.of(year, Month.JANUARY, 1);
        if (newYear.getDayOfWeek() != DayOfWeek.SATURDAY) {
            // Else the Friday before would end a month and a year, on which the exchanges stay open.
            days.add(observed(newYear));
        }
        if (year >= 1998) {
            days.add(newYear.with(dayOfWeekInMonth(3, DayOfWeek.MONDAY))); // Martin Luther King
        }
        days.add(LocalDate.of(year, Month.FEBRUARY, 1).with(dayOfWeekInMonth(3, DayOfWeek.MONDAY))); // Washington
        days.add(easter(year).minusDays(2)); // Good Friday
        days.add(LocalDate.of(year, Month.MAY, 1).with(lastInMonth(DayOfWeek.MONDAY))); // Memorial Day
        if (year >= 2022) {
            days.add(observed(LocalDate.of(year, Month.JUNE, 19))); // Juneteenth
        }
        days.add(observed(LocalDate.of(year, Month.JULY, 4)));
        days.add(LocalDate.of(year, Month.SEPTEMBER, 1).with(dayOfWeekInMonth(1, DayOfWeek.MONDAY))); // Labor Day
        days.add(thanksgiving(year));
        days.add(observed(LocalDate.of(year, Month.DECEMBER, 25)));
        return days;
    }

    static LocalDate thanksgiving(int year) {
        return LocalDate.of(year, Month.NOVEMBER, 1).with(dayOfWeekInMonth(4, DayOfWeek.THURSDAY));
    }

    private static LocalDate observed(LocalDate holiday) {
        return switch (holiday.getDayOfWeek()) {
            case SATURDAY -> holiday.minusDays(1);
            case SUNDAY -> holiday.plusDays(1);
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> holiday;
        };
    }

    /// Easter Sunday by the anonymous Gregorian algorithm (J. Meeus, Astronomical Algorithms, 1991, chapter 8).
    private static LocalDate easter(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int g = (b - (b + 8) / 25 + 1) / 3;
        int h = (19 * a + b - b / 4 - g + 15) % 30;
        int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int n = h + l - 7 * m + 114;
        return LocalDate.of(year, n / 31, n % 31 + 1);
    }
}
