package io.longhaul.lab.fault;

import io.longhaul.engine.store.StoreException;
import io.longhaul.lab.figure.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// A disk whose N-th write or sync fails with EIO, at points spread over a whole run.
///
/// The run ends well all the same, or with exit code 10 and without a word of being finished. Repeated on a sound disk
/// the line completes the job; nothing that was stored runs again.
final class DiskErrors implements Fault {

    private static final int ROWS = 30;
    private static final int STORAGE = 10;
    private static final Duration LONGEST = Duration.ofSeconds(120);

    @Override
    public String name() {
        return "eio";
    }

    @Override
    public String about() {
        return "points at which a write or sync fails";
    }

    @Override
    public int times() {
        return 40;
    }

    @Override
    public List<Figure> run(int times, Consumer<String> progress) throws IOException, InterruptedException {
        var all = new Tally();
        long[] made = undisturbed();
        for (int i = 0; i < times; i++) {
            var kind = i % 2 == 0 ? "fsync" : "write";
            long of = made[i % 2];
            long at = 1 + of * (i / 2) / ((times + 1) / 2);
            point(kind, at, all);
            if ((i + 1) % 5 == 0) {
                progress.accept("eio: " + (i + 1) + " of " + times + " points, " + all.stopped + " stopped the job");
            }
        }
        all.strange.forEach(progress);
        return List.of(
                Figure.of("eio.fsyncs-of-a-run", made[0], ""),
                Figure.of("eio.writes-of-a-run", made[1], ""),
                Figure.atLeast(times * 3 / 4, "eio.delivered", all.delivered, "points"),
                Figure.of("eio.stopped", all.stopped, "points"),
                Figure.atMost(0, "eio.hung", all.hung, "points"),
                Figure.atMost(0, "eio.other-exits", all.otherExits, "points"),
                Figure.atMost(0, "eio.false-finishes", all.falseFinishes, "points"),
                Figure.atMost(0, "eio.not-completed", all.notCompleted, "points"),
                Figure.atMost(0, "eio.stored-run-again", all.again, "rows"),
                Figure.atMost(0, "eio.unsound", all.unsound, "findings"));
    }

    /// What the points showed.
    private static final class Tally {
        private final List<String> strange = new ArrayList<>();
        private int delivered;
        private int stopped;
        private int hung;
        private int otherExits;
        private int falseFinishes;
        private int notCompleted;
        private long again;
        private int unsound;
    }

    /// How many syncs and writes a run makes.
    private static long[] undisturbed() throws IOException, InterruptedException {
        try (var screened = Screened.make("eio", ROWS)) {
            var shim = Shim.build(screened.place(), screened.disk());
            var counts = screened.place().resolve("counts");
            try (var child = screened.start("", List.of(), shim.failing("nothing", 1, 1, counts))) {
                child.await();
            }
            return counts(counts);
        }
    }

    /// Syncs, writes, and those of them that failed.
    private static long[] counts(Path file) throws IOException {
        var words = Files.exists(file) ? Files.readString(file).strip().split(" ", -1) : new String[] {"0", "0", "0"};
        return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])};
    }

    private static void point(String kind, long at, Tally all) throws IOException, InterruptedException {
        try (var screened = Screened.make("eio", ROWS)) {
            var shim = Shim.build(screened.place(), screened.disk());
            var counts = screened.place().resolve("counts");
            try (var child = screened.start("", List.of(), shim.failing(kind, at, 1, counts))) {
                if (!child.await(LONGEST)) {
                    all.hung++;
                    child.kill();
                }
                judge(kind + " " + at, screened, child.await(), counts(counts)[2] > 0, all);
            }
        }
    }

    private static void judge(String point, Screened screened, int exit, boolean delivered, Tally all)
            throws IOException, InterruptedException {
        // a process that ends at once notes nothing
        all.delivered += delivered || exit == STORAGE ? 1 : 0;
        var said = screened.saidLast();
        if (exit == 0) {
            all.falseFinishes += screened.right() ? 0 : 1;
            all.unsound += screened.unsound().size();
            return;
        }
        all.stopped++;
        if (exit != STORAGE) {
            all.otherExits++;
            all.strange.add("eio: " + point + " ended with exit code " + exit + ": " + said.strip());
        }
        all.falseFinishes += said.contains("Finished") ? 1 : 0;
        completes(point, screened, all);
    }

    private static void completes(String point, Screened screened, Tally all) throws IOException, InterruptedException {
        Set<String> stored;
        try {
            stored = screened.done();
        } catch (StoreException halfMade) {
            stored = Set.of();
        }
        int began = screened.runs().size();
        try (var child = screened.start()) {
            int exit = child.await(LONGEST) ? child.await() : -1;
            if (exit != 0 || !screened.right()) {
                all.notCompleted++;
                all.strange.add("eio: after " + point + " the line ended with exit code " + exit + ": "
                        + screened.saidLast().strip());
            }
        }
        var runs = screened.runs();
        all.again += runs.subList(began, runs.size()).stream().filter(stored::contains).count();
        var findings = screened.unsound();
        findings.forEach(finding -> all.strange.add("eio: after " + point + ": " + finding));
        all.unsound += findings.size();
    }
}
