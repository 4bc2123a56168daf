package io.longhaul.engine.core;

import java.util.Arrays;

/// Follows an upstream's health below the configured ceiling: x 0.8 after a window of calls with over 10 % time-outs
/// or 5xx, or a median latency over twice the best; + 1 after a clean one that used at least 80 % of the limit.
final class Concurrency {

    static final int WINDOW = 20;
    /// Below it medians differ by this machine's own scheduling, not by the upstream's health.
    static final long NOISE = 50_000_000L;

    private final long[] latencies = new long[WINDOW];
    private int seen;
    private int failed;
    private int mostOpen;
    private long best = Long.MAX_VALUE;
    /// `Integer.MAX_VALUE` while nothing speaks against the ceiling.
    private int limit = Integer.MAX_VALUE;

    int limit(int ceiling) {
        return Math.max(1, Math.min(ceiling, limit));
    }

    void opened(int open) {
        mostOpen = Math.max(mostOpen, open);
    }

    /// @param ceiling as configured, whatever the limit is now
    void record(long latency, boolean overload, int ceiling) {
        latencies[seen++] = latency;
        failed += overload ? 1 : 0;
        if (seen < WINDOW) {
            return;
        }
        Arrays.sort(latencies);
        long median = latencies[WINDOW / 2];
        int now = limit(ceiling);
        if (failed * 10 > WINDOW || best != Long.MAX_VALUE && median > 2 * Math.max(best, NOISE)) {
            limit = Math.max(1, now * 4 / 5);
        } else if (mostOpen * 10 >= now * 8) {
            limit = now + 1 < ceiling ? now + 1 : Integer.MAX_VALUE;
        }
        best = Math.min(best, median);
        seen = 0;
        failed = 0;
        mostOpen = 0;
    }
}
