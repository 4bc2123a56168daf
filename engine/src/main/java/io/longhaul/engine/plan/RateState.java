package io.longhaul.engine.plan;

import io.longhaul.engine.Rate;

/// What a rate's trailing window holds now.
///
/// @param rate as declared
/// @param freeInNanos one entry an occupied slot: nanoseconds from now until the limit itself frees it (the send
///     plus the window, without the engine's own margin); in any order; entries of 0 or less are free already
/// @param fullForNanos how long all slots count as taken whatever else is known; 0 or less when they do not
public record RateState(Rate rate, long[] freeInNanos, long fullForNanos) {
    public RateState {
        freeInNanos = freeInNanos.clone();
    }

    /// Nothing was sent within the window.
    public static RateState free(Rate rate) {
        return new RateState(rate, new long[0], 0);
    }
}
