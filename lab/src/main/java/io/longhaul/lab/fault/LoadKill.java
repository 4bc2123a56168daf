package io.longhaul.lab.fault;

import io.longhaul.engine.store.StoreException;
import io.longhaul.lab.Child;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Kills the product while it loads a list of five million rows and makes a job of it, at moments spread over the whole
/// load. The next start must not wait for what is left of the load, and there is the whole job or none.
final class LoadKill implements Fault {

    private static final long POLL_NANOS = 2_000_000;

    private final int rows;

    LoadKill(int rows) {
        this.rows = rows;
    }

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String about() {
        return "kills during the load of 5,000,000 rows";
    }

    @Override
    public int times() {
        return 6;
    }

    @Override
    public List<Figure> run(int times, Consumer<String> progress) throws IOException, InterruptedException {
        try (var scratch = Scratch.make("longhaul-load-")) {
            var place = Files.createDirectories(scratch.path("place")).toRealPath();
            list(place.resolve("list.csv"));
            progress.accept("load: an undisturbed load first");
            var run = new Run(place);
            long whole = run.load(Long.MAX_VALUE);
            run.starts(progress, "after a whole load");
            for (int i = 0; i < times; i++) {
                // the last ones fall into the end, where the job is made
                double share = i < times / 2 ? (i + 1.0) / (times / 2 + 1) : 1 - (times - i) * 0.02;
                run.load(Math.round(whole * share));
                run.starts(progress, "after a kill at " + Math.round(share * 100) + "% of the load");
            }
            return List.of(
                    Figure.of("load.rows", rows, ""),
                    Figure.of("load.load", whole / 1e9, "s"),
                    Figure.atLeast(times, "load.kills", run.seconds.size() - 1, ""),
                    Figure.atMost(2.0, "load.next-start", run.most(), "s"),
                    Figure.of("load.start-of-an-empty-store", run.empty(), "s"),
                    Figure.atMost(0, "load.half-jobs", run.halves, "jobs"));
        }
    }

    private void list(Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            out.write("ticker\n");
            for (int i = 0; i < rows; i++) {
                out.write("N" + i + "\n");
            }
        }
    }

    private final class Run {
        private final Path place;
        private final List<Double> seconds = new ArrayList<>();
        private int halves;
        private int loads;

        Run(Path place) {
            this.place = place;
        }

        private Path home() {
            return place.resolve("home-" + loads);
        }

        /// Loads into a store of its own and kills after that long, or when the job is there.
        ///
        /// @return how long it took
        long load(long killAfter) throws InterruptedException, IOException {
            Scratch.delete(home());
            loads++;
            var command = Product.command("", "screen", "list.csv", "--exec", "sleep 600", "--concurrency", "1",
                    "--quiet");
            try (var child = Product.start(command, place, home(), place.resolve("said.txt"), Map.of())) {
                long from = System.nanoTime();
                while (child.alive() && System.nanoTime() - from < killAfter && !there()) {
                    TimeUnit.NANOSECONDS.sleep(killAfter == Long.MAX_VALUE ? 50 * POLL_NANOS : POLL_NANOS);
                }
                if (!child.alive()) {
                    throw new IllegalStateException("the load ended by itself: "
                            + Files.readString(place.resolve("said.txt")));
                }
                long took = System.nanoTime() - from;
                end(child);
                return took;
            }
        }

        private void end(Child child) throws InterruptedException {
            child.kill();
        }

        /// Whether another process sees the job.
        private boolean there() {
            return Files.exists(home().resolve("longhaul.db")) && rowsSeen() >= 0;
        }

        /// -1 where there is no job.
        private long rowsSeen() {
            try (var view = SqliteStore.beside(home())) {
                return view.job("latest")
                        .map(job -> view.items(job.id(), job.total() - 1, 2).size() == 1 ? job.total() : 0L)
                        .orElse(-1L);
            } catch (StoreException notYet) {
                return -1;
            }
        }

        /// The next start; its time counts until it answers.
        void starts(Consumer<String> progress, String when) throws IOException, InterruptedException {
            long from = System.nanoTime();
            try (var service = ServedProduct.start(home(), Map.of(), "-XX:+UseSerialGC")) {
                double took = (System.nanoTime() - from) / 1e9;
                seconds.add(took);
                long seen = rowsSeen();
                halves += seen == -1 || seen == rows ? 0 : 1;
                progress.accept("load: %s the next start took %.1f s and found %s; its store has %d MB".formatted(
                        when, took, seen < 0 ? "no job" : "a job of " + seen + " rows",
                        Files.size(home().resolve("longhaul.db")) >> 20));
                service.child().terminate();
                service.child().await();
            }
        }

        double most() {
            return seconds.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        }

        double empty() throws IOException, InterruptedException {
            long from = System.nanoTime();
            try (var service = ServedProduct.start(place.resolve("empty"), Map.of(), "-XX:+UseSerialGC")) {
                double took = (System.nanoTime() - from) / 1e9;
                service.child().terminate();
                service.child().await();
                return took;
            }
        }
    }
}
