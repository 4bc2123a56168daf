package io.longhaul.lab.bench;

import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import io.longhaul.store.sqlite.SqliteStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Items that ask nothing: what the engine itself costs, beside what SQLite alone can do.
///
/// A round is the plain inserts, the outcome statements on plain JDBC, the store's own commits, the engine; ratios are
/// formed within a round, so that other load on the machine touches both sides.
final class NoopBench implements Bench {

    private static final RunOptions OPTIONS = RunOptions.DEFAULT.withConcurrency(64);
    private static final int RESULT_BYTES = 200;
    /// Numbers of rows and columns, and the length of the one cell.
    private static final int CODEC_BYTES = 12;

    private static final String CELL = "x".repeat(RESULT_BYTES - CODEC_BYTES);

    private final int items;
    private final int rounds;

    NoopBench(int items, int rounds) {
        this.items = items;
        this.rounds = rounds;
    }

    /// Seconds of one round.
    private record Round(double inserts, double outcomes, double commits, double engine) {}

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public String about() {
        return "100,000 items that ask nothing, against what SQLite alone can do";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        progress.accept("noop: warming up");
        round(items / 4);
        var all = new ArrayList<Round>();
        for (int i = 1; i <= rounds; i++) {
            progress.accept("noop: round " + i + " of " + rounds);
            all.add(round(items));
        }
        return List.of(
                Figure.atLeast(0.5, "noop.engine-of-floor", median(all, each -> each.outcomes / each.engine), "x"),
                Figure.atLeast(0.5, "noop.floor-of-insert", median(all, each -> each.inserts / each.outcomes), "x"),
                Figure.of("noop.engine", items / median(all, Round::engine), "items/s"),
                Figure.of("noop.floor", items / median(all, Round::outcomes), "items/s"),
                Figure.of("noop.store-commits", items / median(all, Round::commits), "items/s"),
                Figure.of("noop.insert", items / median(all, Round::inserts), "rows/s"));
    }

    private static double median(List<Round> rounds, java.util.function.ToDoubleFunction<Round> figure) {
        return Median.of(rounds.stream().mapToDouble(figure).toArray());
    }

    private static Round round(int items) throws Exception {
        double inserts;
        try (var scratch = Scratch.make("longhaul-bench-")) {
            inserts = Floor.inserts(scratch.path("plain.db"), items, new byte[RESULT_BYTES]);
        }
        return new Round(
                inserts,
                outcomes(items),
                commits(items),
                Runs.seconds(LabJob.workflow("noop", number -> CELL), items, OPTIONS));
    }

    private static byte[] result() {
        return ResultCodec.encode(List.of(List.of(CELL)));
    }

    private static double outcomes(int items) throws SQLException {
        try (var scratch = Scratch.make("longhaul-bench-")) {
            var home = scratch.path("home");
            long job;
            int batchSize;
            try (var longhaul = Longhaul.over(SqliteStore.own(home, InstantSource.system()))) {
                var submitted = LabJob.submit(longhaul, "noop", items, OPTIONS);
                job = submitted.id();
                batchSize = submitted.draft().batchSize();
            }
            return Floor.outcomes(home.resolve("longhaul.db"), job, items, batchSize, result());
        }
    }

    /// The same outcomes through the store, without the engine.
    private static double commits(int items) {
        try (var scratch = Scratch.make("longhaul-bench-");
                var longhaul = Longhaul.over(SqliteStore.own(scratch.path("home"), InstantSource.system()))) {
            long job = LabJob.submit(longhaul, "noop", items, OPTIONS).id();
            var result = result();
            long from = System.nanoTime();
            for (int first = 0; first < items; first += Floor.ROWS_A_COMMIT) {
                var writes = new ArrayList<Write>(Floor.ROWS_A_COMMIT);
                for (int position = first; position < Math.min(items, first + Floor.ROWS_A_COMMIT); position++) {
                    writes.add(new Write.Ended(job, position, done(result)));
                }
                longhaul.store().commit(writes);
            }
            return Runs.seconds(from);
        }
    }

    private static Outcome done(byte[] result) {
        return new Outcome(ItemState.DONE, null, "", 1, result, 0, 0, 0, 0, Instant.now());
    }
}
