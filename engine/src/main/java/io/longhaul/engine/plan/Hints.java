package io.longhaul.engine.plan;

import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.SnapshotRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Finds the bottlenecks of a job.
public final class Hints {

    /// A share of items, calls or time that is worth a word.
    static final double NOTABLE = 0.1;

    private Hints() {}

    /// Failing classes (largest share first), throttling sources, a stalled or slowing rate, lost time.
    ///
    /// @param snapshots oldest first, as for [Progress]
    /// @param lost by cause, as in [Lateness]
    public static List<Hint> of(
            JobCounts counts, List<SnapshotRecord> snapshots, Progress progress, Map<Cause, Duration> lost) {
        var hints = new ArrayList<Hint>(failing(counts));
        counts.calls().forEach((source, calls) -> {
            double share = share(calls.throttled(), calls.made());
            if (share > NOTABLE) {
                hints.add(new Hint.Throttling(source, share));
            }
        });
        var analysis = progress.analysis();
        if (analysis != null && progress.remaining() > 0) {
            if (analysis.ratePerMinute() <= 0) {
                hints.add(new Hint.Stalled(span(Progress.last(snapshots, Progress.ANALYSED))));
            } else if (analysis.trend() == Trend.FALLING) {
                hints.add(new Hint.Slowing(analysis.ratePerMinute()));
            }
        }
        long soFar = span(snapshots).toMillis();
        lost.forEach((cause, time) -> {
            if (cause != Cause.LESS_WORK && soFar > 0 && time.toMillis() > NOTABLE * soFar) {
                hints.add(new Hint.LostTime(cause, time));
            }
        });
        return hints;
    }

    private static List<Hint.FailingClass> failing(JobCounts counts) {
        return counts.failedByClass().entrySet().stream()
                .map(each -> new Hint.FailingClass(each.getKey(), share(each.getValue(), counts.ended())))
                .filter(each -> each.share() > NOTABLE)
                .sorted(Comparator.comparingDouble(Hint.FailingClass::share)
                        .reversed()
                        .thenComparing(Hint.FailingClass::errorClass))
                .toList();
    }

    static double share(long part, long whole) {
        return whole == 0 ? 0 : part / (double) whole;
    }

    private static Duration span(List<SnapshotRecord> snapshots) {
        return snapshots.isEmpty()
                ? Duration.ZERO
                : Duration.between(snapshots.getFirst().at(), snapshots.getLast().at());
    }
}
