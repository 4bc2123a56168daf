package io.longhaul.engine.plan;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.JobCounts;
import java.util.ArrayList;
import java.util.List;

/// How well a job is doing: requirement 004.14.
///
/// @param score 0 to 100: 100 x (1 - s) - 30 x i - 10 x t - 20 if a breaker is open - 5 if the rate falls; s the
///     share of ended items that failed for reasons of the system, i that for reasons of the input (validation,
///     not-found, too-large), t the share of calls that were throttled
/// @param failureRate failed / ended, 0 to 1
/// @param mostCommon classes of failed items, most first, at most three
/// @param trend of the rate
/// @param breaker its status, as given
/// @param recommendations for people, without repeats
public record BatchHealth(
        int score,
        double failureRate,
        List<FailureReport.Line> mostCommon,
        Trend trend,
        String breaker,
        List<String> recommendations) {

    /// A breaker's state in words, as `open until 12:41`.
    public record Breaker(boolean open, String text) {
        public static final Breaker CLOSED = new Breaker(false, "closed");
    }

    public BatchHealth {
        mostCommon = List.copyOf(mostCommon);
        recommendations = List.copyOf(recommendations);
    }

    public static BatchHealth of(JobCounts counts, Trend trend, Breaker breaker, List<Hint> hints) {
        return of(counts, trend, breaker, hints, Culprit.UPSTREAM);
    }

    public static BatchHealth of(
            JobCounts counts, Trend trend, Breaker breaker, List<Hint> hints, Culprit culprit) {
        var report = FailureReport.of(counts, culprit);
        var advice = new ArrayList<>(report.fixes());
        hints.forEach(each -> advice.add(each.recommendation(culprit)));
        return new BatchHealth(
                score(counts, trend, breaker),
                Hints.share(counts.failed(), counts.ended()),
                report.breakdown().stream().limit(3).toList(),
                trend,
                breaker.text(),
                advice.stream().distinct().toList());
    }

    /// Whether a class of errors is the row's own fault rather than the system's.
    static boolean ofInput(ErrorClass errorClass) {
        return switch (errorClass) {
            case VALIDATION, NOT_FOUND, TOO_LARGE -> true;
            case NETWORK, TIMEOUT, RATE_LIMIT, QUOTA, AUTH, SERVER, RESOURCE, UNKNOWN -> false;
        };
    }

    private static int score(JobCounts counts, Trend trend, Breaker breaker) {
        long input = counts.failedByClass().entrySet().stream()
                .filter(each -> ofInput(each.getKey()))
                .mapToLong(each -> each.getValue())
                .sum();
        long throttled = counts.calls().values().stream().mapToLong(each -> each.throttled()).sum();
        long made = counts.calls().values().stream().mapToLong(each -> each.made()).sum();
        double score = 100 * (1 - Hints.share(Math.max(0, counts.failed() - input), counts.ended()))
                - 30 * Hints.share(input, counts.ended())
                - 10 * Hints.share(throttled, made)
                - (breaker.open() ? 20 : 0)
                - (trend == Trend.FALLING ? 5 : 0);
        return (int) Math.round(Math.clamp(score, 0, 100));
    }
}
