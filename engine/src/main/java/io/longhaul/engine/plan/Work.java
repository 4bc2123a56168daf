package io.longhaul.engine.plan;

import io.longhaul.engine.store.StoreView.Latency;
import org.jspecify.annotations.Nullable;

/// What is likely still to do at one source.
///
/// @param demand its `calls` are the likely number of questions, where a bound takes the provable minimum
/// @param most questions in the bad case that the 90th percentile stands for
/// @param latency of answered calls; null before the first answer
/// @param retryRate further calls for each call, as observed: 0.1 when one in ten is made twice
/// @param reuseShare of the questions that the store turns out to have answered, 0 to 1
public record Work(Demand demand, long most, @Nullable Latency latency, double retryRate, double reuseShare) {
    public Work {
        if (!(retryRate >= 0) || !(reuseShare >= 0 && reuseShare <= 1)) {
            throw new IllegalArgumentException(demand.limits().gate() + ": retry rate " + retryRate
                    + ", reuse share " + reuseShare + "; want 0 or more, and 0 to 1");
        }
        most = Math.max(most, demand.calls());
    }

    long calls(long questions) {
        return (long) Math.ceil(questions * (1 - reuseShare) * (1 + retryRate));
    }
}
