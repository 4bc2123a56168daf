package io.longhaul.testkit;

import static io.longhaul.testkit.Samples.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Jobs, loading and owners.
public interface StoreJobsContract extends StoreFixture {

    @Test
    default void aJobIsReadAsItWasSubmitted() {
        try (var store = open()) {
            var options = new RunOptions(
                    7,
                    30,
                    Duration.ofMillis(1_500),
                    2,
                    Priority.HIGH,
                    new BigDecimal("12.340"),
                    UnknownFate.UNCERTAIN);
            var plain = draft("screen", 10);
            var draft = new JobDraft(
                    plain.name(), "screen", 3, plain.settings(), "", "in", "out", plain.columns(), 10, 50, T0, true,
                    options);

            var job = load(store, draft, rows(3));

            assertThat(job.handle()).isEqualTo("screen-1");
            assertThat(job.total()).isEqualTo(3);
            assertThat(job.asOf()).isEqualTo(T0);
            assertThat(job.state()).isEqualTo(JobState.PENDING);
            assertThat(job.options()).isEqualTo(options);
            assertThat(job.draft().identity()).isEqualTo("identity-1");
            assertThat(job.draft().settings()).isEqualTo(draft.settings());
            assertThat(job.draft().columns()).containsExactly("ticker", "name");
            assertThat(job.draft().refresh()).isTrue();
            assertThat(store.job(job.id())).contains(job);
        }
    }

    @Test
    default void aJobThatStartsLaterAsksAsOfThen() {
        try (var store = open()) {
            var plain = draft("screen", 10);
            var later = new JobDraft(
                    "", "screen", 3, Map.of(JobDraft.START, at(90_000).toString()), "", "in", "",
                    plain.columns(), 10, 50, T0, false, RunOptions.DEFAULT);

            var job = load(store, later, rows(1));

            assertThat(job.asOf()).isEqualTo(at(90_000));
            assertThat(store.job(job.id())).contains(job);
        }
    }

    @Test
    default void aJobIsFoundByHandleByNameAndAsTheLatest() {
        try (var store = open()) {
            var first = load(store, 2);
            var second = load(store, 2);
            var other = load(store, unnamed("filings"), rows(1));

            assertThat(second.handle()).isEqualTo("screen-2");
            assertThat(other.handle()).isEqualTo("filings-1");
            assertThat(store.job("screen-1")).contains(first);
            assertThat(store.job("nightly")).contains(second);
            assertThat(store.job("latest")).contains(other);
            assertThat(store.job("screen-9")).isEmpty();
            assertThat(store.job("")).isEmpty();
            assertThat(store.jobs(2)).containsExactly(other, second);
            assertThat(store.jobs(other.id(), 1)).containsExactly(second);
            assertThat(store.jobs(1, 5)).isEmpty();
        }
    }

    @Test
    default void theStatesOfAJobAreKeptWithTheirInstants() {
        try (var store = open()) {
            var job = load(store, 1);

            store.commit(List.of(state(job, JobState.RUNNING, 1)));
            store.commit(List.of(new Write.JobChanged(
                    job.id(), JobState.PAUSED, PauseReason.BUDGET, at(99), "budget of 3 USD is used up", at(2))));
            var paused = store.job(job.id()).orElseThrow();
            store.commit(List.of(state(job, JobState.RUNNING, 3), state(job, JobState.COMPLETED, 4)));
            var completed = store.job(job.id()).orElseThrow();

            assertThat(paused.state()).isEqualTo(JobState.PAUSED);
            assertThat(paused.reason()).isEqualTo(PauseReason.BUDGET);
            assertThat(paused.until()).isEqualTo(at(99));
            assertThat(paused.because()).isEqualTo("budget of 3 USD is used up");
            assertThat(paused.startedAt()).isEqualTo(at(1));
            assertThat(paused.finishedAt()).isNull();
            assertThat(completed.reason()).isNull();
            assertThat(completed.startedAt()).isEqualTo(at(1));
            assertThat(completed.finishedAt()).isEqualTo(at(4));
            assertThat(store.unfinished()).isEmpty();
        }
    }

    @Test
    default void aJobTakenUpAgainIsNotFinished() {
        try (var store = open()) {
            var job = load(store, 1);

            store.commit(List.of(state(job, JobState.COMPLETED, 4), state(job, JobState.RUNNING, 5)));

            assertThat(store.job(job.id()).orElseThrow().finishedAt()).isNull();
            assertThat(store.unfinished()).extracting(JobRecord::handle).containsExactly("screen-1");
        }
    }

    @Test
    default void optionsAndPlanChange() {
        try (var store = open()) {
            var job = load(store, 1);
            var options = RunOptions.DEFAULT.withBudget(new BigDecimal("40")).withConcurrency(9);

            store.commit(List.of(
                    new Write.OptionsChanged(job.id(), options), new Write.Planned(job.id(), at(100), at(200))));

            var changed = store.job(job.id()).orElseThrow();
            assertThat(changed.options()).isEqualTo(options);
            assertThat(changed.bound()).isEqualTo(at(100));
            assertThat(changed.expected()).isEqualTo(at(200));
        }
    }

