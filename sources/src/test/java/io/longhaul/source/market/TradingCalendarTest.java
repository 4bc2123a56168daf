package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TradingCalendarTest {

    /// As counted from recorded trading until 2022, and from the announcements of NYSE Group until 2028.
    private static final String PUBLISHED_COUNTS = """
            1990 253 253 254 253 252 252 254 253 252 252
            2000 252 248 252 252 252 252 251 251 253 252
            2010 252 252 250 252 252 252 252 251 251 252
            2020 253 252 251 250 252 250 251 251 251
            """;

    /// Closed at 13:00 unless said otherwise, as recorded.
    private static final String PUBLISHED_EARLY_CLOSES = """
            1990-12-24@14:00 1991-12-24@14:00 1992-11-27@14:00 1992-12-24@14:00 1993-11-26 1994-02-11@14:30 1994-11-25
            1995-07-03 1995-11-24 1996-01-08@14:00 1996-07-05 1996-11-29 1996-12-24 1997-07-03 1997-10-27@15:30
            1997-11-28 1997-12-24 1997-12-26 1998-11-27 1998-12-24 1999-11-26 1999-12-31 2000-07-03 2000-11-24
            2001-07-03 2001-11-23 2001-12-24 2002-07-05 2002-11-29 2002-12-24 2003-07-03 2003-11-28 2003-12-24
            2003-12-26 2004-11-26 2005-11-25 2006-07-03 2006-11-24 2007-07-03 2007-11-23 2007-12-24 2008-07-03
            2008-11-28 2008-12-24 2009-11-27 2009-12-24 2010-11-26 2011-11-25 2012-07-03 2012-11-23 2012-12-24
            2013-07-03 2013-11-29 2013-12-24 2014-07-03 2014-11-28 2014-12-24 2015-11-27 2015-12-24 2016-11-25
            2017-07-03 2017-11-24 2018-07-03 2018-11-23 2018-12-24 2019-07-03 2019-11-29 2019-12-24 2020-11-27
            2020-12-24 2021-11-26 2022-11-25 2023-07-03 2023-11-24 2024-07-03 2024-11-29 2024-12-24 2025-07-03
            2025-11-28 2025-12-24 2026-11-27 2026-12-24 2027-11-26 2028-07-03 2028-11-24
            """;

    private static Map<LocalDate, LocalTime> early(LocalDate from, LocalDate to) {
        return TradingCalendar.sessions(from, to).stream()
                .filter(day -> !TradingCalendar.closes(day).equals(LocalTime.of(16, 0)))
                .collect(Collectors.toMap(day -> day, TradingCalendar::closes, (a, _) -> a, TreeMap::new));
    }

    private static List<LocalDate> closedWeekdays(int year) {
        return LocalDate.of(year, 1, 1).datesUntil(LocalDate.of(year + 1, 1, 1))
                .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0)
                .filter(day -> !TradingCalendar.isSession(day))
                .toList();
    }

    @Test
    void theYearsHaveAsManySessionsAsPublished() {
        for (var decade : PUBLISHED_COUNTS.lines().toList()) {
            var numbers = Arrays.stream(decade.split(" ")).map(Integer::valueOf).toList();
            int first = numbers.getFirst();
            var counted = IntStream.range(first, first + numbers.size() - 1)
                    .mapToObj(year -> TradingCalendar.sessions(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31)))
                    .map(List::size)
                    .toList();

            assertThat(counted).as("from " + first).isEqualTo(numbers.subList(1, numbers.size()));
        }
    }

    /// The announcements of NYSE Group for these years.
    @ParameterizedTest
    @CsvSource({
        "2014, 01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25",
        "2015, 01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25",
        "2016, 01-01 01-18 02-15 03-25 05-30 07-04 09-05 11-24 12-26",
        "2022, 01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26",
        "2023, 01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25",
        "2024, 01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25",
        "2025, 01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25",
        "2026, 01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
        "2027, 01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
        "2028, 01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25"
    })
    void theWeekdaysWithoutTradingAreThoseAnnounced(int year, String announced) {
        assertThat(closedWeekdays(year))
                .isEqualTo(Arrays.stream(announced.split(" ")).map(day -> LocalDate.parse(year + "-" + day)).toList());
    }

    @Test
    void tradingStoppedOnDaysOfMourningAndInEmergencies() {
        for (var day : List.of("1994-04-27", "2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14", "2004-06-11",
                "2007-01-02", "2012-10-29", "2012-10-30", "2018-12-05", "2025-01-09")) {
            assertThat(TradingCalendar.isSession(LocalDate.parse(day))).as(day).isFalse();
        }
    }

    @Test
    void aNewYearOnSaturdayClosesNoFriday() {
        for (var day : List.of("1993-12-31", "1999-12-31", "2004-12-31", "2010-12-31", "2021-12-31", "2027-12-31")) {
            assertThat(TradingCalendar.isSession(LocalDate.parse(day))).as(day).isTrue();
        }
    }

    @Test
    void holidaysBeginInTheirYear() {
        assertThat(TradingCalendar.isSession(LocalDate.of(1997, 1, 20))).isTrue();
        assertThat(TradingCalendar.isSession(LocalDate.of(1998, 1, 19))).isFalse();
        assertThat(TradingCalendar.isSession(LocalDate.of(2021, 6, 18))).isTrue();
        assertThat(TradingCalendar.isSession(LocalDate.of(2022, 6, 20))).isFalse();
    }

    @Test
    void theEarlyClosesAreThoseRecordedAndAnnounced() {
        var published = Arrays.stream(PUBLISHED_EARLY_CLOSES.split("\\s+"))
                .map(each -> each.split("@"))
                .collect(Collectors.toMap(each -> LocalDate.parse(each[0]),
                        each -> LocalTime.parse(each.length > 1 ? each[1] : "13:00"), (a, _) -> a, TreeMap::new));

        assertThat(early(TradingCalendar.FIRST, LocalDate.of(2028, 12, 31))).isEqualTo(published);
    }

    @Test
    void aSessionIsAsLongAsFromItsOpeningToItsClose() {
        assertThat(TradingCalendar.length(LocalDate.of(2026, 11, 20))).isEqualTo(Duration.ofMinutes(390));
        assertThat(TradingCalendar.length(LocalDate.of(2026, 11, 27))).isEqualTo(Duration.ofMinutes(210));
        assertThat(TradingCalendar.length(LocalDate.of(1996, 1, 8))).isEqualTo(Duration.ofHours(3));
        assertThat(TradingCalendar.opens(LocalDate.of(2002, 9, 11))).isEqualTo(LocalTime.NOON);
    }

    @Test
    void aRangeHasBothItsEnds() {
        var week = TradingCalendar.sessions(LocalDate.of(2026, 11, 20), LocalDate.of(2026, 11, 27));

        assertThat(week).extracting(LocalDate::getDayOfMonth).containsExactly(20, 23, 24, 25, 27);
        assertThat(TradingCalendar.sessions(LocalDate.of(2026, 11, 21), LocalDate.of(2026, 11, 22))).isEmpty();
        assertThat(TradingCalendar.sessions(LocalDate.of(2026, 11, 26), LocalDate.of(2026, 11, 26))).isEmpty();
        assertThat(TradingCalendar.sessions(LocalDate.of(2026, 11, 23), LocalDate.of(2026, 11, 20))).isEmpty();
        assertThat(TradingCalendar.sessions(TradingCalendar.FIRST, TradingCalendar.LAST))
                .startsWith(LocalDate.of(1990, 1, 2))
                .endsWith(LocalDate.of(2030, 12, 31));
    }

    @Test
    void neighboursOfADay() {
        assertThat(TradingCalendar.firstSessionOf(1990)).isEqualTo("1990-01-02");
        assertThat(TradingCalendar.firstSessionOf(2007)).isEqualTo("2007-01-03");
        assertThat(TradingCalendar.firstSessionOf(2010)).isEqualTo("2010-01-04");
        assertThat(TradingCalendar.firstSessionOf(2014)).isEqualTo("2014-01-02");
        assertThat(TradingCalendar.firstSessionOf(2028)).isEqualTo("2028-01-03");
        assertThat(TradingCalendar.lastSessionBefore(LocalDate.of(2001, 9, 17))).isEqualTo("2001-09-10");
        assertThat(TradingCalendar.lastSessionBefore(LocalDate.of(2026, 11, 24))).isEqualTo("2026-11-23");
    }

    @Test
    void whatTheCalendarDoesNotCoverIsRefused() {
        assertThatThrownBy(() -> TradingCalendar.isSession(LocalDate.of(1989, 12, 29)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1989-12-29 is outside the trading calendar; want a day from 1990-01-01 to 2030-12-31");
        assertThatThrownBy(() -> TradingCalendar.sessions(LocalDate.of(2030, 1, 1), LocalDate.of(2031, 1, 1)))
                .hasMessageContaining("2031-01-01 is outside");
        assertThatThrownBy(() -> TradingCalendar.firstSessionOf(2031)).hasMessageContaining("2031-01-01 is outside");
        assertThatThrownBy(() -> TradingCalendar.lastSessionBefore(LocalDate.of(1990, 1, 2)))
                .hasMessage("no session before 1990-01-02 in the trading calendar, which begins with 1990-01-02");
        assertThatThrownBy(() -> TradingCalendar.closes(LocalDate.of(2026, 11, 22)))
                .hasMessage("2026-11-22 is no session: the exchanges were closed; want a session");
    }
}
