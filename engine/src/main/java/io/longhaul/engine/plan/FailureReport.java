package io.longhaul.engine.plan;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.JobCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Why items of a job failed and what to do: requirement 004.14.
///
/// @param ended items, of which `failed`, `uncertain` and `skipped`
/// @param breakdown by class, most items first
/// @param systemIssues what is wrong beyond single rows, for people
/// @param fixes what to do about these issues, in the same order
public record FailureReport(
        long ended,
        long failed,
        long uncertain,
        long skipped,
        List<Line> breakdown,
        List<String> systemIssues,
        List<String> fixes) {

    /// @param share of the failed items, 0 to 1
    public record Line(ErrorClass errorClass, long items, double share, RetryAdvice advice) {}

    private record Issue(String what, String fix) {}

    public FailureReport {
        breakdown = List.copyOf(breakdown);
        systemIssues = List.copyOf(systemIssues);
        fixes = List.copyOf(fixes);
    }

    public static FailureReport of(JobCounts counts) {
        return of(counts, Culprit.UPSTREAM);
    }

    public static FailureReport of(JobCounts counts, Culprit culprit) {
        var lines = counts.failedByClass().entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> new Line(
                        each.getKey(),
                        each.getValue(),
                        Hints.share(each.getValue(), counts.failed()),
                        RetryAdvice.of(each.getKey(), culprit)))
                .sorted(Comparator.comparingLong(Line::items).reversed().thenComparing(Line::errorClass))
                .toList();
        var issues = issues(counts, lines, culprit);
        return new FailureReport(
                counts.ended(),
                counts.failed(),
                counts.uncertain(),
                counts.skipped(),
                lines,
                issues.stream().map(Issue::what).toList(),
                issues.stream().map(Issue::fix).toList());
    }

    /// Failed items a retry may mend without any change.
    public long worthRetrying() {
        return breakdown.stream()
                .filter(each -> each.advice().worthwhile())
                .mapToLong(Line::items)
                .sum();
    }

    private static List<Issue> issues(JobCounts counts, List<Line> lines, Culprit culprit) {
        var issues = new ArrayList<Issue>();
        for (var line : lines) {
            // One refused key or one killed process concerns every row; the rest only when it is common.
            boolean anyMatters = line.errorClass == ErrorClass.AUTH || line.errorClass == ErrorClass.RESOURCE;
            boolean common = Hints.share(line.items, counts.ended()) > Hints.NOTABLE;
            if (anyMatters || (common && !BatchHealth.ofInput(line.errorClass))) {
                issues.add(new Issue(
                        line.items + " of " + counts.ended() + " items failed: " + line.errorClass.label(),
                        line.advice.text()));
            }
        }
        counts.calls().forEach((source, calls) -> {
            if (Hints.share(calls.throttled(), calls.made()) > Hints.NOTABLE) {
                var hint = new Hint.Throttling(source, Hints.share(calls.throttled(), calls.made()));
                issues.add(new Issue(hint.text(), hint.recommendation()));
            }
            if (calls.lost() > 0) {
                issues.add(lost(source, calls.lost(), culprit));
            }
        });
        return issues;
    }

    private static Issue lost(String source, long calls, Culprit culprit) {
        return switch (culprit) {
            case UPSTREAM -> new Issue(
                    source + ": the fate of " + calls + " calls is unknown",
                    "a longer --timeout gives up fewer calls; uncertain items are retried only by name");
            case COMMAND -> new Issue(
                    calls + " runs of the command were given up, in time-outs or when this computer stopped",
                    "see where the command hangs, or give it a longer --timeout; uncertain rows are retried only by name");
        };
    }
}
