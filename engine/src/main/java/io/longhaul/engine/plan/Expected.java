package io.longhaul.engine.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// When a job is likely to end, with latency, concurrency, retries and reuse as observed.
///
/// The later of two instants. **Limits**: the bound of the likely calls, questions x (1 - reuse) x (1 + retries),
/// and one latency of each source, since the last call needs its reply. **Throughput**: with k = ceil(calls /
/// concurrency) calls of a source one after another, sum of k x P50 over the sources, which an item asks in turn.
/// The 90th percentile takes the bad case of the questions, the 90th percentile of the last latencies, and
/// k x P50 + sqrt(k) x (P90 - P50) for the throughput: the spread of a sum of k independent latencies. Latencies
/// that rise and fall together, and back-off, are not in it.
///
/// @param p50 as likely later as sooner
/// @param p90 nine of ten end by then
public record Expected(Instant p50, Instant p90) {

    /// Empty while a source that has calls to make has no latency.
    ///
    /// @param concurrency calls open at a time, over all sources
    public static Optional<Expected> of(List<Work> works, int concurrency, Instant now) {
        if (works.stream().anyMatch(each -> each.latency() == null && each.calls(each.most()) > 0)) {
            return Optional.empty();
        }
        var likely = finish(works, concurrency, now, false);
        var late = finish(works, concurrency, now, true);
        return Optional.of(new Expected(likely, late.isBefore(likely) ? likely : late));
    }

    private static Instant finish(List<Work> works, int concurrency, Instant now, boolean late) {
        var demands = new ArrayList<Demand>();
        double busy = 0;
        double lastReplies = 0;
        for (var work : works) {
            long calls = work.calls(late ? work.most() : work.demand().calls());
            demands.add(work.demand().withCalls(calls));
            if (calls > 0) {
                var latency = Objects.requireNonNull(work.latency(), "checked by the caller");
                double p90 = Math.max(latency.p50Millis(), latency.p90Millis());
                double rounds = Math.ceil(calls / (double) lanes(work, concurrency));
                busy += rounds * latency.p50Millis();
                busy += late ? Math.sqrt(rounds) * (p90 - latency.p50Millis()) : 0;
                lastReplies += late ? p90 : latency.p50Millis();
            }
        }
        var replies = millis(lastReplies);
        var limits = Bound.of(demands, now).map(each -> each.plus(replies)).orElse(now);
        var throughput = now.plus(millis(busy));
        return limits.isAfter(throughput) ? limits : throughput;
    }

    private static int lanes(Work work, int concurrency) {
        int own = work.demand().limits().concurrency();
        return Math.max(1, own == 0 ? concurrency : Math.min(own, concurrency));
    }

    private static Duration millis(double length) {
        return Duration.ofMillis((long) Math.min(length, Greedy.NEVER / 1_000.0));
    }
}
