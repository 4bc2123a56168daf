package io.longhaul.app.view;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.plan.RetryAdvice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a job came to, at its end.
///
/// @param incomplete what is done and still lacks something
/// @param results where they went, as shown; empty for nowhere
/// @param failed where failed rows went, likewise
/// @param since when it began or went on for the last time; null where that is not known
public record FinishedBlock(
        JobFacts facts, Incomplete incomplete, String results, String failed, @Nullable Instant since) {

    /// Between a job's start and the moment at which somebody looks.
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /// Wide enough to leave room for reasons.
    private static final int NAME = 30;

    public List<String> lines(int width) {
        var lines = new ArrayList<String>();
        var whole = facts.elapsed();
        var last = last();
        boolean stopped = whole.minus(last).compareTo(AT_ONCE) > 0;
        var took = facts.job().startedAt() == null ? "" : " in " + Durations.text(stopped ? last : whole);
        lines.add("Finished " + facts.job().handle() + took + "; " + verdict());
        if (stopped) {
            lines.add("      stopped in between; its first start was " + Durations.text(whole) + " before its end");
        }
        lines.addAll(sums());
        lines.addAll(advice());
        return lines.stream().map(line -> Text.fit(line, width)).toList();
    }

    /// Its last stretch of work; all of it where nothing says otherwise.
    private Duration last() {
        var finished = facts.job().finishedAt();
        if (since == null || finished == null || !since.isBefore(finished)) {
            return facts.elapsed();
        }
        return Duration.between(since, finished);
    }

    private Endings endings() {
        return Endings.of(facts.job(), facts.counts());
    }

    private String verdict() {
        var endings = endings();
        var rows = Text.count(facts.job().total(), "row");
        long bad = endings.failed() + endings.uncertain();
        if (bad == 0) {
            return rows;
        }
        var what = endings.failed() == 0 ? "uncertain" : endings.uncertain() == 0 ? "failed" : "failed or uncertain";
        return bad + " of " + rows + " " + what;
    }

    private List<String> sums() {
        var lines = new ArrayList<String>();
        var endings = endings();
        var items = "longhaul items " + facts.job().handle();
        if (endings.screens()) {
            lines.add(sum(endings.passed(), "passed", results));
            lines.add(sum(endings.screenedOut(), "screened out", ""));
        } else {
            boolean nothing = Endings.nothingToWrite(facts.job(), facts.counts());
            lines.add(sum(endings.done(), "done", nothing ? "" : results));
            if (nothing) {
                lines.add(" ".repeat(digits() + 1) + untouched()
                        + "the one run failed, so there are no results");
            } else if (Endings.unmatched(facts.job())) {
                lines.add(" ".repeat(digits() + 1)
                        + "only counts are known: --mode single matches no line to a row");
            }
        }
        if (incomplete.items() > 0) {
            lines.add(sum(incomplete.items(), "with gaps", items));
            incomplete.examples()
                    .forEach(each -> lines.add(" ".repeat(digits() + 3) + Text.visible(each)));
        }
        if (endings.skipped() > 0) {
            lines.add(sum(endings.skipped(), "skipped", items + " --skipped"));
        }
        if (endings.uncertain() > 0) {
            lines.add(sum(endings.uncertain(), "uncertain", items + " --uncertain"));
        }
        if (endings.failed() > 0) {
            lines.add(sum(endings.failed(), "failed", failed));
            facts.failures().forEach(each -> lines.add(failure(each)));
        }
        spent(lines);
        return lines;
    }

    /// What became of the file that would have taken the results.
    private String untouched() {
        var output = facts.job().draft().output();
        if (output.isEmpty() || output.equals("-")) {
            return "";
        }
        return results.isEmpty()
                ? Text.visible(String.valueOf(Path.of(output).getFileName())) + " is not written: "
                : Text.visible(results) + " stays as it was: ";
    }

    /// Of the column of counts.
    private int digits() {
        return Math.max(3, String.valueOf(facts.job().total()).length()) + 2;
    }

    private String sum(long items, String what, String where) {
        return (Text.right(String.valueOf(items), digits()) + " " + Text.left(what, 14) + Text.visible(where))
                .stripTrailing();
    }

    private String failure(FailedClass failed) {
        var names = failed.examples().stream().map(name -> Text.fit(Text.visible(name), NAME)).toList();
        var more = failed.items() > names.size() ? ", ..." : "";
        var attempts = failed.attempts() > 1 ? ", " + failed.attempts() + " attempts" : "";
        return Text.right(String.valueOf(failed.items()), digits() + 2) + " "
                + Text.left(failed.errorClass().label(), 12)
                + String.join(", ", names) + more + ": " + Text.visible(failed.reason()) + attempts;
    }

    private void spent(List<String> lines) {
        var counts = facts.counts();
        if (counts.costNanos() > 0 || counts.reservedNanos() > 0) {
            lines.add(" ".repeat(digits() + 1) + Money.text(counts.costNanos()) + " spent"
                    + (counts.reservedNanos() == 0
                            ? ""
                            : ", " + Money.text(counts.reservedNanos()) + " of unknown fate"));
        }
    }

    private List<String> advice() {
        var lines = new ArrayList<String>();
        var handle = facts.job().handle();
        var failures = facts.failures();
        if (!failures.isEmpty()) {
            lines.add("Look   longhaul explain " + handle + " " + item(failures.getFirst().examples().getFirst()));
        }
        if (Endings.nothingToWrite(facts.job(), facts.counts())) {
            lines.add("Then   mend the command, then longhaul retry " + handle);
            return lines;
        }
        failures.stream()
                .map(FailedClass::errorClass)
                .filter(each -> RetryAdvice.of(each).worthwhile())
                .findFirst()
                .ifPresent(each -> lines.add("Retry  longhaul retry " + handle + " --class " + each.label()
                        + (each == ErrorClass.TIMEOUT ? " --timeout " + longer(facts.job().options().timeout()) : "")));
        if (results.isEmpty()
                && facts.counts().passed() + (Endings.unmatched(facts.job()) ? facts.counts().done() : 0) > 0) {
            lines.add("Export longhaul export " + handle + " -o results.csv");
        }
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

    private static long longer(Duration timeout) {
        return Math.max(1, Math.round(timeout.toMillis() * 2.5 / 1_000));
    }
}
