package io.longhaul.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    private static final Instant LAST = Instant.parse("2026-11-20T02:30:00Z");
    private static final Instant NEXT = Instant.parse("2026-11-23T02:30:00Z");

    /// The service was away over the 21st and the 22nd.
    private static final Instant BACK = Instant.parse("2026-11-22T15:00:00Z");

    private static Schedule daily(Missed missed) {
        return new Schedule(Cron.parse("30 2 * * *"), ZoneOffset.UTC, missed);
    }

    @Test
    void skippedTimesStartNothing() {
        var due = daily(Missed.SKIP).due(LAST, BACK);

        assertThat(due.starts()).isEmpty();
        assertThat(due.skipped()).isEqualTo(2);
        assertThat(due.next()).hasValue(NEXT);
    }

    @Test
    void onceMakesUpForAllWithTheLatest() {
        var due = daily(Missed.ONCE).due(LAST, BACK);

        assertThat(due.starts()).containsExactly(Instant.parse("2026-11-22T02:30:00Z"));
        assertThat(due.skipped()).isEqualTo(1);
        assertThat(due.next()).hasValue(NEXT);
    }

    @Test
    void allMakesUpForEach() {
        var due = daily(Missed.ALL).due(LAST, BACK);

        assertThat(due.starts())
                .containsExactly(Instant.parse("2026-11-21T02:30:00Z"), Instant.parse("2026-11-22T02:30:00Z"));
        assertThat(due.skipped()).isZero();
        assertThat(due.next()).hasValue(NEXT);
    }

    @Test
    void allMakesUpForTheLatestHundredAtMost() {
        var minutely = new Schedule(Cron.parse("* * * * *"), ZoneOffset.UTC, Missed.ALL);

        var due = minutely.due(LAST, LAST.plus(Duration.ofDays(1)));

        assertThat(due.starts()).hasSize(Schedule.MOST).startsWith(LAST.plus(Duration.ofMinutes(1341)))
                .endsWith(LAST.plus(Duration.ofDays(1)));
        assertThat(due.skipped()).isEqualTo(1340);
    }

    @ParameterizedTest
    @EnumSource(Missed.class)
    void aTimeThatIsHereIsNotMissed(Missed missed) {
        for (var late : new Duration[] {Duration.ZERO, Duration.ofSeconds(3), Schedule.GRACE}) {
            var due = daily(missed).due(LAST, LAST.plus(Duration.ofDays(1)).plus(late));

            assertThat(due.starts()).containsExactly(LAST.plus(Duration.ofDays(1)));
            assertThat(due.skipped()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Missed.class)
    void nothingIsDueBeforeItsTime(Missed missed) {
        assertThat(daily(missed).due(LAST, LAST.plusSeconds(1)).starts()).isEmpty();
        assertThat(daily(missed).due(LAST, LAST.minusSeconds(86_400)).starts()).as("a clock set back").isEmpty();
        assertThat(daily(missed).due(LAST, LAST.minusSeconds(86_400)).next()).hasValue(LAST.plus(Duration.ofDays(1)));
    }

    @Test
    void theRepeatedHourDoesNotStartItTwice() {
        var schedule = new Schedule(Cron.parse("30 1 * * *"), ZoneId.of("America/New_York"), Missed.ALL);

        var due = schedule.due(Instant.parse("2026-11-01T04:00:00Z"), Instant.parse("2026-11-01T08:00:00Z"));

        assertThat(due.starts()).containsExactly(Instant.parse("2026-11-01T05:30:00Z"));
    }

    @Test
    void whatNeverComesIsNeverDue() {
        var due = new Schedule(Cron.parse("0 0 30 2 *"), ZoneOffset.UTC, Missed.ALL).due(LAST, BACK);

        assertThat(due).isEqualTo(new Schedule.Due(List.of(), 0, Optional.empty()));
    }
}
