package io.longhaul.app.cli.watch;

import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.output.JobFiles;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.StoreView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a job ended: counts, files, reasons, and what to do next.
final class EndBlock {

    private static final int WIDTH = 80;
    private static final int GROUPS = 6;
    private static final int KEYS = 3;
    private static final int LOOKED_AT = 1_000;

    private final Wiring wiring;
    private final StoreView store;
    private final PrintStream err;

    EndBlock(Wiring wiring, StoreView store) {
        this.wiring = wiring;
        this.store = store;
        this.err = wiring.err();
    }

    void print(JobRecord job, JobFiles.@Nullable Left left, int exit) {
        var counts = store.counts(job.id());
        if (job.state() == JobState.COMPLETED) {
            finished(job, counts, left);
        } else {
            stopped(job, counts, exit);
        }
    }

    private void finished(JobRecord job, JobCounts counts, JobFiles.@Nullable Left left) {
        long bad = counts.failed() + counts.uncertain();
        var took = job.startedAt() == null || job.finishedAt() == null
                ? ""
                : " in " + Words.duration(Duration.between(job.startedAt(), job.finishedAt()));
        err.println("Finished " + job.handle() + took
                + (bad == 0 ? "; " : "; " + bad + " of ") + Words.count(job.total(), "row")
                + (bad == 0 ? "" : " failed"));
        int width = Math.max(3, Long.toString(job.total()).length()) + 2;
        line(width, counts.passed(), "passed", left == null ? "" : left.results());
        line(width, counts.done() - counts.passed(), "screened out", "");
        if (counts.skipped() > 0) {
            line(width, counts.skipped(), "skipped", "longhaul items " + job.handle() + " --skipped");
        }
        if (counts.failed() > 0) {
            line(width, counts.failed(), "failed", left == null ? "" : left.failures());
        }
        if (counts.uncertain() > 0) {
            line(width, counts.uncertain(), "uncertain", "longhaul items " + job.handle() + " --uncertain");
        }
        if (counts.costNanos() > 0 || counts.reservedNanos() > 0) {
            err.println(" ".repeat(width + 1) + Words.usd(counts.costNanos()) + " spent"
                    + (counts.reservedNanos() == 0
                            ? ""
                            : ", " + Words.usd(counts.reservedNanos()) + " of unknown fate"));
        }
        if (bad > 0) {
            failures(job, counts, width);
        }
        if (left == null || left.results().isEmpty()) {
            err.println("Export longhaul export " + job.handle() + " -o results.csv");
        }
    }

    private void line(int width, long count, String what, String file) {
        err.println(("%" + width + "d %-14s%s").formatted(count, what, file).stripTrailing());
    }

    private record Group(ErrorClass errorClass, String reason, int attempts) {}

    private void failures(JobRecord job, JobCounts counts, int width) {
        var groups = new LinkedHashMap<Group, List<EndedItem>>();
        var filter = ItemFilter.in(ItemState.FAILED, ItemState.UNCERTAIN);
        for (var item : store.ended(job.id(), filter, 0, LOOKED_AT)) {
            var outcome = item.outcome();
            var errorClass = outcome.errorClass() == null ? ErrorClass.UNKNOWN : outcome.errorClass();
            var group = new Group(errorClass, Words.line(outcome.reason(), WIDTH), outcome.attempts());
            groups.computeIfAbsent(group, any -> new ArrayList<>()).add(item);
        }
        var sorted = groups.entrySet().stream()
                // what nobody can retry comes last
                .sorted(Comparator
                        .comparingInt((Map.Entry<Group, List<EndedItem>> each) -> each.getKey()
                                .errorClass() == ErrorClass.VALIDATION ? 1 : 0)
                        .thenComparingInt(each -> -each.getValue().size()))
                .toList();
        for (var entry : sorted.subList(0, Math.min(GROUPS, sorted.size()))) {
            var text = ("%" + (width + 2) + "d %-11s ").formatted(entry.getValue().size(),
                    entry.getKey().errorClass().label())
                    + who(entry.getValue()) + ": " + why(entry.getKey());
            err.println(Words.line("." + text, WIDTH + 1).substring(1));
        }
        if (sorted.size() > GROUPS) {
            err.println(" ".repeat(width + 3) + "and more: longhaul items " + job.handle() + " --failed");
        }
        hints(job, counts, sorted.getFirst().getValue().getFirst());
    }

    private void hints(JobRecord job, JobCounts counts, EndedItem example) {
        err.println("Look   longhaul explain " + job.handle() + " " + name(example));
        var classes = counts.failedByClass();
        if (classes.getOrDefault(ErrorClass.TIMEOUT, 0L) > 0) {
            long longer = job.options().timeout().multipliedBy(5).dividedBy(2).toSeconds();
            err.println("Retry  longhaul retry " + job.handle() + " --class timeout --timeout " + longer);
        } else if (counts.failed() > classes.getOrDefault(ErrorClass.VALIDATION, 0L)) {
            err.println("Retry  longhaul retry " + job.handle());
        }
    }

    private static String who(List<EndedItem> items) {
        var keys = items.stream().limit(KEYS).map(EndBlock::name).toList();
        return String.join(", ", keys).replace("row:", "row ") + (items.size() > KEYS ? " …" : "");
    }

    /// As a user names it again.
    private static String name(EndedItem item) {
        var stored = item.item();
        if (stored.key().isEmpty()) {
            return "row:" + stored.rowNumber();
        }
        return Words.line(stored.key(), 30) + (stored.occurrence() > 1 ? "#" + stored.occurrence() : "");
    }

    private static String why(Group group) {
        return group.reason() + (group.attempts() > 1 ? ", " + group.attempts() + " attempts" : "");
    }

    private void stopped(JobRecord job, JobCounts counts, int exit) {
        var output = Words.path(job.draft().output(), wiring.workingDirectory());
        err.println(head(job) + counts.ended() + " of " + Words.count(job.total(), "row") + " stored"
                + (output.isEmpty() || output.equals("-") ? "." : "; " + output + " not written yet."));
        if (exit != Exit.INTERRUPTED && !job.because().isEmpty()) {
            err.println("Reason   " + Words.line(job.because(), 2_000));
        }
        if (job.state() != JobState.CANCELLED) {
            if (job.reason() == PauseReason.NEEDS_HUMAN) {
                err.println("Look     longhaul items " + job.handle() + " --failed");
                err.println("Then     longhaul retry " + job.handle() + "   (failed rows again, and the rest)");
            }
            err.println("Resume   longhaul resume " + job.handle()
                    + (job.reason() == PauseReason.BUDGET ? " --budget USD" : ""));
        }
        if (counts.ended() > 0) {
            err.println("So far   longhaul export " + job.handle() + " -o so-far.csv");
        }
    }

    private static String head(JobRecord job) {
        if (job.state() == JobState.CANCELLED) {
            return "Cancelled: ";
        }
        var reason = job.reason();
        if (job.state() == JobState.FAILED) {
            return "Failed: ";
        }
        if (reason == null) {
            // not even the pause could be stored
            return "Stopped, storing failed: ";
        }
        return switch (reason) {
            case USER, INTERRUPTED -> "Stopped: ";
            case BUDGET -> "Paused, the budget is used up: ";
            case NEEDS_HUMAN -> "Paused, it needs you: ";
            case DISK -> "Paused, storing failed: ";
        };
    }
}