    @Test
    default void aLoadIsInvisibleUntilPublished() {
        try (var store = open()) {
            try (var loader = store.load(draft("screen", 10))) {
                loader.add(rows(12_000));

                assertThat(store.jobs(10)).isEmpty();
                assertThat(store.job("latest")).isEmpty();
                assertThat(store.unfinished()).isEmpty();

                loader.publish("x");
            }
            assertThat(store.jobs(10)).hasSize(1);
        }
    }

    @Test
    default void aHalfLoadLeavesNothingBehind() {
        try (var store = open()) {
            try (var loader = store.load(draft("screen", 10))) {
                loader.add(List.of(row(0, "A"), refused(1, ItemState.FAILED, ErrorClass.VALIDATION)));
            }
            var dying = store.load(draft("screen", 10));
            dying.add(rows(11_000));

            try (var next = kill(store)) {
                assertThat(next.jobs(10)).isEmpty();
                assertThat(next.failuresOf("screen", "bad1")).isEmpty();
                assertThat(load(next, 1).handle()).isEqualTo("screen-1");
            }
        }
    }

    @Test
    default void aLoadThatWaitsForAPersonDoesSoFromTheStart() {
        try (var store = open()) {
            try (var loader = store.load(draft("screen", 10))) {
                assertThat(loader.publish("x", "when told").state()).isEqualTo(JobState.PAUSED);
            }

            try (var next = kill(store)) {
                var job = next.job("screen-1").orElseThrow();
                assertThat(job.state()).isEqualTo(JobState.PAUSED);
                assertThat(job.reason()).isEqualTo(PauseReason.USER);
                assertThat(job.because()).isEqualTo("when told");
            }
        }
    }

