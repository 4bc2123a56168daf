package io.longhaul.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.app.mirror.Mirror;
import io.longhaul.app.notice.Notices;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// So many jobs at a time; the others wait for their turn, whoever handed them over.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnsTest {

    private static final String WAITS =
            "sh -c 'touch begun-$0; while [ ! -e \"$1\" ]; do sleep 0.02; done; echo \"$0\"' {ticker} go";

    private static final CountDownLatch TURN = new CountDownLatch(1);

    private static CompletableFuture<Cli.Ended> handed(Path directory, String name, String priority) {
        var cli = new Cli(directory);
        cli.file(name + ".csv", "ticker\n" + name + "\n");
        // each on a thread of its own: they wait for one another
        return CompletableFuture.supplyAsync(
                () -> cli.run(
                        "screen", name + ".csv", "--exec", WAITS, "-o", name + ".txt", "--priority", priority,
                        "--name", name, "--timeout", "300"),
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static void until(ServingSession session, String job, JobState state) throws InterruptedException {
        while (session.store().job(job).map(found -> found.state() != state).orElse(true)) {
            var _ = TURN.await(2, TimeUnit.MILLISECONDS);
        }
    }

    /// A new job is pending a moment before it is in the queue.
    private static void untilQueued(ServingSession session, int jobs) throws InterruptedException {
        while (session.vitals().queued() != jobs) {
            var _ = TURN.await(2, TimeUnit.MILLISECONDS);
        }
    }

    private static void untilItsCommandRuns(Path directory) throws InterruptedException {
        while (!Files.exists(directory.resolve("begun-first"))) {
            var _ = TURN.await(2, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void jobsHandedOverWaitForTheirTurnByPriority(@TempDir Path directory) throws Exception {
        try (var session = new Sessions(directory.resolve("home"), Clocks.system()).forServing(1)) {
            var first = handed(directory, "first", "low");
            until(session, "first", JobState.RUNNING);
            var low = handed(directory, "second", "low");
            until(session, "second", JobState.PENDING);
            var high = handed(directory, "third", "high");
            until(session, "third", JobState.PENDING);
            untilQueued(session, 2);

            assertThat(session.vitals()).extracting("running", "queued").containsExactly(1, 2);
            assertThat(low.isDone() || high.isDone()).isFalse();

            new Cli(directory).file("go", "");
            assertThat(first.get().exit()).isEqualTo(Exit.OK);
            assertThat(high.get().exit()).as(high.get().err()).isEqualTo(Exit.OK);
            assertThat(low.get().exit()).as(low.get().err()).isEqualTo(Exit.OK);

            var started = session.store();
            assertThat(started.job("third").orElseThrow().startedAt())
                    .isBefore(started.job("second").orElseThrow().startedAt());
            assertThat(started.job("third").orElseThrow().options().priority()).isEqualTo(Priority.HIGH);
        }
    }

    /// In the moment in which others see it and it has not begun.
    @ParameterizedTest
    @CsvSource({"false,false,PAUSED", "true,false,PAUSED", "false,true,PAUSED", "false,true,CANCELLED"})
    void aNewJobThatIsStoppedBeforeItBeginsDoesNotBegin(boolean now, boolean later, JobState told, @TempDir Path home) {
        var owner = new ArrayList<OwnerSession>();
        var mirror = new Mirror() {
            @Override
            public void added(JobRecord job) {
                owner.getFirst().order(job, told == JobState.PAUSED
                        ? new Command.Pause(PauseReason.USER, "")
                        : new Command.Cancel());
            }

            @Override
            public void close() {}
        };
        var ground = new Notices.Ground(
                () -> {
                    throw new IllegalStateException("nobody is told");
                },
                Map.of());
        var store = SqliteStore.own(home, Clocks.system().wall());
        try (var session =
                new OwnerSession(home, store, Clocks.system(), 1, new OwnerSession.Outward(mirror, ground))) {
            owner.add(session);
            var start = later
                    ? new Start.Once(Instant.now().plusSeconds(3_600), ZoneOffset.UTC).settings("id")
                    : Map.<String, String>of();
            var draft = new JobDraft(
                    "", "nothing", 1, start, "", "test", "", List.of("ticker"), 5, 5, Instant.EPOCH, false,
                    RunOptions.DEFAULT);
            var row = new DraftItem(1, "A", List.of("A"), null);
            var submission =
                    new Session.Submission(draft, List.of(row).iterator(), () -> "id", Map.of(), Duration.ZERO);

            var job = now ? session.submitNow(submission) : session.submit(submission);

            assertThat(session.store().job(job.id()).orElseThrow().state()).isEqualTo(told);
            assertThat(session.vitals().running()).isZero();
        }
    }

    @Test
    void aJobThatWaitsForItsTurnCanBePausedAndGoesOnLater(@TempDir Path directory) throws Exception {
        try (var session = new Sessions(directory.resolve("home"), Clocks.system()).forServing(1)) {
            var first = handed(directory, "first", "medium");
            until(session, "first", JobState.RUNNING);
            var second = handed(directory, "second", "medium");
            until(session, "second", JobState.PENDING);
            untilQueued(session, 1);

            var waiting = session.store().job("second").orElseThrow();
            session.order(waiting, new Command.Pause(PauseReason.USER, ""));
            assertThat(second.get().exit()).isEqualTo(Exit.PAUSED);
            assertThat(session.vitals().queued()).isZero();
            new Cli(directory).file("go", "");
            assertThat(first.get().exit()).isEqualTo(Exit.OK);
            assertThat(session.store().job("second").orElseThrow().state()).isEqualTo(JobState.PAUSED);

            session.resume(waiting, null, Map.of("PATH", System.getenv("PATH")), Duration.ZERO);
            until(session, "second", JobState.COMPLETED);
        }
    }

    @Test
    void whoeverIsToldToGoOnWhileItsLastCallsEndDoesSo(@TempDir Path directory) throws Exception {
        try (var session = new Sessions(directory.resolve("home"), Clocks.system()).forServing(4)) {
            var ignored = handed(directory, "first", "medium");
            until(session, "first", JobState.RUNNING);
            var job = session.store().job("first").orElseThrow();
            untilItsCommandRuns(directory);
            session.order(job, new Command.Pause(PauseReason.USER, ""));
            until(session, "first", JobState.PAUSED);

            session.resume(job, null, Map.of("PATH", System.getenv("PATH")), Duration.ZERO);
            assertThat(session.await(job, Duration.ofMillis(1))).isFalse();
            new Cli(directory).file("go", "");

            until(session, "first", JobState.COMPLETED);
            assertThat(ignored.get().exit()).isEqualTo(Exit.OK);
        }
    }

    @Test
    void whoeverIsToldToPauseAgainMeanwhileStaysPaused(@TempDir Path directory) throws Exception {
        try (var session = new Sessions(directory.resolve("home"), Clocks.system()).forServing(4)) {
            var handed = handed(directory, "first", "medium");
            until(session, "first", JobState.RUNNING);
            var job = session.store().job("first").orElseThrow();
            untilItsCommandRuns(directory);
            session.order(job, new Command.Pause(PauseReason.USER, ""));
            until(session, "first", JobState.PAUSED);

            session.resume(job, null, Map.of(), Duration.ZERO);
            session.order(job, new Command.Pause(PauseReason.USER, ""));
            new Cli(directory).file("go", "");

            assertThat(handed.get().exit()).isEqualTo(Exit.PAUSED);
            assertThat(session.store().job("first").orElseThrow().state()).isEqualTo(JobState.PAUSED);
        }
    }
}
