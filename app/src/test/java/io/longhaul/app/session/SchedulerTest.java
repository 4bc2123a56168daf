package io.longhaul.app.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.schedule.Cron;
import io.longhaul.engine.schedule.Missed;
import io.longhaul.engine.schedule.Schedule;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import io.longhaul.testkit.ManualClock;
import io.longhaul.testkit.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Jobs that wait for their time, by a clock that goes only when told. The scheduler's own thread never wakes in so
/// short a time; each test takes its turns.
class SchedulerTest {

    private static final Instant FIRST = Instant.parse("2026-11-03T07:30:00Z");
    private static final Start NIGHTLY = new Start.Again(
            new Schedule(Cron.parse("30 2 * * *"), ZoneId.of("America/New_York"), Missed.ONCE));

    private final ManualClock clock = ManualClock.atMonday();
    private final List<String> started = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private MemoryStore store = new MemoryStore();
    private Scheduler scheduler = over(store);

    private Scheduler over(MemoryStore opened) {
        return new Scheduler(opened, new Clocks(clock, clock::nanos), (job, environment) -> {
            started.add(job.handle() + environment.getOrDefault("KEY", ""));
            opened.commit(List.of(new Write.JobChanged(
                    job.id(), JobState.RUNNING, null, null, "", clock.instant())));
        }, (job, because) -> told.add(job + ": " + because));
    }

    @AfterEach
    void itEnds() {
        scheduler.close();
    }

    private JobRecord made(Start start) {
        var settings = new HashMap<>(start.settings("plain"));
        settings.put("command", "echo {ticker}");
        settings.put("http.key", "of the request");
        var draft = new JobDraft(
                "nightly", "screen", 1, settings, "", "list.csv", "out.csv", List.of("ticker"), 10, 10,
                clock.instant(), false, RunOptions.DEFAULT);
        try (var loader = store.load(draft)) {
            loader.add(List.of(
                    new DraftItem(2, "AAPL", List.of("AAPL"), null),
                    new DraftItem(3, "", List.of(""),
                            new DraftItem.Refusal(ItemState.FAILED, ErrorClass.VALIDATION, "no ticker"))));
            return loader.publish(start.identity("plain"));
        }
    }

    private JobRecord held(Start start) {
        return scheduler.hold(made(start), Map.of("KEY", "!")).orElseThrow();
    }

    private void at(Instant then) {
        clock.advance(Duration.between(clock.instant(), then));
        scheduler.turn();
    }

    private JobRecord job(String handle) {
        return store.job(handle).orElseThrow();
    }

    /// kill -9, and the next owner resumes what there is.
    private void crash() {
        scheduler.close();
        store = store.crash();
        scheduler = over(store);
        store.unfinished().forEach(job -> scheduler.hold(job, Map.of()));
    }

    @Test
    void anErrorAtAStartHoldsUpNoOtherAndIsCounted() {
        var broken = new Scheduler(store, new Clocks(clock, clock::nanos), (job, environment) -> {
            started.add(job.handle());
            if (started.size() == 1) {
                throw new NoClassDefFoundError("a jar was replaced");
            }
        }, (job, because) -> told.add(job + ": " + because));
        broken.hold(made(new Start.Once(FIRST, ZoneId.of("UTC"))), Map.of());
        broken.hold(made(new Start.Once(FIRST, ZoneId.of("UTC"))), Map.of());

        clock.advance(Duration.between(clock.instant(), FIRST));
        broken.turn();

        assertThat(started).containsExactly("screen-1", "screen-2");
        assertThat(told).containsExactly("1: it could not start: a jar was replaced");
        assertThat(broken.defects()).isEqualTo(1);
        broken.close();
    }

    @Test
    void aJobWaitsForItsTimeAndStartsOnceWithWhatItWasGiven() {
        var job = held(new Start.Once(FIRST, ZoneId.of("UTC")));

        assertThat(job.state()).isEqualTo(JobState.WAITING);
        assertThat(job.until()).isEqualTo(FIRST);
        assertThat(job.because()).isEqualTo("starts at 2026-11-03T07:30:00Z");
        at(FIRST.minusMillis(1));
        assertThat(started).isEmpty();
        at(FIRST);
        at(FIRST.plusSeconds(100));
        assertThat(started).containsExactly("screen-1!");
        assertThat(scheduler.holds(job.id())).isFalse();
    }

    @Test
    void afterACrashAJobGoesOnWaitingOrStartsAtOnceWhenItsTimePassed() {
        held(new Start.Once(FIRST, ZoneId.of("UTC")));

        crash();
        at(FIRST.minusSeconds(1));
        assertThat(started).isEmpty();
        clock.advance(Duration.ofDays(2));
        scheduler.turn();

        assertThat(started).containsExactly("screen-1");
    }

