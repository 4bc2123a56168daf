package io.longhaul.lab.bench;

import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.StoreView;
import io.longhaul.lab.Child;
import io.longhaul.lab.Launcher;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A list of ten million rows in a heap of 512 MB: how long it takes to load, how soon the first row is there, whether
/// commands stay quick, whether SIGTERM is heard, and how long it takes to remove.
final class RowsBench implements Bench {

    private static final String HEAP = "-Xmx512m";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double MEGABYTE = 1 << 20;
    private static final long POLL_MILLIS = 50;
    private static final long AGE_MILLIS = 1_500;

    private final long rows;
    private final int batch;

    RowsBench(long rows, int batch) {
        this.rows = rows;
        this.batch = batch;
    }

    @Override
    public String name() {
        return "rows";
    }

    @Override
    public String about() {
        return "10,000,000 rows of `true` in 512 MB of heap: load, first row, commands, SIGTERM, clean";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        try (var scratch = Scratch.make("longhaul-bench-")) {
            var home = scratch.path("home");
            progress.accept("rows: writing a list of " + rows);
            var list = BatchesBench.list(scratch.path("list.csv"), rows);
            var screen = product(home, "screen", list.toString(), "--exec", "true", "--per", "batch", "--batch-size",
                    Integer.toString(batch), "-o", scratch.path("out.csv").toString());
            screen.redirectErrorStream(true).redirectOutput(scratch.path("said").toFile());
            var figures = new ArrayList<Figure>();
            progress.accept("rows: loading");
            try (var child = Child.of(screen)) {
                run(child, home, figures, progress);
            }
            progress.accept("rows: removing");
            clean(home, figures);
            return figures;
        }
    }

    private void run(Child child, Path home, List<Figure> figures, Consumer<String> progress) throws Exception {
        long from = child.startedNanos();
        while (!Files.exists(home.resolve("longhaul.db"))) {
            pause(child, from);
        }
        try (var view = SqliteStore.beside(home)) {
            while (view.job("latest").isEmpty()) {
                pause(child, from);
            }
            figures.add(Figure.atMost(120, "rows.load", Runs.seconds(from), "s"));
            progress.accept("rows: running");
            long loaded = System.nanoTime();
            while (ended(view) == 0) {
                pause(child, from);
            }
            figures.add(Figure.atMost(5, "rows.first-after-load", Runs.seconds(loaded), "s"));
            figures.add(Figure.atMost(1.0, "rows.status", command(home, "status"), "s"));
            figures.add(Figure.atMost(1.0, "rows.items", command(home, "items", "latest", "--failed"), "s"));
            figures.add(Figure.of("rows.peak-resident", child.peakResident().orElse(0) / MEGABYTE, "MB"));
            long term = System.nanoTime();
            child.terminate();
            child.await(PATIENCE);
            figures.add(Figure.atMost(10, "rows.sigterm", Runs.seconds(term), "s"));
        }
    }

    private static long ended(StoreView view) {
        var job = view.job("latest").orElseThrow();
        return job.state() == JobState.COMPLETED ? 1 : view.counts(job.id()).ended();
    }

    private static void clean(Path home, List<Figure> figures) throws IOException, InterruptedException {
        command(home, "cancel", "latest");
        // only what ended over a second ago is removed: a quick machine would measure nothing
        TimeUnit.MILLISECONDS.sleep(AGE_MILLIS);
        figures.add(
                Figure.atMost(30, "rows.clean", command(home, "clean", "--older", "1s", "--answers", "--yes"), "s"));
        try (var view = SqliteStore.beside(home)) {
            if (view.job("latest").isPresent()) {
                throw new IllegalStateException("clean left the job, so that its time says nothing");
            }
        }
    }

    /// Seconds that a command took.
    private static double command(Path home, String... words) throws IOException, InterruptedException {
        var command = product(home, words);
        command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        long from = System.nanoTime();
        int exit = command.start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("longhaul " + String.join(" ", words) + " exited with " + exit);
        }
        return Runs.seconds(from);
    }

    private static ProcessBuilder product(Path home, String... words) {
        var command = Launcher.longhaul(List.of(words));
        command.environment().put("LONGHAUL_HOME", home.toString());
        command.environment().put("JDK_JAVA_OPTIONS", HEAP);
        return command;
    }

    private static void pause(Child child, long from) throws InterruptedException {
        if (!child.alive() || System.nanoTime() - from > PATIENCE.toNanos()) {
            throw new IllegalStateException("the run ended, or took longer than " + PATIENCE);
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
}
