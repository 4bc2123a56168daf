package io.longhaul.lab.fault;

import io.longhaul.engine.store.StoreException;
import io.longhaul.lab.figure.Figure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// A process that may open few files (`ulimit -n`). Whatever it dies of, or whichever rows fail, the same line without
/// the limit, and a retry of failed rows, complete the job; nothing that was stored runs again.
final class Descriptors implements Fault {

    private static final int ROWS = 40;
    private static final int FEWEST = 48;
    private static final int STEP = 6;
    private static final int FAILED_ROWS = 3;
    private static final Duration LONGEST = Duration.ofSeconds(180);

    @Override
    public String name() {
        return "descriptors";
    }

    @Override
    public String about() {
        return "limits of open files, from 48 in steps of 6";
    }

    @Override
    public int times() {
        return 12;
    }

    @Override
    public List<Figure> run(int times, Consumer<String> progress) throws IOException, InterruptedException {
        var all = new Tally();
        for (int i = 0; i < times; i++) {
            limited(FEWEST + i * STEP, all, progress);
        }
        all.strange.forEach(progress);
        return List.of(
                Figure.atLeast(1, "descriptors.stopped", all.stopped, "limits"),
                Figure.of("descriptors.with-failed-rows", all.failedRows, "limits"),
                Figure.of("descriptors.completed", all.completed, "limits"),
                Figure.atMost(0, "descriptors.hung", all.hung, "limits"),
                Figure.atMost(0, "descriptors.false-finishes", all.falseFinishes, "limits"),
                Figure.atMost(0, "descriptors.not-completed-after", all.notCompleted, "limits"),
                Figure.atMost(0, "descriptors.stored-run-again", all.again, "rows"),
                Figure.atMost(0, "descriptors.unsound", all.unsound, "findings"));
    }

    private static final class Tally {
        private final List<String> strange = new ArrayList<>();
        private int stopped;
        private int failedRows;
        private int completed;
        private int hung;
        private int falseFinishes;
        private int notCompleted;
        private long again;
        private int unsound;
    }

    private static void limited(int limit, Tally all, Consumer<String> progress)
            throws IOException, InterruptedException {
        try (var screened = Screened.make("descriptors", ROWS)) {
            int exit = start(screened, List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$@\"", "lab"), all);
            progress.accept("descriptors: " + limit + " open files: exit code " + exit + "  "
                    + screened.saidLast().strip().lines().reduce("", (earlier, later) -> later));
            if (exit == 0) {
                all.completed++;
                all.falseFinishes += screened.right() ? 0 : 1;
                all.unsound += screened.unsound().size();
                return;
            }
            all.stopped += exit == FAILED_ROWS ? 0 : 1;
            all.failedRows += exit == FAILED_ROWS ? 1 : 0;
            var said = screened.saidLast().strip();
            completes(limit, exit, said, screened, all);
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
        int then = exit == FAILED_ROWS ? screened.run("retry", "latest") : start(screened, List.of(), all);
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
