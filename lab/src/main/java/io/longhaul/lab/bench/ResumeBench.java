package io.longhaul.lab.bench;

import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.StoreView;
import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A large job in a small heap, killed three times on the way: what it takes, whether `status` stays quick meanwhile,
/// and how soon it works again.
///
/// The process is started as the launcher starts one: with the JDK's ahead-of-time cache of its classes, made by a
/// small job before. Where the class path is not all jars (in tests) there can be none.
final class ResumeBench implements Bench {

    private static final int PAGE = 10_000;
    private static final double MEGABYTE = 1 << 20;
    private static final List<Double> KILL_AT = List.of(0.3, 0.5, 0.7);
    private static final long POLL_NANOS = 100_000_000L;

    private final int items;

    /// What was seen over all lives.
    private static final class Seen {
        final List<Double> queries = new ArrayList<>();
        final List<Double> starts = new ArrayList<>();
        long peak;
        long ranAgain;
        long lost;
    }

    ResumeBench(int items) {
        this.items = items;
    }

    @Override
    public String name() {
        return "resume";
    }

    @Override
    public String about() {
        return "1,000,000 items in 256 MB of heap, killed and started again";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        var seen = new Seen();
        long from = System.nanoTime();
        try (var scratch = Scratch.make("longhaul-bench-")) {
            var home = scratch.path("home");
            progress.accept("resume: making the start cache");
            var options = options(scratch);
            var done = new BitSet(items);
            for (int life = 0; life <= KILL_AT.size(); life++) {
                var runs = scratch.path("runs-" + life);
                boolean last = life == KILL_AT.size();
                progress.accept("resume: life " + (life + 1) + (last ? ", to the end" : ", then kill -9"));
                live(options, home, runs, last ? items : (long) (KILL_AT.get(life) * items), seen);
                var ran = runs(runs);
                ran.and(done);
                seen.ranAgain += ran.cardinality();
                done = ended(home);
            }
            seen.lost = (long) items - done.cardinality();
        }
        return figures(seen, Runs.seconds(from));
    }

    private static List<String> options(Scratch scratch) throws IOException, InterruptedException {
        var options = List.of("-Xmx256m");
        var jars = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        if (!Arrays.stream(jars).allMatch(entry -> entry.endsWith(".jar"))) {
            return options;
        }
        var cache = scratch.path("start.aot");
        var training = with(options, "-XX:AOTCacheOutput=" + cache);
        var arguments = List.of(scratch.path("training").toString(), "2000", scratch.path("training-runs").toString());
        try (var child = Child.quietly(ResumeTarget.class, training, arguments)) {
            child.awaitLine("completed");
            child.await();
        }
        return Files.exists(cache) ? with(options, "-XX:AOTCache=" + cache) : options;
    }

    private static List<String> with(List<String> options, String another) {
        return Stream.concat(options.stream(), Stream.of(another)).toList();
    }

    private List<Figure> figures(Seen seen, double seconds) {
        return List.of(
                Figure.atMost(450, "resume.peak-resident", seen.peak / MEGABYTE, "MB"),
                Figure.atMost(100, "resume.status-p95", Median.quantile(0.95, seen.queries), "ms"),
                Figure.atMost(1.5, "resume.first-item", Median.of(seen.starts), "s"),
                Figure.atMost(0, "resume.done-run-again", seen.ranAgain, "items"),
                Figure.atMost(0, "resume.lost", seen.lost, "items"),
                Figure.of("resume.first-item-slowest", Median.quantile(1, seen.starts), "s"),
                Figure.of("resume.status-median", Median.of(seen.queries), "ms"),
                Figure.of("resume.status-slowest", Median.quantile(1, seen.queries), "ms"),
                Figure.of("resume.status-queries", seen.queries.size(), ""),
                Figure.of("resume.items", items, ""),
                Figure.of("resume.all-lives", seconds, "s"));
    }

    /// One process, from its start until that many items are done, then killed; to its end if that is all of them.
    private void live(List<String> options, Path home, Path runs, long until, Seen seen) throws Exception {
        boolean first = !Files.exists(home);
        var arguments = List.of(home.toString(), Integer.toString(items), runs.toString());
        try (var child = Child.java(ResumeTarget.class, options, arguments)) {
            child.awaitLine("submitted");
            child.awaitLine("first");
            if (!first) {
                seen.starts.add(Runs.seconds(child.startedNanos()));
            }
            try (var view = SqliteStore.beside(home)) {
                watch(child, view, until, seen);
            }
            if (until < items) {
                child.kill();
            } else if (child.await() != 0) {
                throw new IllegalStateException("the last life ended with an error");
            }
        }
    }

    private void watch(Child child, StoreView view, long until, Seen seen) throws InterruptedException {
        while (child.alive()) {
            long from = System.nanoTime();
            long done = status(view);
            seen.queries.add((System.nanoTime() - from) / 1e6);
            seen.peak = Math.max(seen.peak, child.peakResident().orElse(0));
            if (done >= until) {
                return;
            }
            java.util.concurrent.TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
        }
        if (until < items) {
            throw new IllegalStateException("the process ended before it was killed");
        }
    }

    /// What `longhaul status` asks of a store.
    private static long status(StoreView view) {
        var job = view.job("latest").orElseThrow();
        view.pulse(job.id());
        return view.counts(job.id()).done();
    }

    private BitSet ended(Path home) {
        var ended = new BitSet(items);
        try (var view = SqliteStore.beside(home)) {
            long job = view.job("latest").orElseThrow().id();
            var page = view.ended(job, ItemFilter.all(), 0, PAGE);
            while (!page.isEmpty()) {
                page.forEach(item -> ended.set((int) LabJob.number(item.item().key())));
                page = view.ended(job, ItemFilter.all(), page.getLast().item().position() + 1, PAGE);
            }
        }
        return ended;
    }

    private BitSet runs(Path file) throws IOException {
        var ran = new BitSet(items);
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                ran.set(Math.toIntExact(in.readLong()));
            }
        } catch (EOFException end) {
            return ran;
        }
    }
}
