package io.longhaul.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");

    /// The next local times after a local time, as `MM-ddTHH:mm+offset`.
    private static List<String> next(String cron, ZoneId zone, String after, int count) {
        var times = new ArrayList<String>();
        var at = Instant.parse(after);
        for (int n = 0; n < count; n++) {
            at = Cron.parse(cron).next(at, zone).orElseThrow();
            times.add(at.atZone(zone).toOffsetDateTime().toString().substring("2026-".length()));
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*/15 * * * *       | 11-22T10:15Z 11-22T10:30Z 11-22T10:45Z",
        "30 2 * * MON-FRI   | 11-23T02:30Z 11-24T02:30Z 11-25T02:30Z",
        "0 9,17 * * *       | 11-22T17:00Z 11-23T09:00Z 11-23T17:00Z",
        "0-10/5 12 * * *    | 11-22T12:00Z 11-22T12:05Z 11-22T12:10Z",
        "0 0 13 * FRI       | 11-27T00:00Z 12-04T00:00Z 12-11T00:00Z",
        "0 0 24 12 ?        | 12-24T00:00Z 12-24T00:00Z 12-24T00:00Z",
        "0 0 * * 0          | 11-29T00:00Z 12-06T00:00Z 12-13T00:00Z",
        "0 0 * * 7          | 11-29T00:00Z 12-06T00:00Z 12-13T00:00Z",
        "0 0 * * fri-Sun    | 11-27T00:00Z 11-28T00:00Z 11-29T00:00Z",
        "0 0 * dec *        | 12-01T00:00Z 12-02T00:00Z 12-03T00:00Z",
        "0 0 L * *          | 11-30T00:00Z 12-31T00:00Z 01-31T00:00Z",
        "0 0 * * 5L         | 11-27T00:00Z 12-25T00:00Z 01-29T00:00Z",
        "@hourly            | 11-22T11:00Z 11-22T12:00Z 11-22T13:00Z",
        "@daily             | 11-23T00:00Z 11-24T00:00Z 11-25T00:00Z",
        "@weekly            | 11-29T00:00Z 12-06T00:00Z 12-13T00:00Z",
        "@monthly           | 12-01T00:00Z 01-01T00:00Z 02-01T00:00Z",
        "@yearly            | 01-01T00:00Z 01-01T00:00Z 01-01T00:00Z"
    })
    void fieldsMeanWhatCrontabMeans(String cron, String times) {
        assertThat(String.join(" ", next(cron, ZoneOffset.UTC, "2026-11-22T10:00:00Z", 3))).isEqualTo(times);
    }

    @Test
    void aSkippedTimeRunsOnceThatDayAsMuchLaterAsTheClockWasMoved() {
        assertThat(next("30 2 * * *", NEW_YORK, "2026-03-07T12:00:00Z", 2))
                .containsExactly("03-08T03:30-04:00", "03-09T02:30-04:00");
        assertThat(next("0,30 2 * * *", NEW_YORK, "2026-03-08T06:00:00Z", 3))
                .containsExactly("03-08T03:00-04:00", "03-08T03:30-04:00", "03-09T02:00-04:00");
        assertThat(next("15 2 * * *", LORD_HOWE, "2026-10-03T12:00:00Z", 2))
                .containsExactly("10-04T02:45+11:00", "10-05T02:15+11:00");
    }

    @Test
    void timesThatMeetAfterAGapRunOnce() {
        assertThat(next("30 2,3 * * *", BERLIN, "2026-03-29T00:00:00Z", 2))
                .containsExactly("03-29T03:30+02:00", "03-30T02:30+02:00");
    }

    @Test
    void aRepeatedTimeRunsTheFirstTimeOnly() {
        assertThat(next("30 1 * * *", NEW_YORK, "2026-11-01T04:00:00Z", 2))
                .containsExactly("11-01T01:30-04:00", "11-02T01:30-05:00");
        assertThat(next("*/20 1,2 * * *", NEW_YORK, "2026-11-01T05:30:00Z", 2))
                .containsExactly("11-01T01:40-04:00", "11-01T02:00-05:00");
        assertThat(next("45 1 * * *", LORD_HOWE, "2026-04-04T14:00:00Z", 2))
                .containsExactly("04-05T01:45+11:00", "04-06T01:45+10:30");
    }

    @Test
    void whatRanInTheFirstPassOfAnHourDoesNotRunInTheSecond() {
        assertThat(next("30 1 * * *", NEW_YORK, "2026-11-01T06:10:00Z", 1)).containsExactly("11-02T01:30-05:00");
    }

    @Test
    void everyHourFollowsTheClock() {
        assertThat(next("*/30 * * * *", NEW_YORK, "2026-11-01T05:00:00Z", 4)).containsExactly(
                "11-01T01:30-04:00", "11-01T01:00-05:00", "11-01T01:30-05:00", "11-01T02:00-05:00");
        assertThat(next("30 * * * *", NEW_YORK, "2026-03-08T06:00:00Z", 3))
                .containsExactly("03-08T01:30-05:00", "03-08T03:30-04:00", "03-08T04:30-04:00");
        assertThat(next("20,40 0-23 * * *", LORD_HOWE, "2026-04-04T14:30:00Z", 3))
                .containsExactly("04-05T01:40+11:00", "04-05T01:40+10:30", "04-05T02:20+10:30");
    }

    /// In these places clocks change at midnight, or a whole day was left out.
    @Test
    void clocksMayChangeAtMidnight() {
        assertThat(next("30 0 * * *", ZoneId.of("Asia/Beirut"), "2026-03-28T12:00:00Z", 2))
                .containsExactly("03-29T01:30+03:00", "03-30T00:30+03:00");
        assertThat(next("30 * 7 9 *", ZoneId.of("America/Santiago"), "2026-09-06T12:00:00Z", 1))
                .containsExactly("09-07T00:30-03:00");
        for (var after : List.of("2011-12-29T12:00:00Z", "2011-12-30T20:00:00Z")) {
            assertThat(next("0 12 30 12 *", ZoneId.of("Pacific/Apia"), after, 1)).containsExactly("12-31T12:00+14:00");
        }
        assertThat(next("*/30 * * * *", ZoneId.of("America/St_Johns"), "2009-11-01T02:00:00Z", 4)).containsExactly(
                "11-01T00:00-02:30", "10-31T23:30-03:30", "11-01T00:00-03:30", "11-01T00:30-03:30");
    }

    @Test
    void theTimeItselfIsNotAfterItself() {
        assertThat(next("0 0 * * *", ZoneOffset.UTC, "2026-11-22T00:00:00Z", 1)).containsExactly("11-23T00:00Z");
        assertThat(next("0 0 * * *", ZoneOffset.UTC, "2026-11-21T23:59:59.999Z", 1)).containsExactly("11-22T00:00Z");
        assertThat(next("* * * * *", ZoneOffset.UTC, "2026-11-21T23:59:59.999Z", 1)).containsExactly("11-22T00:00Z");
    }

    @Test
    void leapDaysComeEvenAround2100() {
        assertThat(Cron.parse("0 0 29 2 *").next(Instant.parse("2096-03-01T00:00:00Z"), ZoneOffset.UTC))
                .hasValue(Instant.parse("2104-02-29T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "* * 31 4,6,9,11 *", "0 * 30,31 FEB ?"})
    void aDayThatNeverComesIsNone(String cron) {
        assertThat(Cron.parse(cron).next(Instant.parse("2026-11-22T00:00:00Z"), NEW_YORK)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "30 25 * * *    | hour has 25 at character 4; want 0 to 23",
        "60 * * * *     | minute has 60 at character 1; want 0 to 59",
        "0 0 0 * *      | day of month has 0 at character 5; want 1 to 31",
        "0 0 * JANUARY *| month has JANUARY at character 7; want 1 to 12 or JAN to DEC",
        "0 0 * * MON,FOO| day of week has FOO at character 13; want 0 to 7 or SUN to SAT",
        "0 0 * * 8      | day of week has 8 at character 9; want 0 to 7 or SUN to SAT",
        "*/0 * * * *    | minute has step 0 at character 1; want 1 to 59",
        "*/70 * * * *   | minute has step 70 at character 1; want 1 to 59",
        "*/x * * * *    | minute has step x at character 1; want 1 to 59",
        "5/15 * * * *   | minute has 5/15 at character 1; want a range before the step, as 5-59/15",
        "0 22-2 * * *   | hour has 22-2 at character 3; want the smaller value first; a range over the end is two, as"
                + " 22-23,0-2",
        "0 0 * * FRI-MON| day of week has FRI-MON at character 9; want the smaller value first; a range over the end"
                + " is two, as FRI-7,0-MON",
        "0 0 1, * *     | day of month has nothing at character 7; want a number, a range or *",
        "? * * * *      | minute has ? at character 1; want 0 to 59",
        "-1 * * * *     | minute has -1 at character 1; want a number, a range or *",
        "1--2 * * * *   | minute has 1--2 at character 1; want a number, a range or *",
        "*-5 * * * *    | minute has *-5 at character 1; want * alone or a range of two values",
        "0 0 15W * *    | day of month has 15W at character 5; want 1 to 31",
        "0 0 * * 1#2    | day of week has 1#2 at character 9; want 0 to 7 or SUN to SAT",
        "0 0 * * L      | day of week has L at character 9; want 0 to 7 or SUN to SAT",
        "0 0 1 1        | it has 4 fields; want 5: minute, hour, day of month, month, day of week,"
                + " as in 30 2 * * MON-FRI",
        "0 0 0 1 1 *    | it has 6 fields; want 5: minute, hour, day of month, month, day of week,"
                + " as in 30 2 * * MON-FRI",
        "@reboot        | @reboot is not known; want one of @daily, @hourly, @monthly, @weekly, @yearly"
    })
    void errorsSayWhatAndWhere(String cron, String message) {
        assertThatThrownBy(() -> Cron.parse(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cron \"" + cron + "\": " + message);
    }

    @Test
    void itIsWrittenAsItWas() {
        assertThat(Cron.parse(" @Daily ")).hasToString("@Daily");
        assertThat(Cron.parse("30  2 * * MON")).hasToString("30  2 * * MON").isEqualTo(Cron.parse("30  2 * * MON"));
    }
}
