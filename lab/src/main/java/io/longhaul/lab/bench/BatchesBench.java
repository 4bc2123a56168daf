package io.longhaul.lab.bench;

import io.longhaul.lab.Launcher;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// Rows of `true` in batches of several sizes: what a row costs does not depend on how many share a call.
///
/// A round is one job of each size, each over a store of its own; ratios are formed within a round, so that other load on
/// the machine touches all sizes. Times are those of the job, from its start to its end.
final class BatchesBench implements Bench {

    private static final List<Integer> SIZES = List.of(100, 1_000, 5_000, 20_000);

    private final int rows;
    private final int rounds;

    BatchesBench(int rows, int rounds) {
        this.rows = rows;
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "batches";
    }

    @Override
    public String about() {
        return "20,000 rows of `true` in batches of 100, 1,000, 5,000 and 20,000";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        var seconds = new LinkedHashMap<Integer, List<Double>>();
        SIZES.forEach(size -> seconds.put(size, new ArrayList<>()));
        var spreads = new ArrayList<Double>();
        progress.accept("batches: warming up");
        round(rows / 10);
        for (int i = 1; i <= rounds; i++) {
            progress.accept("batches: round " + i + " of " + rounds);
            var round = round(rows);
            round.forEach((size, took) -> seconds.getOrDefault(size, new ArrayList<>()).add(took));
            double slowest = round.values().stream().mapToDouble(each -> each).max().orElseThrow();
            double fastest = round.values().stream().mapToDouble(each -> each).min().orElseThrow();
            spreads.add(slowest / fastest);
        }
        var figures = new ArrayList<Figure>();
        figures.add(Figure.atMost(1.3, "batches.slowest-of-fastest", Median.of(spreads), "x"));
        seconds.forEach((size, took) -> figures.add(Figure.of("batches.of-" + size, Median.of(took), "s")));
        return figures;
    }

    private static Map<Integer, Double> round(int rows) throws Exception {
        var round = new LinkedHashMap<Integer, Double>();
        for (int size : SIZES) {
            round.put(size, seconds(rows, size));
        }
        return round;
    }

    private static double seconds(int rows, int size) throws IOException, InterruptedException {
        try (var scratch = Scratch.make("longhaul-bench-")) {
            var home = scratch.path("home");
            var list = list(scratch.path("list.csv"), rows);
            var command = Launcher.longhaul(List.of(
                    "screen", list.toString(), "--exec", "true", "--per", "batch", "--batch-size",
                    Integer.toString(size), "-o", scratch.path("out.csv").toString()));
            command.environment().put("LONGHAUL_HOME", home.toString());
            int exit = command.redirectErrorStream(true)
                    .redirectOutput(scratch.path("said").toFile())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("screen exited with " + exit + ": "
                        + Files.readString(scratch.path("said")));
            }
            try (var view = SqliteStore.beside(home)) {
                var job = view.job("latest").orElseThrow();
                var took = Duration.between(
                        Objects.requireNonNull(job.startedAt()), Objects.requireNonNull(job.finishedAt()));
                return took.toNanos() / 1e9;
            }
        }
    }

    /// A list of that many different tickers.
    static Path list(Path file, long rows) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            out.write("ticker\n");
            for (long i = 0; i < rows; i++) {
                out.write("T" + i + "\n");
            }
        }
        return file;
    }
}
