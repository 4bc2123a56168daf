package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Columns;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.JobHandle;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Jobs that ask the same questions at the same time.
@Timeout(60)
class TwoJobsTest {

    private static final InstantSource NOW = InstantSource.system();

    private final MemoryStore store = new MemoryStore();
    private final Longhaul longhaul = Longhaul.over(store, Clocks.system(), gate -> List.of());
    private final Semaphore answers = new Semaphore(0);
    private final CountDownLatch first = new CountDownLatch(1);
    private final FakeTransport transport = new FakeTransport(NOW, path -> {
        first.countDown();
        answers.acquireUninterruptibly();
        return path.equals("lost")
                ? new Delivery.Lost(ErrorClass.TIMEOUT, "no answer")
                : new FakeTransport(NOW, any -> null).reply(200, path);
    });
    /// One call at a time: the others wait.
    private final FakeSource source = new FakeSource(new Spec(
            "narrow", 1, new Limits("narrow", 1, List.of(), List.of(), true), Price.FREE,
            Reuse.store(Duration.ofDays(1))));

    @AfterEach
    void close() {
        answers.release(1_000);
        longhaul.close();
    }

    /// A row is questions, apart by a plus, that it asks side by side.
    private record Asking(Source<String, String> source) implements Workflow<String, String> {
        @Override
        public Outline outline() {
            return Outline.of("asking", 1).perItem(0, 2, source);
        }

        @Override
        public String item(Row row) {
            return row.cells().getFirst();
        }

        @Override
        public List<String> run(String row, Steps steps) {
            steps.all("step", source, Arrays.asList(row.split("\\+", -1)));
            return List.of(row);
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("value", value -> value);
        }
    }

    private JobHandle start(String row) {
        return start(row, source);
    }

    private JobHandle start(String row, FakeSource source) {
        var draft = new JobDraft(
                "", "asking", 1, Map.of(), "", "test", "", List.of("key"), 5, 5, Instant.now(), false,
                RunOptions.DEFAULT.withConcurrency(4));
        var rows = List.of(new DraftItem(1, row, List.of(row), null));
        return longhaul.start(
                longhaul.submit(draft, rows.iterator(), "id"), new Asking(source), any -> transport);
    }

    private void untilWaiting(int calls) throws InterruptedException {
        var never = new CountDownLatch(1);
        while (longhaul.driver().gates().stream().mapToInt(gate -> gate.waiting()).sum() != calls) {
            var _ = never.await(2, TimeUnit.MILLISECONDS);
        }
    }

    /// What may have run once must not run again, whoever asks: as its answer would have counted for the other job.
    @Test
    void aCallOfUnknownFateIsRepeatedByNoOtherJobWhereThePolicyForbidsIt() throws InterruptedException {
        var alerts = new FakeSource(new Spec(
                "alerts", 1, Limits.none("alerts"), Price.FREE, Reuse.store(Duration.ofDays(1)), UnknownFate.UNCERTAIN,
                Duration.ZERO, 1));
        answers.release(1_000);

        start("lost", alerts).await();
        var other = start("lost", alerts);
        other.await();

        assertThat(other.counts().uncertain()).isEqualTo(1);
        assertThat(transport.sent()).containsExactly("lost");
    }

    /// The question was first the paused job's: its call must go out for the one that still asks.
    @Test
    void whatAPausedJobAskedGoesOutForTheJobThatAsksItToo() throws InterruptedException {
        var busy = start("busy");
        first.await();
        var paused = start("Q");
        untilWaiting(1);
        var other = start("Q+R");
        untilWaiting(2); // R is asked together with Q, which waits already
        paused.pause(PauseReason.USER, "");
        assertThat(paused.await().state()).isEqualTo(JobState.PAUSED);

        answers.release(1_000);

        assertThat(other.await().state()).isEqualTo(JobState.COMPLETED);
        assertThat(busy.await().state()).isEqualTo(JobState.COMPLETED);
        assertThat(transport.sent()).containsExactlyInAnyOrder("busy", "Q", "R");
    }

    /// A row `Q+R` asks Q of one source and R of the narrow one, side by side; once R waits there, Q is asked.
    private record Both(Source<String, String> first, Source<String, String> narrow, CountDownLatch slow)
            implements Workflow<String, String> {
        @Override
        public Outline outline() {
            return Outline.of("both", 1).perItem(0, 1, first).perItem(0, 1, narrow);
        }

        @Override
        public String item(Row row) {
            return row.cells().getFirst();
        }

        @Override
        public List<String> run(String row, Steps steps) {
            var words = row.split("\\+", -1);
            if (words.length == 1) {
                try {
                    slow.await();
                } catch (InterruptedException unwound) {
                    Thread.currentThread().interrupt();
                }
                return List.of(row);
            }
            steps.all(List.of(
                    new Steps.Question<>("first", first, words[0]), new Steps.Question<>("narrow", narrow, words[1])));
            return List.of(row);
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("value", value -> value);
        }
    }

    private JobHandle start(Both flow, Duration slice, String... rows) {
        var draft = new JobDraft(
                "", "both", 1, Map.of(), "", "test", "", List.of("key"), 5, 5, Instant.now(), false,
                RunOptions.DEFAULT.withConcurrency(4).withTimeout(Duration.ofMinutes(10)));
        var items = Arrays.stream(rows).map(row -> new DraftItem(1, row, List.of(row), null));
        var job = longhaul.submit(draft, items.iterator(), "id");
        return longhaul.driver().start(job, new Work(job, flow, any -> transport), slice);
    }

    /// The group of its batch still gathers, since a row of it computes.
    @Test
    void whatAPausedJobGatheredGoesOutForTheJobThatAsksItToo() throws InterruptedException {
        var group = new FakeGroup(new Spec(
                "batch", 1, Limits.none("batch"), Price.FREE, Reuse.store(Duration.ofDays(1))));
        var flow = new Both(group, source, new CountDownLatch(1));
        var paused = start(flow, Duration.ZERO, "Q+R1", "slow");
        first.await();
        var other = start(flow, Duration.ZERO, "Q+R2");
        untilWaiting(1);

        paused.pause(PauseReason.USER, "");
        answers.release(1_000);

        assertThat(other.await().state()).isEqualTo(JobState.COMPLETED);
        assertThat(transport.sent()).containsExactlyInAnyOrder("R1", "R2", "Q");
        flow.slow.countDown();
        paused.await();
    }

    /// Its time-out is longer than what is left of the slice, so that the call was set aside.
    @Test
    void whatTheSliceOfOneJobHadNoRoomForGoesOutForTheJobThatAsksItToo() throws InterruptedException {
        var paid = new FakeSource(new Spec(
                "paid", 1, Limits.none("paid"), new Price(new BigDecimal("0.01")), Reuse.store(Duration.ofDays(1))));
        var flow = new Both(paid, source, new CountDownLatch(1));
        var sliced = start(flow, Duration.ofMinutes(5), "Q+R1", "slow"); // which keeps the slice from its end
        first.await();
        var other = start(flow, Duration.ZERO, "Q+R2");
        untilWaiting(1);

        flow.slow.countDown();
        answers.release(1_000);

        assertThat(sliced.await().state()).isEqualTo(JobState.PAUSED);
        assertThat(other.await().state()).isEqualTo(JobState.COMPLETED);
        assertThat(transport.sent()).containsExactlyInAnyOrder("R1", "R2", "Q");
    }
}
