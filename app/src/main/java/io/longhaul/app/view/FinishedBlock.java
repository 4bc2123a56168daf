package io.longhaul.app.view;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a job came to, at its end.
///
/// @param took null if it never started
/// @param output where results went; empty for nowhere
/// @param failedOutput where failed rows went; empty for nowhere
public record FinishedBlock(
        String handle,
        @Nullable Duration took,
        long total,
        Endings endings,
        List<FailedClass> failures,
        Duration timeout,
        String output,
        String failedOutput) {

    public FinishedBlock {
        failures = List.copyOf(failures);
    }

    /// Of a stored job. It is read here, so call it after its last outcome is durable.
    public static FinishedBlock of(StoreView store, JobRecord job, JobCounts counts, String failedOutput) {
        var started = job.startedAt();
        var finished = job.finishedAt();
        return new FinishedBlock(
                job.handle(),
                started == null || finished == null ? null : Duration.between(started, finished),
                job.total(),
                Endings.of(job.draft().workflow(), counts),
                FailedClass.of(store, job.id(), counts),
                job.options().timeout(),
                job.draft().output(),
                failedOutput);
    }

    public List<String> lines(int width) {
        var lines = new ArrayList<String>();
        lines.add("Finished " + handle + (took == null ? "" : " in " + Durations.text(took)) + "; " + verdict());
        lines.addAll(sums());
        lines.addAll(advice());
        return lines.stream().map(line -> Text.fit(line, width)).toList();
    }

    private String verdict() {
        long bad = endings.failed() + endings.uncertain();
        if (bad == 0) {
            return (total == 1 ? "its row" : "all " + total + " rows") + " answered";
        }
        var what = endings.failed() == 0 ? "uncertain" : endings.uncertain() == 0 ? "failed" : "failed or uncertain";
        return bad + " of " + Text.count(total, "row") + " " + what;
    }

    private List<String> sums() {
        var lines = new ArrayList<String>();
        if (endings.screens()) {
            lines.add(sum(endings.passed(), "passed", output));
            lines.add(sum(endings.screenedOut(), "screened out", ""));
        } else {
            lines.add(sum(endings.done(), "done", output));
        }
        if (endings.skipped() > 0) {
            lines.add(sum(endings.skipped(), "skipped", "longhaul items " + handle + " --skipped"));
        }
        if (endings.uncertain() > 0) {
            lines.add(sum(endings.uncertain(), "uncertain", "longhaul items " + handle + " --uncertain"));
        }
        if (endings.failed() > 0) {
            lines.add(sum(endings.failed(), "failed", failedOutput));
            failures.forEach(each -> lines.add(failure(each)));
        }
        return lines;
    }

    private static String sum(long items, String what, String where) {
        return (Text.right(String.valueOf(items), 5) + " " + Text.left(what, 14) + Text.visible(where)).stripTrailing();
    }

    private String failure(FailedClass failed) {
        var names = String.join(", ", failed.examples().stream().map(Text::visible).toList());
        var more = failed.items() > failed.examples().size() && failed.examples().size() == FailedClass.EXAMPLES
                ? ", ..."
                : "";
        var attempts = failed.attempts() > 1 ? ", " + failed.attempts() + " attempts" : "";
        return Text.right(String.valueOf(failed.items()), 7) + " "
                + Text.left(failed.errorClass().label(), 12)
                + names + more + ": " + Text.visible(failed.reason()) + attempts;
    }

    private List<String> advice() {
        var lines = new ArrayList<String>();
        if (!failures.isEmpty()) {
            var first = failures.getFirst();
            lines.add("Look   longhaul explain " + handle + " " + item(first.examples().getFirst()));
        }
        var again = failures.stream()
                .filter(each -> io.longhaul.engine.plan.RetryAdvice.of(each.errorClass()).worthwhile())
                .findFirst();
        again.ifPresent(each -> lines.add("Retry  longhaul retry " + handle + " --class "
                + each.errorClass().label()
                + (each.errorClass() == ErrorClass.TIMEOUT ? " --timeout " + longer() : "")));
        return lines;
    }

    /// As an argument of a command: a row that has no key goes by its number, and a shell's characters are quoted.
    static String item(String name) {
        var typed = name.startsWith("row ") ? "row:" + name.substring(4) : name;
        var seen = Text.visible(typed);
        return seen.matches("[\\p{L}\\p{N}._:#@%+=/-]+") && !seen.startsWith("-") && !seen.startsWith("#")
                ? seen
                : "'" + seen.replace("'", "'\\''") + "'";
    }

    private long longer() {
        return Math.max(1, Math.round(timeout.toMillis() * 2.5 / 1_000));
    }
}