    @Test
    default void aPublishedLoadTakesNoMore() {
        try (var store = open();
                var loader = store.load(draft("screen", 10))) {
            loader.add(rows(1));
            loader.publish("x");

            assertThatThrownBy(() -> loader.add(rows(1))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> loader.publish("y")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void anEmptyListMakesAJobOfNone() {
        try (var store = open()) {
            var job = load(store, 0);

            assertThat(job.total()).isZero();
            assertThat(store.pending(job.id(), 0, 10)).isEmpty();
            assertThat(store.counts(job.id()).firstOpenBatch()).isEqualTo(-1);
        }
    }

    @Test
    default void aNewStoreSaysSo() {
        try (var store = open()) {
            var opening = store.opening();

            assertThat(opening.fresh()).isTrue();
            assertThat(opening.clean()).isTrue();
            assertThat(opening.lastHeartbeat()).isNull();
            assertThat(opening.newest()).isNull();
            assertThat(opening.nextCallId()).isEqualTo(1);
            assertThat(opening.open()).isEmpty();
        }
    }

    @Test
    default void theNextOwnerLearnsWhetherTheLastEndedInOrder() {
        var first = open();
        first.commit(List.of(new Write.Heartbeat(at(5))));
        var second = reopen(first);
        var third = kill(second);
        try (var fourth = kill(third)) {
            assertThat(second.opening().clean()).isTrue();
            assertThat(second.opening().fresh()).isFalse();
            assertThat(second.opening().lastHeartbeat()).isEqualTo(at(5));
            assertThat(third.opening().clean()).isFalse();
            assertThat(fourth.opening().clean()).isFalse();
        }
    }

    @Test
    default void theNewestInstantOfAnyWriteIsKept() {
        var store = open();
        var job = load(store, 5);
        store.commit(List.of(end(job, 1, done(70)), end(job, 2, done(60))));
        store.commit(List.of(new Write.Heartbeat(at(40))));
        try (var next = kill(store)) {
            assertThat(next.opening().newest()).isEqualTo(at(70));
        }
    }

    @Test
    default void whatWasCommittedSurvivesDeathAndClosing() {
        var store = open();
        var job = load(store, 25);
        store.commit(List.of(end(job, 3, done(1)), reserve(1, job, 4, "q"), settle(1, "answer")));
        var killed = kill(store);
        killed.commit(List.of(end(job, 4, failed(ErrorClass.SERVER, 2))));
        try (var next = reopen(killed)) {
            assertThat(next.counts(job.id()).done()).isEqualTo(1);
            assertThat(next.counts(job.id()).failed()).isEqualTo(1);
            assertThat(next.calls(digest("q"))).hasSize(1);
            assertThat(next.pending(job.id(), 0, 100)).hasSize(23);
            assertThat(load(next, 1).handle()).isEqualTo("screen-2");
        }
    }

    @Test
    default void aPulseShowsTheMoment() {
        try (var store = open()) {
            var job = load(store, 20);
            var before = store.pulse(job.id());

            store.commit(List.of(
                    new Write.Running(job.id(), List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L)),
                    new Write.Pulse(at(3), job.id(), 10, 4, 2),
                    new Write.Late(job.id(), "latency", 40),
                    new Write.Late(job.id(), "down", 5),
                    new Write.Late(job.id(), "latency", 2)));
            var pulse = store.pulse(job.id());

            assertThat(before.at()).isNull();
            assertThat(pulse.at()).isEqualTo(at(3));
            assertThat(List.of(pulse.running(), pulse.waiting(), pulse.openCalls())).containsExactly(10, 4, 2);
            assertThat(pulse.current()).containsExactly("K0", "K1", "K2", "K3", "K4", "K5", "K6", "K7");
            assertThat(pulse.late()).isEqualTo(Map.of("latency", 42L, "down", 5L));
        }
    }

    @Test
    default void theLastThousandSnapshotsAreKept() {
        try (var store = open()) {
            var job = load(store, 1);
            var writes = new ArrayList<Write>();
            for (int i = 0; i < 1_005; i++) {
                writes.add(new Write.Snapshot(job.id(), at(i), i, 1, 2, 3));
            }

            store.commit(writes);

            var snapshots = store.snapshots(job.id());
            assertThat(snapshots).hasSize(1_000);
            assertThat(snapshots.getFirst().at()).isEqualTo(at(5));
            assertThat(snapshots.getLast().done()).isEqualTo(1_004);
        }
    }

    @Test
    default void cleaningRemovesEndedJobsAndSparesTheOthers() {
        try (var store = open()) {
            var old = load(store, 12);
            var young = load(store, 3);
            var unfinished = load(store, 4);
            store.commit(List.of(
                    end(old, 0, done(1)),
                    end(old, 1, failed(ErrorClass.SERVER, 1)),
                    state(old, JobState.COMPLETED, 10),
                    state(young, JobState.CANCELLED, 100)));

            var preview = store.cleanable(at(50), false);
            var before = store.jobs(10).size();
            var cleaned = store.clean(at(50), false);

            assertThat(preview).isEqualTo(cleaned);
            assertThat(before).isEqualTo(3);
            assertThat(cleaned.jobs()).isEqualTo(1);
            assertThat(cleaned.items()).isEqualTo(12);
            assertThat(cleaned.answers()).isZero();
            assertThat(cleaned.bytes()).isPositive();
            assertThat(store.jobs(10)).extracting(JobRecord::id).containsExactly(unfinished.id(), young.id());
            assertThat(store.items(old.id(), 0, 10)).isEmpty();
            assertThat(store.outcome(old.id(), 0)).isEmpty();
            assertThat(store.failuresOf("screen", "K1")).isEmpty();
            assertThat(load(store, 1).handle()).isEqualTo("screen-4");
        }
    }

    @Test
    default void cleaningKeepsAnswersAnUnfinishedJobMayUse() {
        try (var store = open()) {
            var old = load(store, 2);
            store.commit(List.of(reserveFree(1, old, "q"), settle(1, "paid"),
                    read(1, -1, io.longhaul.engine.store.CallState.FOUND)));
            store.commit(List.of(state(old, JobState.COMPLETED, 10)));
            var unfinished = load(store, 1);

            var spared = store.clean(at(50), true);
            var afterSparing = store.calls(digest("q")).size();
            store.commit(List.of(state(unfinished, JobState.CANCELLED, 90)));
            var preview = store.cleanable(at(50), true);
            var cleaned = store.clean(at(50), true);

            assertThat(spared.answers()).isZero();
            assertThat(afterSparing).isEqualTo(1);
            assertThat(preview).isEqualTo(cleaned);
            assertThat(cleaned.answers()).isEqualTo(1);
            assertThat(store.calls(digest("q"))).isEmpty();
            try (var next = reopen(store)) {
                assertThat(next.opening().nextCallId()).isEqualTo(2);
            }
        }
    }

    @Test
    default void earlierFailuresOfAKeyAreListedNewestFirst() {
        try (var store = open()) {
            var first = load(store, "screen", 10, List.of(row(0, "A"), row(1, "A")));
            var second = load(store, "screen", 10, List.of(row(0, "A")));
            var elsewhere = load(store, "filings", 10, List.of(row(0, "A")));

            store.commit(List.of(
                    end(first, 0, failed(ErrorClass.SERVER, 1)),
                    end(first, 1, failed(ErrorClass.SERVER, 1)),
                    end(second, 0, failed(ErrorClass.SERVER, 1)),
                    end(elsewhere, 0, failed(ErrorClass.SERVER, 1))));

            assertThat(store.failuresOf("screen", "A")).containsExactly("screen-2", "screen-1");
            assertThat(store.failuresOf("screen", "B")).isEmpty();
        }
    }

    private static Write.Reserved reserveFree(long id, JobRecord job, String question) {
        var metered = reserve(id, job, 0, question);
        return new Write.Reserved(
                id, job.id(), 0, "step", "yahoo", metered.digest(), List.of(), "me", "", 0, 0, 1, metered.at());
    }

    private static JobDraft unnamed(String workflow) {
        var d = draft(workflow, 10);
        return new JobDraft(
                "", workflow, 1, Map.of(), "", "", "", List.of("a"), 10, 10, Instant.EPOCH, false, d.options());
    }
}
