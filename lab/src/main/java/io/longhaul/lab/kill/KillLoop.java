package io.longhaul.lab.kill;

import io.longhaul.engine.store.StoreView;
import io.longhaul.lab.Child;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.source.LabSource;
import io.longhaul.lab.source.LabWorkflow;
import io.longhaul.lab.upstream.LabLog;
import io.longhaul.lab.upstream.LogTail;
import io.longhaul.lab.upstream.UpstreamProcess;
import io.longhaul.store.sqlite.Doctor;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Kills a process that works on a job, on progress, starts it again, and asks the upstream in the end.
///
/// A life is killed (SIGKILL) once the upstream has logged a call of it, the store has a newly committed one, and a
/// drawn number of further calls came: mostly 4 to 10 times the concurrency, so that few items are running at three
/// kills in a row (the engine fails those); every tenth life dies at its first committed call.
final class KillLoop {

    private static final long POLL_NANOS = 2_000_000;
    private static final int SHORT_LIFE_EVERY = 10;
    private static final int REPORT_EVERY = 10;

    /// What the loop found.
    ///
    /// @param kills that were made; fewer than planned if the job was done before
    /// @param calls the upstream saw, `executed` those it worked for
    /// @param unsound findings of the doctor
    record Findings(
            int kills, Verdict verdict, Outcomes outcomes, long calls, long executed, List<String> unsound,
            double seconds) {

        Findings {
            unsound = List.copyOf(unsound);
        }
    }

    private final KillPlan plan;
    private final Target target;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    /// Questions answered in the store when the n-th life was dead.
    private final List<Set<String>> storedAfter = new ArrayList<>();

    KillLoop(KillPlan plan, Target target, Consumer<String> progress) {
        this.plan = plan;
        this.target = target;
        this.progress = progress;
        this.random = new SplittableRandom(plan.seed());
    }

    Findings run() throws IOException, InterruptedException {
        long from = System.nanoTime();
        try (var scratch = Scratch.make("longhaul-kill-")) {
            var home = scratch.path("home");
            var temp = Files.createDirectories(scratch.path("temp"));
            try (var upstream = UpstreamProcess.start(temp, plan.script());
                    var tail = new LogTail(upstream.log())) {
                boolean ended = false;
                while (!ended) {
                    ended = live(home, temp, upstream, tail);
                }
            }
            return findings(home, temp.resolve("upstream.log"), (System.nanoTime() - from) / 1e9);
        }
    }

    private int kills() {
        return storedAfter.size();
    }

    /// One life; killed unless it was the last.
    ///
    /// @return whether the job is done
    private boolean live(Path home, Path temp, UpstreamProcess upstream, LogTail tail)
            throws IOException, InterruptedException {
        long next = Files.exists(home) ? firstNewCall(home) : 0;
        int life = kills() + 1;
        try (var child = target.start(life, home, temp, upstream.base())) {
            if (kills() == plan.kills()) {
                progress.accept("kill: " + kills() + " kills; now to the end");
                mustHaveEnded(child.await());
                return true;
            }
            if (!progresses(child, home, next, tail)) {
                mustHaveEnded(child.await());
                return true;
            }
            child.kill();
        }
        try (var view = SqliteStore.beside(home)) {
            storedAfter.add(Ledger.answered(view));
        }
        if (kills() % REPORT_EVERY == 0) {
            progress.accept("kill: " + kills() + " of " + plan.kills() + ", "
                    + storedAfter.getLast().size() + " answers stored");
        }
        return false;
    }

    private static long firstNewCall(Path home) {
        try (var view = SqliteStore.beside(home)) {
            return Ledger.next(view, 0);
        }
    }

    private static void mustHaveEnded(int exit) {
        if (exit != 0) {
            throw new IllegalStateException("a life ended by itself with exit code " + exit);
        }
    }

    /// Waits for the progress on which this life is killed; false if it ended before.
    private boolean progresses(Child child, Path home, long next, LogTail tail)
            throws IOException, InterruptedException {
        int further = (kills() + 1) % SHORT_LIFE_EVERY == 0
                ? 0
                : random.nextInt(4 * plan.concurrency(), 10 * plan.concurrency());
        var life = Integer.toString(kills() + 1);
        long calls = 0;
        try (StoreView view = SqliteStore.beside(home)) {
            boolean committed = false;
            while (child.alive()) {
                calls += tail.more().stream()
                        .filter(call -> call.life().equals(life))
                        .count();
                committed = committed || calls > 0 && Ledger.committedSince(view, next);
                if (committed && calls > further) {
                    return true;
                }
                TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
            }
        }
        return false;
    }

    private Findings findings(Path home, Path logFile, double seconds) throws IOException {
        var log = LabLog.read(logFile);
        var workflow = new LabWorkflow(new LabSource(plan.metering(), ""), 2);
        Outcomes outcomes;
        try (var view = SqliteStore.beside(home)) {
            outcomes = Outcomes.of(view, workflow);
        }
        var unsound = Doctor.check(home, InstantSource.system()).stream()
                .filter(finding -> !finding.ok())
                .map(finding -> finding.name() + ": " + finding.detail())
                .toList();
        return new Findings(
                kills(),
                Verdict.of(log, storedAfter),
                outcomes,
                log.calls().size(),
                log.executed(),
                unsound,
                seconds);
    }
}
