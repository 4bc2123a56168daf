package io.longhaul.app.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.config.Config;
import io.longhaul.engine.Reply;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a service removes by itself.
class RetentionTest {

    private final ManualClock clock = ManualClock.atMonday();

    @TempDir
    Path home;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.own(home, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private JobRecord job(int daysAgo, JobState state, Map<String, String> settings) {
        var at = clock.instant().minus(Duration.ofDays(daysAgo));
        var draft = new JobDraft(
                "", "screen", 1, settings, "", "", "", List.of("ticker"), 10, 10, at, false, RunOptions.DEFAULT);
        try (var loader = store.load(draft)) {
            loader.add(List.of(new DraftItem(2, "AAPL", List.of("AAPL"), null)));
            var job = loader.publish("id");
            store.commit(List.of(new Write.JobChanged(job.id(), state, null, null, "", at)));
            return job;
        }
    }

    private void answer(JobRecord job, long call, int daysAgo, long cost) {
        var at = clock.instant().minus(Duration.ofDays(daysAgo));
        store.commit(List.of(
                new Write.Reserved(
                        call, job.id(), 0, "s", "yahoo", Digest.of("q" + call), List.of(), "", "", 0, cost, 1, at),
                new Write.Settled(call, new Reply(200, Map.of(), new byte[] {1}, at), cost),
                new Write.Read(call, -1, CallState.FOUND, null, "")));
    }

    private void sweep(int days, long bytes) {
        new Retention(home, store, clock, new Retention.Limits(days, bytes), () -> false).sweep();
    }

    @Test
    void oldJobsGoWithTheAnswersThatCostNothing() throws IOException {
        var old = job(100, JobState.COMPLETED, Map.of());
        var young = job(10, JobState.COMPLETED, Map.of());
        answer(old, 1, 100, 0);
        answer(old, 2, 100, 7);
        answer(young, 3, 10, 0);

        var backups = Files.createDirectories(home.resolve("backups").resolve(old.handle()));
        Files.writeString(backups.resolve("1-out.csv"), "of yesterday\n");
        var others = Files.createDirectories(home.resolve("backups").resolve(young.handle()));

        sweep(90, 0);

        assertThat(backups).doesNotExist();
        assertThat(others).isDirectory();
        assertThat(store.jobs(9)).extracting(JobRecord::id).containsExactly(young.id());
        assertThat(store.calls(Digest.of("q1"))).isEmpty();
        assertThat(store.calls(Digest.of("q2"))).hasSize(1);
        assertThat(store.calls(Digest.of("q3"))).hasSize(1);
    }

    @Test
    void answersThatAnUnfinishedJobMayUseStayButATemplateUsesNone() {
        var old = job(100, JobState.COMPLETED, Map.of());
        answer(old, 1, 100, 0);
        var paused = job(50, JobState.PAUSED, Map.of());

        sweep(90, 0);
        assertThat(store.calls(Digest.of("q1"))).hasSize(1);

        store.commit(List.of(new Write.JobChanged(
                paused.id(), JobState.CANCELLED, null, null, "", clock.instant())));
        job(50, JobState.WAITING, Map.of("schedule.cron", "0 3 * * *", "schedule.zone", "UTC"));
        sweep(90, 0);
        assertThat(store.calls(Digest.of("q1"))).isEmpty();
    }

    @Test
    void withoutRoomTheOldestGoFirstAndTheLastDayStays() {
        job(20, JobState.COMPLETED, Map.of());
        var today = job(0, JobState.COMPLETED, Map.of());

        sweep(0, Long.MAX_VALUE);
        assertThat(store.jobs(9)).hasSize(2);

        sweep(0, 1);
        assertThat(store.jobs(9)).extracting(JobRecord::id).containsExactly(today.id());
    }

    @Test
    void whatIsNoNumberIsRefused() {
        var wrong = Config.load(Map.of("LONGHAUL_RETENTION_DAYS", "ninety"), home, home, List.of());

        assertThatThrownBy(() -> Retention.Limits.of(wrong))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.exit()).isEqualTo(Exit.AUTH_OR_CONFIG))
                .hasMessageContaining("LONGHAUL_RETENTION_DAYS")
                .hasMessageContaining("ninety");
    }
}
