package io.longhaul.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static final Instant NOON = Instant.parse("2026-03-07T12:00:00Z");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    private static JobRecord job(Start start, JobState state, @Nullable Instant until, @Nullable Instant started) {
        var draft = new JobDraft(
                "", "screen", 1, start.settings("plain"), "", "list.csv", "", List.of("ticker"), 10, 10, NOON, false,
                RunOptions.DEFAULT);
        return new JobRecord(
                7, "screen-7", draft, 3, NOON, state, null, until, "", started, null, null, null);
    }

    private static JobRecord once(Instant at) {
        return job(new Start.Once(at, NEW_YORK), JobState.WAITING, at, null);
    }

    private static JobRecord cron(String text, Missed missed, Instant until) {
        return job(
                new Start.Again(new Schedule(Cron.parse(text), NEW_YORK, missed)), JobState.WAITING, until, null);
    }

    @Test
    void nothingIsDueBeforeItsTimeAndTheWallIsReadEveryMinute() {
        var tomorrow = once(NOON.plus(Duration.ofHours(20)));
        var soon = once(NOON.plusSeconds(10));

        assertThat(Agenda.of(List.of(tomorrow), NOON).steps()).isEmpty();
        assertThat(Agenda.of(List.of(tomorrow), NOON).quiet(NOON)).isEqualTo(Duration.ofSeconds(60));
        assertThat(Agenda.of(List.of(tomorrow, soon), NOON).quiet(NOON)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Agenda.of(List.of(), NOON).quiet(NOON)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aTimeBeginsItsJobWhenItComesAndAtOnceWhenItPassed() {
        var job = once(NOON);

        assertThat(Agenda.of(List.of(job), NOON).steps()).containsExactly(new Agenda.Begin(job));
        assertThat(Agenda.of(List.of(job), NOON.plus(Duration.ofDays(3))).steps())
                .containsExactly(new Agenda.Begin(job));
        assertThat(Agenda.of(List.of(job), NOON.minusSeconds(1)).steps()).isEmpty();
    }

    @Test
    void aJobThatHasBegunWaitsForOtherThings() {
        var quota = job(new Start.Once(NOON, NEW_YORK), JobState.WAITING, NOON, NOON.minusSeconds(5));
        var plain = job(new Start.Now(), JobState.WAITING, NOON, null);
        var paused = job(new Start.Once(NOON, NEW_YORK), JobState.PAUSED, null, null);

        assertThat(Agenda.of(List.of(quota, plain, paused), NOON))
                .isEqualTo(new Agenda(List.of(), java.util.Optional.empty()));
    }

    @Test
    void atItsTimeATemplateIsCopiedAndWaitsForTheNext() {
        var job = cron("30 2 * * *", Missed.ONCE, at("2026-03-06T07:30:00Z"));

        assertThat(Agenda.of(List.of(job), at("2026-03-06T07:30:00.2Z")).steps())
                .containsExactly(
                        new Agenda.Copy(job, at("2026-03-06T07:30:00Z")),
                        new Agenda.Next(job, at("2026-03-07T07:30:00Z"), 0));
    }

    @Test
    void halfPastTwoOnTheSpringDayRunsOnceThatDay() {
        var job = cron("30 2 * * *", Missed.ALL, at("2026-03-08T07:30:00Z"));

        var steps = Agenda.of(List.of(job), at("2026-03-09T06:29:00Z")).steps();

        assertThat(steps)
                .containsExactly(
                        new Agenda.Copy(job, at("2026-03-08T07:30:00Z")), // 03:30 by the clocks of that day
                        new Agenda.Next(job, at("2026-03-09T06:30:00Z"), 0));
    }

    @Test
    void missedTimesGoByThePolicy() {
        var until = at("2026-03-02T07:30:00Z");
        var late = at("2026-03-05T08:00:00Z");
        var next = at("2026-03-06T07:30:00Z");

        var skip = cron("30 2 * * *", Missed.SKIP, until);
        var once = cron("30 2 * * *", Missed.ONCE, until);
        var all = cron("30 2 * * *", Missed.ALL, until);

        assertThat(Agenda.of(List.of(skip), late).steps()).containsExactly(new Agenda.Next(skip, next, 4));
        assertThat(Agenda.of(List.of(once), late).steps())
                .containsExactly(
                        new Agenda.Copy(once, at("2026-03-05T07:30:00Z")), new Agenda.Next(once, next, 3));
        assertThat(Agenda.of(List.of(all), late).steps())
                .containsExactly(
                        new Agenda.Copy(all, until),
                        new Agenda.Copy(all, at("2026-03-03T07:30:00Z")),
                        new Agenda.Copy(all, at("2026-03-04T07:30:00Z")),
                        new Agenda.Copy(all, at("2026-03-05T07:30:00Z")),
                        new Agenda.Next(all, next, 0));
    }

    @Test
    void aClockThatWasSetBackMakesNothingDueAgain() {
        var job = cron("30 2 * * *", Missed.ALL, at("2026-03-06T07:30:00Z"));

        var agenda = Agenda.of(List.of(job), at("2026-02-01T00:00:00Z"));

        assertThat(agenda.steps()).isEmpty();
        assertThat(agenda.next()).contains(at("2026-03-06T07:30:00Z"));
    }
}
