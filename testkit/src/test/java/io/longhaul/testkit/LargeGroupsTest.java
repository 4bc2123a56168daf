package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Columns;
import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A batch of many rows is stored in transactions that others can wait for, and looked at a few times, not once a row.
class LargeGroupsTest {

    private static final int ROWS = 12_000;
    private static final Spec SPEC = new Spec("script", 1, Limits.none("script"), Price.FREE, Reuse.job());

    /// Answers every other question, or all of them.
    private record EveryOther(boolean all) implements GroupedSource<String, String> {
        @Override
        public Spec spec() {
            return SPEC;
        }

        @Override
        public String canonical(String question) {
            return question;
        }

        @Override
        public Request request(List<String> questions, Key key) {
            return Request.get(Integer.toString(questions.size()));
        }

        @Override
        public Answer<String> read(String question, Reply reply) {
            return all || question.hashCode() % 2 == 0
                    ? new Answer.Found<>("yes", reply.receivedAt())
                    : new Answer.Missing<>("none");
        }
    }

    private record Ask(EveryOther source, AtomicInteger runs) implements Workflow<String, String> {
        @Override
        public Outline outline() {
            return Outline.of("ask", 1).perItem(1, 1, source);
        }

        @Override
        public String item(Row row) {
            return row.cells().getFirst();
        }

        @Override
        public List<String> run(String item, Steps steps) {
            runs.incrementAndGet();
            return List.of(steps.ask("step", source, item));
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("answer", answer -> answer);
        }
    }

    private static int weight(List<Write> writes) {
        return writes.stream()
                .mapToInt(write -> switch (write) {
                    case Write.Reserved reserved -> 1 + reserved.members().size();
                    case Write.Joined joined -> 1 + joined.members().size();
                    default -> 1;
                })
                .sum();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLargeGroupIsStoredInPieces(boolean alike) throws InterruptedException {
        var store = new MemoryStore();
        var runs = new AtomicInteger();
        var weights = Collections.synchronizedList(new ArrayList<Integer>());
        store.failCommits(new CommitFault() {
            @Override
            public void after(List<Write> writes) {
                weights.add(weight(writes));
            }
        });
        try (var longhaul = Longhaul.over(store, Clocks.system(), gate -> List.of())) {
            var draft = new JobDraft(
                    "", "ask", 1, Map.of(), "", "", "", List.of("key"), ROWS, 1_000,
                    InstantSource.system().instant(), false, RunOptions.DEFAULT);
            var rows = new ArrayList<DraftItem>();
            for (int i = 0; i < ROWS; i++) {
                rows.add(new DraftItem(i + 2L, "K" + i, List.of("K" + i), null));
            }
            var transport = new FakeTransport(InstantSource.system(), path -> new Delivery.Answered(
                    new Reply(200, Map.of(), new byte[0], InstantSource.system().instant())));

            var job = longhaul.start(
                    longhaul.submit(draft, rows.iterator(), "id"),
                    new Ask(new EveryOther(alike), runs),
                    any -> transport);

            assertThat(job.await().state()).isEqualTo(JobState.COMPLETED);
            assertThat(transport.sent()).containsExactly(Integer.toString(ROWS));
            assertThat(job.counts().done() + job.counts().failed()).isEqualTo(ROWS);
            // none waited on a thread: each was unwound, and ran again with its answer
            assertThat(runs).hasValue(2 * ROWS);
            assertThat(weights).allMatch(weight -> weight < 10_000);
        }
    }
}
