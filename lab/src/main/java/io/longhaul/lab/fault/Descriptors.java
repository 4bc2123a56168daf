package io.longhaul.lab.fault;

import io.longhaul.engine.store.StoreException;
import io.longhaul.lab.figure.Figure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/// A process that may open few files (`ulimit -n`). Whatever it dies of, or whichever rows fail, the same line without
/// the limit, and a retry of failed rows, complete the job; nothing that was stored runs again.
///
/// How many files a run needs depends on the JDK and on the number of jars, so a run without a limit is measured first.
/// The limits lie around its most: the lowest stop the start, the highest let it through, and those between meet a job
/// that runs.
final class Descriptors implements Fault {

    /// As many as can all come to the end of their retries well before [#LONGEST].
    private static final int ROWS = 12;
    private static final double FEWEST = 0.7;
    private static final double MOST = 1.05;
    private static final int FAILED_ROWS = 3;
    private static final long POLL_MILLIS = 10;
    private static final Duration LONGEST = Duration.ofSeconds(180);

    @Override
    public String name() {
        return "descriptors";
    }

    @Override
    public String about() {
        return "limits of open files around what a run needs";
    }

    @Override
    public int times() {
        return 12;
    }

    @Override
    public List<Figure> run(int times, Consumer<String> progress) throws IOException, InterruptedException {
        var all = new Tally();
        int most = undisturbed();
        progress.accept("descriptors: a run without a limit opens up to " + most);
        for (int i = 0; i < times; i++) {
            double share = FEWEST + (MOST - FEWEST) * i / Math.max(1, times - 1);
            limited((int) Math.round(most * share), all, progress);
        }
        all.strange.forEach(progress);
        return List.of(
                Figure.of("descriptors.of-a-run", most, "files"),
                Figure.atLeast(1, "descriptors.stopped-the-start", all.stoppedTheStart, "limits"),
                Figure.atLeast(Math.max(1, times / 4), "descriptors.hit-a-running-job", all.hit, "limits"),
                Figure.of("descriptors.paused-or-stopped-it", all.stopped, "limits"),
                Figure.of("descriptors.with-failed-rows", all.failedRows, "limits"),
                Figure.of("descriptors.waited-out", all.waitedOut, "limits"),
                Figure.atLeast(1, "descriptors.completed", all.completed, "limits"),
                Figure.atMost(0, "descriptors.hung", all.hung, "limits"),
                Figure.atMost(0, "descriptors.false-finishes", all.falseFinishes, "limits"),
                Figure.atMost(0, "descriptors.not-completed-after", all.notCompleted, "limits"),
                Figure.atMost(0, "descriptors.stored-run-again", all.again, "rows"),
                Figure.atMost(0, "descriptors.unsound", all.unsound, "findings"));
    }

    private static final class Tally {
        private final List<String> strange = new ArrayList<>();
        private int stoppedTheStart;
        private int hit;
        private int stopped;
        private int waitedOut;
        private int failedRows;
        private int completed;
        private int hung;
        private int falseFinishes;
        private int notCompleted;
        private long again;
        private int unsound;
    }

    /// The most files that a run without a limit has open at a time.
    private static int undisturbed() throws IOException, InterruptedException {
        try (var screened = Screened.make("descriptors", ROWS); var child = screened.start()) {
            long most = 0;
            while (!child.await(Duration.ofMillis(POLL_MILLIS))) {
                most = Math.max(most, child.openFiles());
            }
            if (child.await() != 0 || most == 0) {
                throw new IllegalStateException("without a limit it ended with exit code " + child.await()
                        + ", and had " + most + " files open: " + screened.saidLast().strip());
            }
            return (int) most;
        }
    }

    private static void limited(int limit, Tally all, Consumer<String> progress)
            throws IOException, InterruptedException {
        try (var screened = Screened.make("descriptors", ROWS)) {
            int exit = start(screened, List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$@\"", "lab"), all);
            var said = screened.saidLast().strip();
            var tries = tries(screened);
            progress.accept("descriptors: " + limit + " open files: exit code " + exit + ", "
                    + (tries.isPresent() ? tries.getAsInt() + " tries of a row at most" : "no job") + "  "
                    + said.lines().reduce("", (earlier, later) -> later));
            boolean again = tries.orElse(0) > 1;
            all.hit += tries.isPresent() && exit != 0 || again ? 1 : 0;
            if (exit == 0) {
                all.completed++;
                all.waitedOut += again ? 1 : 0;
                all.falseFinishes += screened.right() ? 0 : 1;
                all.unsound += screened.unsound().size();
                return;
            }
            all.stoppedTheStart += tries.isPresent() ? 0 : 1;
            all.stopped += tries.isPresent() && exit != FAILED_ROWS ? 1 : 0;
            all.failedRows += exit == FAILED_ROWS ? 1 : 0;
            all.falseFinishes += said.contains("Finished") && exit != FAILED_ROWS ? 1 : 0;
            completes(limit, exit, said, screened, all);
        }
    }

    /// How often the most tried row was tried; empty if there is no job.
    private static OptionalInt tries(Screened screened) {
        try {
            return screened.tries();
        } catch (StoreException halfMade) {
            return OptionalInt.empty();
        }
    }

    private static int start(Screened screened, List<String> before, Tally all) throws InterruptedException {
        try (var child = screened.start("", before, java.util.Map.of())) {
            if (!child.await(LONGEST)) {
                all.hung++;
                child.kill();
            }
            return child.await();
        }
    }

    private static void completes(int limit, int exit, String said, Screened screened, Tally all)
            throws IOException, InterruptedException {
        Set<String> stored;
        try {
            stored = screened.done();
        } catch (StoreException halfMade) {
            stored = Set.of();
        }
        int began = screened.runs().size();
        int then = exit == FAILED_ROWS ? exit : start(screened, List.of(), all);
        if (then == FAILED_ROWS) {
            then = screened.run("retry", "latest");
        }
        if (then != 0 || !screened.right()) {
            all.notCompleted++;
            all.strange.add("descriptors: with " + limit + " it ended with exit code " + exit + ": " + said
                    + "\n  then with " + then + ": " + screened.saidLast().strip());
        }
        var runs = screened.runs();
        all.again += runs.subList(began, runs.size()).stream().filter(stored::contains).count();
        all.unsound += screened.unsound().size();
    }
}
