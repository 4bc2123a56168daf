package io.longhaul.engine.core;

import java.util.Arrays;

/// Follows an upstream's health below the configured ceiling: x 0.8 after a window of calls with over 10 % time-outs
/// or 5xx, or a median latency over twice the best; + 1 after a clean one that used at least 80 % of the limit.
///
/// Where fewer calls at a time are no faster, it is not their number that makes them slow: what they take then is the
/// new best. Otherwise the first answers of a cache would keep an upstream at one call at a time for ever.
final class Concurrency {

    static final int WINDOW = 20;
    /// Below it medians differ by this machine's own scheduling, not by the upstream's health.
    static final long NOISE = 50_000_000L;

    private final long[] latencies = new long[WINDOW];
    private int answered;
    private int failed;
    private int mostOpen;
    private long best = Long.MAX_VALUE;
    /// The median for which the limit was lowered last; 0 if the last window was not slow.
    private long lowered;
    /// `Integer.MAX_VALUE` while nothing speaks against the ceiling.
    private int limit = Integer.MAX_VALUE;

    int limit(int ceiling) {
        return Math.max(1, Math.min(ceiling, limit));
    }

    void opened(int open) {
        mostOpen = Math.max(mostOpen, open);
    }

    /// An answer that was what was asked for: how fast refusals are says nothing.
    ///
    /// @param ceiling as configured, whatever the limit is now
    void answered(long latency, int ceiling) {
        latencies[answered++] = latency;
        judge(ceiling);
    }

    /// A time-out, or a 5xx.
    void overloaded(int ceiling) {
        failed++;
        judge(ceiling);
    }

    private void judge(int ceiling) {
        if (answered + failed < WINDOW) {
            return;
        }
        int now = limit(ceiling);
        if (failed * 10 > WINDOW || slow()) {
            limit = (int) Math.max(1, now * 4L / 5);
        } else if (mostOpen * 10L >= now * 8L) {
            limit = now + 1 < ceiling ? now + 1 : Integer.MAX_VALUE;
        }
        answered = 0;
        failed = 0;
        mostOpen = 0;
    }

    private boolean slow() {
        Arrays.sort(latencies, 0, answered);
        long median = latencies[answered / 2];
        boolean inVain = lowered > 0 && median > lowered / 10 * 9;
        boolean slow = best != Long.MAX_VALUE && median > 2 * Math.max(best, NOISE);
        best = slow && inVain ? median : Math.min(best, median);
        lowered = slow && !inVain ? median : 0;
        return lowered > 0;
    }
}