    @Test
    void aTemplateIsCopiedAtItsTimeAndNeverRuns() {
        held(NIGHTLY);

        at(FIRST.plusMillis(20));

        var copy = job("screen-2");
        assertThat(started).containsExactly("screen-2!");
        assertThat(copy.draft().settings())
                .isEqualTo(Map.of(
                        "command", "echo {ticker}", "schedule.of", "screen-1", "schedule.at", FIRST.toString()));
        assertThat(copy.draft().identity()).isEqualTo("plain");
        assertThat(copy.draft().name()).isEqualTo("nightly 2026-11-03T07:30:00Z");
        assertThat(copy.draft().createdAt()).isEqualTo(clock.instant());
        assertThat(copy.asOf()).isEqualTo(clock.instant());
        assertThat(copy.total()).isEqualTo(2);
        assertThat(store.items(copy.id(), 0, 10)).isEqualTo(store.items(1, 0, 10));
        var refused = store.ended(copy.id(), ItemFilter.all(), 0, 10);
        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().outcome().reason()).isEqualTo("no ticker");
        assertThat(refused.getFirst().outcome().errorClass()).isEqualTo(ErrorClass.VALIDATION);
        assertThat(job("screen-1").state()).isEqualTo(JobState.WAITING);
        assertThat(job("screen-1").until()).isEqualTo(FIRST.plus(Duration.ofDays(1)));
        assertThat(job("screen-1").startedAt()).isNull();
        assertThat(job("nightly").handle()).isEqualTo("screen-1");
    }

    @Test
    void aCrashBetweenTheCopyAndTheNextTimeMakesNoSecondCopy() {
        held(NIGHTLY);
        store.failCommits(new io.longhaul.testkit.CommitFault() {
            @Override
            public void before(List<Write> writes) {
                if (writes.getFirst() instanceof Write.JobChanged change && change.state() == JobState.WAITING) {
                    throw new IllegalStateException("killed here");
                }
            }
        });
        clock.advance(Duration.between(clock.instant(), FIRST));
        assertThatThrownBy(() -> scheduler.turn()).hasMessage("killed here");
        assertThat(started).containsExactly("screen-2!");

        crash();
        scheduler.turn();

        assertThat(started).containsExactly("screen-2!");
        assertThat(store.jobs(10)).hasSize(2);
        assertThat(job("screen-1").until()).isEqualTo(FIRST.plus(Duration.ofDays(1)));
    }

    @Test
    void aCopyThatACrashKeptFromStartingIsStarted() {
        var template = held(NIGHTLY);
        new Copies(store, template).make(FIRST, FIRST);
        new Copies(store, made(NIGHTLY)).make(FIRST.plusSeconds(60), FIRST); // another's

        crash();
        at(FIRST.plusSeconds(5));

        assertThat(started).contains("screen-2").doesNotContain("screen-3");
        assertThat(new Copies(store, template).at(FIRST)).map(JobRecord::handle).contains("screen-2");
        assertThat(new Copies(store, template).at(FIRST.plusSeconds(60))).isEmpty();
        assertThat(new Copies(store, template).at(FIRST.minusSeconds(60))).isEmpty();
    }

    @Test
    void timesMissedWhileNothingRanAreMadeUpForByOneStart() {
        held(NIGHTLY);

        crash();
        at(FIRST.plus(Duration.ofDays(3)).plusSeconds(7_200));

        assertThat(started).containsExactly("screen-2");
        assertThat(job("screen-2").draft().settings()).containsEntry("schedule.at", "2026-11-06T07:30:00Z");
    }

    @Test
    void aPausedScheduleLeavesTimesOutAndACancelledOneEnds() {
        var template = held(NIGHTLY);
        pause(template);
        at(FIRST.plusSeconds(60));
        assertThat(started).isEmpty();

        var again = scheduler.hold(job("screen-1"), Map.of()).orElseThrow();
        scheduler.turn();
        assertThat(started).isEmpty();
        assertThat(again.until()).isEqualTo(FIRST.plus(Duration.ofDays(1)));

        scheduler.told(template, new Command.Cancel(), () -> change(template, JobState.CANCELLED, null));
        at(FIRST.plus(Duration.ofDays(5)));
        assertThat(started).isEmpty();
        assertThat(scheduler.hold(job("screen-1"), Map.of())).isEmpty();
    }

    private void pause(JobRecord job) {
        assertThat(scheduler.told(job, new Command.Pause(PauseReason.USER, ""),
                () -> change(job, JobState.PAUSED, PauseReason.USER))).isTrue();
    }

    private void change(JobRecord job, JobState state, @org.jspecify.annotations.Nullable PauseReason reason) {
        store.commit(List.of(new Write.JobChanged(job.id(), state, reason, null, "", clock.instant())));
    }

    @Test
    void whatCannotStartIsAPersonsBusinessAndTheOthersStart() {
        scheduler.close();
        scheduler = new Scheduler(store, new Clocks(clock, clock::nanos), (job, _) -> {
            if (job.id() == 1) {
                throw new IllegalArgumentException("no such workflow");
            }
            started.add(job.handle());
        }, (job, because) -> told.add(job + ": " + because));
        held(new Start.Once(FIRST, ZoneId.of("UTC")));
        held(new Start.Once(FIRST, ZoneId.of("UTC")));

        at(FIRST);

        assertThat(told).containsExactly("1: it could not start: no such workflow");
        assertThat(started).containsExactly("screen-2");
    }

    @Test
    void aJobWithoutATimeIsNotHeld() {
        assertThat(scheduler.hold(made(new Start.Now()), Map.of())).isEmpty();
        assertThat(job("screen-1").state()).isEqualTo(JobState.PENDING);
    }
}
