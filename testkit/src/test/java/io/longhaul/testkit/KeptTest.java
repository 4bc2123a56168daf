package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Columns;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Row;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.ItemFunction;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.Write;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Documents that items keep, and slices of a job that end at a position.
class KeptTest {

    private final MemoryStore store = new MemoryStore();
    private final Longhaul longhaul = Longhaul.over(store, Clocks.system(), gate -> List.of());

    @AfterEach
    void close() {
        longhaul.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<Outcome> run(String name, List<String> keys, ItemFunction work)
            throws InterruptedException {
        var job = longhaul.run(name, keys, work);
        job.await();
        return store.ended(job.id(), ItemFilter.all(), 0, 100).stream().map(ended -> ended.outcome()).toList();
    }

    @Test
    void whatAnItemKeepsAnotherJobFindsAndCountsAsReused() throws InterruptedException {
        run("fill", List.of("AAPL"), (key, steps) -> {
            steps.keep("bars", key, bytes("bars of " + key));
            return steps.kept("bars", key).map(KeptTest::text).orElse("nothing");
        });

        var found = run("look", List.of("AAPL", "MSFT"), (key, steps) -> steps.kept("bars", key)
                .map(KeptTest::text)
                .orElse("nothing"));

        assertThat(store.kept("bars", "AAPL")).map(KeptTest::text).contains("bars of AAPL");
        assertThat(found).extracting(Outcome::whollyReused).containsExactly(true, false);
    }

    @Test
    void anItemThatFailsKeepsItsDocumentsAndIsNotReused() throws InterruptedException {
        var ended = run("fail", List.of("GONE"), (key, steps) -> {
            steps.keep("failed", key, bytes("no such ticker"));
            throw steps.fail(ErrorClass.NOT_FOUND, "no such ticker");
        });

        assertThat(store.kept("failed", "GONE")).map(KeptTest::text).contains("no such ticker");
        assertThat(ended).extracting(Outcome::reused).containsExactly(0);

        run("mend", List.of("GONE"), (key, steps) -> {
            steps.keep("failed", key, new byte[0]);
            return steps.kept("failed", key).isPresent();
        });

        assertThat(store.kept("failed", "GONE")).isEmpty();
    }

    private record Nothing() implements Workflow<String, String> {
        @Override
        public Outline outline() {
            return Outline.of("nothing", 1);
        }

        @Override
        public String item(Row row) {
            return row.cells().getFirst();
        }

        @Override
        public List<String> run(String item, Steps steps) {
            if (item.equals("GONE") && steps.retriedAt().isEmpty()) {
                throw steps.fail(ErrorClass.NOT_FOUND, "no such ticker");
            }
            return List.of(item + steps.retriedAt().map(at -> " after " + at).orElse(""));
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("value", value -> value);
        }
    }

    private JobRecord submit(String... keys) {
        var draft = new JobDraft(
                "", "nothing", 1, Map.of(), "", "test", "", List.of("key"), 5, 5, Instant.EPOCH, false,
                RunOptions.DEFAULT);
        var items = Arrays.stream(keys).map(key -> new DraftItem(1, key, List.of(key), null));
        return longhaul.submit(draft, items.iterator(), "id");
    }

    private JobRecord slice(JobRecord job, long until) throws InterruptedException {
        var work = new Work(job, new Nothing(), Work.Transports.none());
        return longhaul.driver().start(job, work, Slice.upTo(until, Duration.ofSeconds(240))).await();
    }

    @Test
    void aSliceEndsAtItsPositionAndTheNextGoesOn() throws InterruptedException {
        var job = submit("A", "B", "C", "D", "E", "F", "G");

        var first = slice(job, 5);

        assertThat(first.state()).isEqualTo(JobState.PAUSED);
        assertThat(first.reason()).isEqualTo(PauseReason.USER);
        assertThat(store.counts(job.id()).ended()).isEqualTo(5);

        var last = slice(first, 10);

        assertThat(last.state()).isEqualTo(JobState.COMPLETED);
        assertThat(store.counts(job.id()).ended()).isEqualTo(7);
    }

    /// What a workflow kept of an absence is its own to forget.
    @Test
    void aRowKnowsWhenItWasRetried() throws InterruptedException {
        var job = submit("A", "GONE");
        slice(job, Long.MAX_VALUE);
        var at = Instant.parse("2026-11-23T10:00:00Z");

        store.commit(List.of(new Write.Reopened(job.id(), ItemFilter.in(ItemState.FAILED), at)));
        slice(store.job(job.id()).orElseThrow(), Long.MAX_VALUE);

        assertThat(store.ended(job.id(), ItemFilter.all(), 0, 10)).extracting(
                ended -> ResultCodec.decode(ended.outcome().result()).getFirst().getFirst())
                .isEqualTo(List.of("A", "GONE after " + at));
    }
}
