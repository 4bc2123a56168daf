package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.JobHandle;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Rows;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Longhaul as a library: a function or a workflow over a list, in one call.
@Timeout(60)
class LibraryTest {

    private final MemoryStore store = new MemoryStore();
    private final Longhaul longhaul = Longhaul.over(store, Clocks.system(), gate -> List.of());

    @AfterEach
    void close() {
        longhaul.close();
    }

    private static List<String> results(JobHandle job) {
        var all = new ArrayList<String>();
        job.results((ended, rows) -> all.add(ended.item().key() + " " + ended.outcome().state().label() + " " + rows
                + ended.outcome().reason()));
        return all;
    }

    private static int parsed(String text) throws IOException {
        if (text.isEmpty()) {
            throw new IOException("nothing to read");
        }
        return text.length();
    }

    @Test
    void aFunctionMayThrowCheckedExceptions() throws InterruptedException {
        var job = longhaul.run("lengths", List.of("AAPL", "", "GE"), (element, steps) -> parsed(element));
        job.await();

        assertThat(results(job)).containsExactly(
                "AAPL done [[4]]", " failed []java.io.IOException: nothing to read", "GE done [[2]]");
    }

    @Test
    void whatWasThrownIsLoggedWithItsTrace() throws InterruptedException {
        var logged = new CopyOnWriteArrayList<LogRecord>();
        var logger = Logger.getLogger("io.longhaul.workflow");
        var handler = kept(logged);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            longhaul.run("lengths", List.of("AAPL", ""), (element, steps) -> parsed(element)).await();
            longhaul.run("skips", List.of("A"), (element, steps) -> {
                throw steps.skip("not today");
            }).await();
            var half = IntStream.range(0, 100).mapToObj(i -> i % 2 == 0 ? "x" : "").toList();
            longhaul.run("many", half, (element, steps) -> parsed(element)).await();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }

        assertThat(logged.getFirst().getMessage()).isEqualTo("lengths-1, row 2 (): its code threw");
        assertThat(logged.getFirst().getThrown()).isInstanceOf(IOException.class).satisfies(
                thrown -> assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("parsed"));
        assertThat(logged).hasSize(1 + 20);
        assertThat(
                logged.stream().filter(each -> each.getMessage().endsWith("further traces of this run are not logged")))
                .hasSize(1);
    }

    private static Handler kept(List<LogRecord> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private record Joined(Source<String, String> source) implements Workflow<String, String> {
        @Override
        public Outline outline() {
            return Outline.of("joined", 1).onePerItem(source);
        }

        @Override
        public String item(Row row) {
            return String.join("/", row.cells());
        }

        @Override
        public List<String> run(String item, Steps steps) {
            return List.of(steps.ask("ask", source, item));
        }

        @Override
        public Columns<String> columns() {
            return Columns.<String>of().text("answer", answer -> answer);
        }
    }

    private static Transport.Delivery found(String path) {
        var body = path.getBytes(StandardCharsets.UTF_8);
        return new Transport.Delivery.Answered(new Reply(200, Map.of(), body, InstantSource.system().instant()));
    }

    @Test
    void aWorkflowRunsOverRowsInOneCallAndGoesOnWithTheSame() throws InterruptedException {
        var source = new FakeSource(
                new Spec("fake", 1, Limits.none("fake"), Price.FREE, Reuse.store(Duration.ofDays(1))));
        var rows = Rows.of(List.of("ticker", "year"), List.of(List.of("AAPL", "2024"), List.of("GE", "2025")));
        var first = new CountDownLatch(1);
        var hold = new CountDownLatch(1);
        var transport = new FakeTransport(InstantSource.system(), path -> {
            first.countDown();
            try {
                hold.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return found(path);
        });
        var options = RunOptions.DEFAULT.withConcurrency(1);

        var job = longhaul.run(new Joined(source), rows, any -> transport, options);
        first.await();
        job.pause(PauseReason.USER, "");
        hold.countDown();
        job.await();
        var again = longhaul.run(new Joined(source), rows, any -> transport, options.withConcurrency(3));
        again.await();

        assertThat(again.id()).isEqualTo(job.id());
        assertThat(again.record().options().concurrency()).isEqualTo(3);
        assertThat(again.record().handle()).isEqualTo("joined-1");
        assertThat(results(again)).allMatch(row -> row.contains(" done "));
        var other = longhaul.run(new Joined(source), rows.keyedBy("year"), any -> transport);
        other.await();
        assertThat(results(other)).first().asString().startsWith("2024 done");
    }

    @Test
    void rowsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rows.of(List.of("a", "b"), List.of(List.of("1"))))
                .withMessage("row 1 has 1 cells; want 2, one a column: [a, b]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rows.of("a", List.of()).keyedBy("b"))
                .withMessage("key column \"b\"; want one of [a]");
    }
}
