package io.longhaul.lab.fault;

import io.longhaul.engine.store.StoreException;
import io.longhaul.lab.Child;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cuts the power: kills the product at a drawn moment and puts in place of its files what they were at their last sync.
///
/// Acknowledged is what another process saw as done before the cut. The last cut comes after the end of the command,
/// whose output file has to survive, too. With the store's sync set to NORMAL, which survives every kill, the proof
/// must fail.
final class PowerCut implements Fault {

    private static final int ROWS_A_CUT = 40;
    private static final int MOST_BEFORE_A_CUT = 20;
    private static final long POLL_NANOS = 1_000_000;

    @Override
    public String name() {
        return "power";
    }

    @Override
    public String about() {
        return "cuts of the power at drawn moments";
    }

    @Override
    public int times() {
        return 20;
    }

    @Override
    public List<Figure> run(int times, Consumer<String> progress) throws IOException, InterruptedException {
        var sound = cuts("", times, Integer.MAX_VALUE, progress);
        Run mutant;
        try (var scratch = Scratch.make("longhaul-mutant-")) {
            progress.accept("power: now with synchronous=NORMAL, which must be caught");
            mutant = cuts(Mutated.normalSync(scratch.path("classes")), times, 0, progress);
        }
        var figures = new ArrayList<>(figures(times, sound));
        figures.add(Figure.atLeast(1, "power.normal-caught", mutant.lost > 0 ? 1 : 0, "mutants"));
        figures.add(Figure.of("power.normal-lost", mutant.lost, "rows"));
        figures.add(Figure.of("power.normal-cuts", mutant.cuts, ""));
        return figures;
    }

    /// Of the product as it stands on the class path.
    static List<Figure> asItIs(int times) throws IOException, InterruptedException {
        return figures(times, cuts("", times, Integer.MAX_VALUE, line -> {}));
    }

    private static List<Figure> figures(int times, Run run) {
        return List.of(
                Figure.atLeast(times, "power.cuts", run.cuts, ""),
                Figure.of("power.acknowledged", run.acknowledged.size(), "rows"),
                Figure.atMost(0, "power.lost", run.lost, "rows"),
                Figure.atMost(0, "power.stored-run-again", run.again, "rows"),
                Figure.atMost(0, "power.unsound", run.unsound, "findings"),
                Figure.atLeast(1, "power.output-survives", run.right ? 1 : 0, "files"));
    }

    /// @param mostLost ends after the cut that lost more than that
    private static Run cuts(String classes, int times, int mostLost, Consumer<String> progress)
            throws IOException, InterruptedException {
        try (var screened = Screened.make("power", times * ROWS_A_CUT)) {
            var run = new Run(screened, classes, Shim.build(screened.place(), screened.disk()));
            while (run.cuts < times && run.lost <= mostLost && run.cut()) {
                if (run.cuts % 5 == 0) {
                    progress.accept("power: " + run.cuts + " of " + times + " cuts, " + run.acknowledged.size()
                            + " rows acknowledged, " + run.lost + " lost");
                }
            }
            if (run.cuts == times && run.lost <= mostLost) {
                run.end();
            }
            return run;
        }
    }

    /// A job that is cut again and again.
    private static final class Run {
        private final Screened screened;
        private final String classes;
        private final Shim shim;
        private final Path survivors;
        private final SplittableRandom random = new SplittableRandom(1);
        private final Set<String> acknowledged = new HashSet<>();
        private int cuts;
        private int lost;
        private long again;
        private int unsound;
        private boolean right;

        Run(Screened screened, String classes, Shim shim) throws IOException {
            this.screened = screened;
            this.classes = classes;
            this.shim = shim;
            this.survivors = Files.createDirectory(screened.place().resolve("survivors"));
        }

        /// @return false if the job ended before
        boolean cut() throws IOException, InterruptedException {
            int began = screened.runs().size();
            var child = screened.start(classes, List.of(), shim.forgetting(survivors));
            Set<String> seen;
            try {
                seen = atDrawnMoment(child, began);
                child.kill();
            } finally {
                child.close();
            }
            count(began);
            if (seen == null) {
                return false;
            }
            acknowledged.addAll(seen);
            cuts++;
            restore();
            return true;
        }

        /// What is acknowledged just before the cut; null if the product ended first.
        private @Nullable Set<String> atDrawnMoment(Child child, int began) throws IOException, InterruptedException {
            while (child.alive() && screened.runs().size() == began) {
                TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
            }
            if (!child.alive()) {
                return null;
            }
            try (var view = SqliteStore.beside(screened.home())) {
                int until = acknowledged.size() + random.nextInt(1, MOST_BEFORE_A_CUT);
                while (child.alive() && Screened.done(view).size() < until) {
                    TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
                }
                TimeUnit.NANOSECONDS.sleep(random.nextLong(20_000_000));
                var seen = Screened.done(view);
                return child.alive() ? seen : null;
            }
        }

        /// Runs since then of rows that were acknowledged before.
        private void count(int began) throws IOException {
            var runs = screened.runs();
            again += runs.subList(began, runs.size()).stream().filter(acknowledged::contains).count();
        }

        /// The machine starts again.
        private void restore() throws IOException {
            Scratch.delete(screened.disk());
            Shim.copy(survivors, screened.disk());
            var left = new HashSet<>(acknowledged);
            try {
                left.removeAll(screened.done());
                unsound += screened.unsound().size();
            } catch (StoreException unreadable) {
                unsound++;
            }
            lost += left.size();
        }

        /// To the end, and one cut more.
        void end() throws IOException, InterruptedException {
            int began = screened.runs().size();
            try (var child = screened.start(classes, List.of(), shim.forgetting(survivors))) {
                int exit = child.await();
                if (exit != 0) {
                    throw new IllegalStateException(
                            "the last start ended with exit code " + exit + ": " + screened.saidLast());
                }
            }
            count(began);
            acknowledged.addAll(screened.done());
            restore();
            right = screened.right();
        }
    }
}
