package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Columns;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Row;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.JobHandle;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import io.longhaul.testkit.FakeSource;
import io.longhaul.testkit.FakeTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stored answer whose file is damaged concerns the rows that ask for it, and nobody else.
class UnreadableAnswerTest {

    private static final InstantSource NOW = InstantSource.system();
    private static final String LARGE = "x".repeat(100_000);

    @TempDir
    Path home;

    private SqliteStore store;
    private Longhaul longhaul;
    private final FakeTransport transport = answering();

    private static FakeTransport answering() {
        return new FakeTransport(NOW, path -> new Delivery.Answered(
                new Reply(200, Map.of(), (path + LARGE).getBytes(StandardCharsets.UTF_8), NOW.instant())));
    }

    private record Lengths(FakeSource source) implements Workflow<String, Integer> {
        @Override
        public Outline outline() {
            return Outline.of("lengths", 1).perItem(1, 1, source);
        }

        @Override
        public String item(Row row) {
            return row.cells().getFirst();
        }

        @Override
        public List<Integer> run(String item, Steps steps) {
            return List.of(steps.ask("step", source, item).length());
        }

        @Override
        public Columns<Integer> columns() {
            return Columns.<Integer>of().text("length", String::valueOf);
        }
    }

    @BeforeEach
    void open() {
        store = SqliteStore.own(home, NOW);
        longhaul = Longhaul.over(store);
    }

    @AfterEach
    void close() {
        longhaul.close();
    }

    private JobHandle run(Price price, String... keys) throws InterruptedException {
        var draft = new JobDraft(
                "", "lengths", 1, Map.of(), "", "", "", List.of("key"), 5, 5, NOW.instant(), false, RunOptions.DEFAULT);
        var items = new ArrayList<DraftItem>();
        for (var key : keys) {
            items.add(new DraftItem(items.size() + 2L, key, List.of(key), null));
        }
        var spec = new Spec("large", 1, Limits.none("large"), price, Reuse.store(Duration.ofDays(1)));
        var job = longhaul.start(
                longhaul.submit(draft, items.iterator(), "id"), new Lengths(new FakeSource(spec)), any -> transport);
        assertThat(job.await().state()).isEqualTo(JobState.COMPLETED);
        return job;
    }

    private List<Outcome> outcomes(JobHandle job) {
        return store.ended(job.id(), ItemFilter.all(), 0, 10).stream().map(ended -> ended.outcome()).toList();
    }

    /// The file of an answer, by the question that it begins with.
    private Path damage(String key) throws IOException {
        var name = Blobs.name((key + LARGE).getBytes(StandardCharsets.UTF_8));
        var file = home.resolve("blobs").resolve(name);
        Files.write(file, new byte[(int) Files.size(file)]);
        return file;
    }

    @Test
    void whatCostNothingIsAskedAgainAndItsFileIsMended() throws Exception {
        run(Price.FREE, "A", "B");
        var file = damage("A");

        var second = run(Price.FREE, "A", "B");

        assertThat(outcomes(second)).allMatch(outcome -> outcome.state() == ItemState.DONE);
        assertThat(transport.sent()).containsExactlyInAnyOrder("A", "B", "A");
        assertThat(new Blobs(home.resolve("blobs")).read(file.getFileName().toString())).hasSize(100_001);
    }

    @Test
    void whatWasPaidForIsBoughtAgainOnlyByARetry() throws Exception {
        var price = Price.perCall("0.02");
        run(price, "A", "B");
        var file = damage("A");

        var second = run(price, "A", "B", "C");

        var failed = outcomes(second).getFirst();
        assertThat(failed.state()).isEqualTo(ItemState.FAILED);
        assertThat(failed.errorClass()).isEqualTo(ErrorClass.RESOURCE);
        assertThat(failed.reason())
                .contains(file.toString(), "0.02 USD", "longhaul retry " + second.record().handle() + " row:2");
        assertThat(outcomes(second).subList(1, 3)).allMatch(outcome -> outcome.state() == ItemState.DONE);
        assertThat(transport.sent()).containsExactlyInAnyOrder("A", "B", "C");

        store.commit(List.of(new Write.Reopened(second.id(), ItemFilter.at(0), Instant.now())));
        var spec = new Spec("large", 1, Limits.none("large"), price, Reuse.store(Duration.ofDays(1)));
        longhaul.resume(store.job(second.id()).orElseThrow(), new Lengths(new FakeSource(spec)), any -> transport)
                .await();

        assertThat(outcomes(second)).allMatch(outcome -> outcome.state() == ItemState.DONE);
        assertThat(transport.sent()).containsExactlyInAnyOrder("A", "B", "C", "A");
    }
}
