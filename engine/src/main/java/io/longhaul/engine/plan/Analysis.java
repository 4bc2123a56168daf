package io.longhaul.engine.plan;

import io.longhaul.engine.store.SnapshotRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a job's snapshots say: requirement 004.10. Of the last 1,000, the last 50 are analysed; "ended" is done,
/// failed and skipped together.
///
/// - **Rates**: between consecutive snapshots, ended items a minute. A pair at one instant has none; one in which a
///   retry took items back counts as 0, not less.
/// - **Rate a minute**: sum(rate i x i/n) / sum(i/n), i from 1 (oldest) to n (newest).
/// - **ETA**: now + remaining / rate, in minutes. With more than 10 snapshots kept, later by remaining x variance /
///   rate x 1.2 where variance > 0.3, else x 1.1. The requirement leaves the variance undefined; a product in minutes
///   needs a number without unit, so it is the squared coefficient of variation of the rates of **all** snapshots
///   kept: population variance / mean squared. Odd about it: the buffer only ever delays, is not capped, and grows
///   with the work left although the spread of a sum grows more slowly; a job that works in bursts (daily quotas) has
///   a large variance and a useless ETA, for which there is the expected finish. No ETA at a rate of 0; `now` when
///   nothing is left.
/// - **Confidence**: min(1, rates / 20) / (1 + squared coefficient of variation of the rates analysed), 0 to 1.
///
/// @param secondsPerItem wall seconds / items ended, over the snapshots analysed; null if none ended. It is the time
///     between two endings, not what one item takes
/// @param ratePerMinute as above
/// @param trend of the rates analysed
/// @param errorRate failed / ended, 0 to 1, over the snapshots analysed; 0 if none ended
/// @param costPerSuccess in USD, all cost so far / all items done; null if none is done
/// @param projectedCost in USD, cost so far + items left x cost so far / items ended
public record Analysis(
        @Nullable Double secondsPerItem,
        double ratePerMinute,
        Trend trend,
        double errorRate,
        @Nullable BigDecimal costPerSuccess,
        BigDecimal projectedCost,
        @Nullable Instant etaAt,
        double confidence) {

    private static final int BUFFERED = 10;
    private static final double CONFIDENT_RATES = 20;
    private static final double RESTLESS = 0.3;

    /// @param kept oldest first, at least two
    static Analysis of(List<SnapshotRecord> kept, long remaining, Instant now) {
        var recent = Progress.last(kept, Progress.ANALYSED);
        var oldest = recent.getFirst();
        var newest = recent.getLast();
        long here = ended(newest) - ended(oldest);
        var rates = rates(recent);
        double rate = weightedMean(rates);
        double seconds = Duration.between(oldest.at(), newest.at()).toNanos() / 1e9;
        return new Analysis(
                here > 0 ? seconds / here : null,
                rate,
                Trend.of(rates),
                here > 0 ? Math.clamp((newest.failed() - oldest.failed()) / (double) here, 0, 1) : 0,
                newest.done() > 0 ? usd(newest.costNanos(), 1, newest.done()) : null,
                projected(newest, remaining),
                eta(kept, rate, remaining, now),
                Math.min(1, rates.size() / CONFIDENT_RATES) / (1 + variance(rates)));
    }

    private static BigDecimal projected(SnapshotRecord newest, long remaining) {
        var soFar = usd(newest.costNanos(), 1, 1);
        return ended(newest) > 0 ? soFar.add(usd(newest.costNanos(), remaining, ended(newest))) : soFar;
    }

    private static @Nullable Instant eta(List<SnapshotRecord> kept, double rate, long remaining, Instant now) {
        if (remaining <= 0) {
            return now;
        }
        if (rate <= 0) {
            return null;
        }
        double minutes = remaining / rate;
        if (kept.size() > BUFFERED) {
            double variance = variance(rates(kept));
            minutes += remaining * variance / rate * (variance > RESTLESS ? 1.2 : 1.1);
        }
        double millis = Math.min(minutes * 60_000, Greedy.NEVER / 1_000.0);
        return now.plus(Duration.ofMillis(Math.round(millis)));
    }

    static List<Double> rates(List<SnapshotRecord> snapshots) {
        var rates = new ArrayList<Double>();
        for (int i = 1; i < snapshots.size(); i++) {
            var before = snapshots.get(i - 1);
            var after = snapshots.get(i);
            double minutes = Duration.between(before.at(), after.at()).toNanos() / 60e9;
            if (minutes > 0) {
                rates.add(Math.max(0, ended(after) - ended(before)) / minutes);
            }
        }
        return rates;
    }

    static double weightedMean(List<Double> rates) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < rates.size(); i++) {
            double weight = (i + 1) / (double) rates.size();
            sum += rates.get(i) * weight;
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    /// The squared coefficient of variation; 0 where the mean is 0.
    static double variance(List<Double> rates) {
        double mean = Trend.mean(rates);
        double squares = rates.stream()
                .mapToDouble(each -> (each - mean) * (each - mean))
                .average()
                .orElse(0);
        return mean == 0 ? 0 : squares / (mean * mean);
    }

    static long ended(SnapshotRecord snapshot) {
        return snapshot.done() + snapshot.failed() + snapshot.skipped();
    }

    /// `nanos` x `times` / `by`, with the 9 decimals of the ledger.
    private static BigDecimal usd(long nanos, long times, long by) {
        return BigDecimal.valueOf(nanos, 9)
                .multiply(BigDecimal.valueOf(times))
                .divide(BigDecimal.valueOf(by), 9, RoundingMode.HALF_UP);
    }
}
