package io.longhaul.lab.kill;

import io.longhaul.engine.store.StoreView;
import io.longhaul.lab.Child;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.upstream.LabLog;
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
/// drawn number of further calls came: mostly several times the concurrency, so that few items are running at three
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
    /// @param own what only the target could tell
    record Findings(
            int kills, Verdict verdict, Outcomes outcomes, long calls, long executed, List<String> unsound,
            List<Figure> own, double seconds) {

        Findings {
            unsound = List.copyOf(unsound);
            own = List.copyOf(own);
        }
    }

    private final KillPlan plan;
    private final Target.Maker maker;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    /// Questions answered in the store when the n-th life was dead.
    private final List<Set<String>> storedAfter = new ArrayList<>();

    KillLoop(KillPlan plan, Target.Maker maker, Consumer<String> progress) {
        this.plan = plan;
        this.maker = maker;
        this.progress = progress;
        this.random = new SplittableRandom(plan.seed());
    }

    Findings run() throws IOException, InterruptedException {
        long from = System.nanoTime();
        try (var scratch = Scratch.make("longhaul-kill-")) {
            var home = scratch.path("home");
            try (var target = maker.in(Files.createDirectories(scratch.path("target")))) {
                boolean ended = false;
                while (!ended) {
                    ended = live(target, home);
                }
                return findings(target, home, (System.nanoTime() - from) / 1e9);
            }
        }
    }

    private int kills() {
        return storedAfter.size();
    }

    /// One life; killed unless it was the last.
    ///
    /// @return whether the job is done
    private boolean live(Target target, Path home) throws IOException, InterruptedException {
        long next = Files.exists(home) ? firstNewCall(home) : 0;
        try (var child = target.start(kills() + 1, home)) {
            if (kills() == plan.kills()) {
                progress.accept("kill: " + kills() + " kills; now to the end");
                target.mustHaveEnded(target.end(child, home));
                return true;
            }
            if (!progresses(target, child, home, next)) {
                target.mustHaveEnded(target.end(child, home));
                return true;
            }
            child.kill();
        }
        try (var view = SqliteStore.beside(home)) {
            storedAfter.add(Ledger.answered(view, target::question));
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

    /// Waits for the progress on which this life is killed; false if it ended before.
    private boolean progresses(Target target, Child child, Path home, long next)
            throws IOException, InterruptedException {
        int further = (kills() + 1) % SHORT_LIFE_EVERY == 0
                ? 0
                : random.nextInt(plan.leastCalls(), plan.mostCalls());
        var life = Integer.toString(kills() + 1);
        long calls = 0;
        try (StoreView view = SqliteStore.beside(home)) {
            boolean committed = false;
            while (!target.over(child, view)) {
                calls += target.news().stream()
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

    private Findings findings(Target target, Path home, double seconds) throws IOException {
        var log = new LabLog(target.calls());
        Outcomes outcomes;
        try (var view = SqliteStore.beside(home)) {
            outcomes = target.outcomes(view);
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
                target.figures(),
                seconds);
    }
}
