package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Columns;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.core.Standing;
import io.longhaul.engine.plan.Cause;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.JobHandle;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a job still owes bounds its end: each different question once, and none that the store answers.
@Timeout(60)
class OwedTest {

    private static final InstantSource NOW = InstantSource.system();
    private static final Duration HOUR = Duration.ofHours(1);

    private final MemoryStore store = new MemoryStore();
    private final Longhaul longhaul = Longhaul.over(store, Clocks.system(), gate -> List.of());

    @AfterEach
    void close() {
        longhaul.close();
    }

    /// Asks each row's key once; a row named `bad` cannot be worked on.
    private record Asking(Source<String, String> source) implements Workflow<String, String> {
        @Override
        public Outline outline() {
            return Outline.of("asking", 1).onePerItem(source);
        }

        @Override
        public String item(Row row) {
            var key = row.cells().getFirst();
            if (key.equals("bad")) {
                throw new IllegalArgumentException("a bad row");
            }
            return key;
        }

        @Override
        public List<Steps.Question<?, ?>> asks(String key) {
            return List.of(new Steps.Question<>("step", source, key));
        }

        @Override
        public List<String> run(String key, Steps steps) {
            return switch (steps.tryAsk("step", source, key)) {
                case Answer.Found<String>(var value, _) -> List.of(value);
                case Answer.Missing<String> _ -> List.of();
                case Answer.Failed<String>(var errorClass, var reason) -> throw steps.fail(errorClass, reason);
                case Answer.TooLarge<String> _,Answer.Refused<String> _,Answer.Throttled<String> _ ->
                    throw new IllegalStateException();
            };
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("value", value -> value);
        }
    }

    private static Spec anHour(int calls, Reuse reuse) {
        return new Spec("scarce", 1, Limits.rate("scarce", calls, HOUR), Price.FREE, reuse);
    }

    private JobRecord submit(String... keys) {
        var draft = new JobDraft(
                "t", "asking", 1, Map.of(), "", "test", "", List.of("key"), 5, 5, NOW.instant(), false,
                RunOptions.DEFAULT.withConcurrency(4));
        var items = new ArrayList<DraftItem>();
        for (var key : keys) {
            items.add(new DraftItem(items.size() + 1L, key, List.of(key), null));
        }
        return longhaul.submit(draft, items.iterator(), "id");
    }

    static FakeTransport answering(Function<String, Integer> status) {
        return new FakeTransport(NOW, path -> answer(path, status.apply(path)));
    }

    private static Delivery answer(String path, int status) {
        return new FakeTransport(NOW, any -> null).reply(status, path);
    }

    private JobRecord run(JobRecord job, Source<String, String> source, Function<String, Integer> status)
            throws InterruptedException {
        JobHandle handle = longhaul.start(job, new Asking(source), any -> answering(status));
        return handle.await();
    }

    private Map<String, Long> owed(JobRecord job, Source<String, String> source) {
        var work = new Work(job, new Asking(source), any -> answering(path -> 200));
        Standing standing = work.count(store).standing();
        return standing.owed();
    }

    /// By the definition: the booked time is what lies between the first bound and the end.
    private void assertNothingBeatsTheBound(JobRecord job) {
        Instant bound = Objects.requireNonNull(job.bound());
        Instant finish = Objects.requireNonNull(job.finishedAt());
        assertThat(finish).isAfterOrEqualTo(bound);
        long booked = store.pulse(job.id()).late().values().stream().mapToLong(Long::longValue).sum();
        assertThat(booked).isBetween(Duration.between(bound, finish).toMillis() - 1,
                Duration.between(bound, finish).toMillis() + 1);
    }

    @Test
    void equalRowsOweOneCall() throws InterruptedException {
        var source = new FakeSource(anHour(2, Reuse.job()));

        // six rows, two questions, two calls an hour: nothing is to be waited for
        var done = run(submit("A", "B", "A", "A", "B", "A"), source, path -> 200);

        assertNothingBeatsTheBound(done);
        // a count that comes when all is done still says of which gates rows tell
        assertThat(owed(done, source)).isEqualTo(Map.of("scarce", 0L));
    }

    @Test
    void rowsThatDifferAreBoundedByTheLimit() {
        var job = submit("A", "B", "C", "A");
        var source = new FakeSource(anHour(1, Reuse.job()));

        assertThat(owed(job, source)).isEqualTo(Map.of("scarce", 3L));
    }

    @Test
    void rowsThatCannotBeWorkedOnOweNothing() throws InterruptedException {
        var job = submit("A", "bad", "bad");
        var source = new FakeSource(anHour(1, Reuse.job()));

        assertThat(owed(job, source)).isEqualTo(Map.of("scarce", 1L));
        assertNothingBeatsTheBound(run(job, source, path -> 200));
    }

    @Test
    void whatAnotherJobStoredIsNotOwed() throws InterruptedException {
        var shared = new FakeSource(anHour(2, Reuse.store(HOUR)));
        run(submit("A", "B"), shared, path -> path.equals("B") ? 404 : 200);

        var second = submit("A", "B", "C", "A");
        assertThat(owed(second, shared)).isEqualTo(Map.of("scarce", 1L));
        assertThat(owed(second, new FakeSource(anHour(2, Reuse.job())))).isEqualTo(Map.of("scarce", 3L));
        assertNothingBeatsTheBound(run(submit("A", "B"), shared, path -> 200));
    }

    @Test
    void answersTooOldAreOwedAgain() throws InterruptedException {
        var source = new FakeSource(anHour(9, Reuse.store(Duration.ZERO)));
        run(submit("A", "B"), source, path -> 200);

        assertThat(owed(submit("A", "C"), source)).isEqualTo(Map.of("scarce", 2L));
    }

    @Test
    void aRetryOwesOnlyWhatHasNoAnswer() throws InterruptedException {
        var source = new FakeSource(anHour(9, Reuse.job()));
        var job = submit("A", "B", "C", "A");
        var done = run(job, source, path -> path.equals("B") ? 422 : 200);
        assertNothingBeatsTheBound(done);

        store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.all(), NOW.instant())));

        assertThat(owed(job, source)).isEqualTo(Map.of("scarce", 1L));
        assertThat(longhaul.resume(done, new Asking(source), any -> answering(path -> 200)).await().finishedAt())
                .isAfter(done.bound());
    }

    /// Nobody was to run it: keeping the machine awake would not have helped.
    @Test
    void whatPassesBetweenAnEndAndARetryIsBookedToAPause() throws InterruptedException {
        var source = new FakeSource(anHour(9, Reuse.job()));
        var job = submit("A", "B");
        var done = run(job, source, path -> path.equals("B") ? 422 : 200);
        store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.in(ItemState.FAILED), NOW.instant())));

        var later = new Clocks(() -> NOW.instant().plus(HOUR), System::nanoTime);
        try (var next = Longhaul.over(store, later, gate -> List.of())) {
            next.resume(done, new Asking(source), any -> answering(path -> 200)).await();
        }

        var late = store.pulse(job.id()).late();
        assertThat(late).doesNotContainKey(Cause.DOWN.label());
        assertThat(late.get(Cause.PAUSED.label())).isBetween(HOUR.toMillis() - 1_000, HOUR.toMillis() + 60_000);
    }

    @Test
    void aGroupIsOneCall() throws InterruptedException {
        var source = new FakeGroup(anHour(2, Reuse.job()));

        // ten rows in batches of five
        var job = submit("A", "B", "C", "D", "E", "F", "G", "H", "I", "J");
        var done = run(job, source, path -> 200);

        assertNothingBeatsTheBound(done);
    }
}
