package io.longhaul.engine.core;

/// Stops calls to an upstream that is down: of at least 20 calls at least 10 and more than half failed by network,
/// time-out, server or resource. After 300 s one call at a time probes it.
final class Breaker {

    static final int CALLS = 20;
    static final int FAILURES = 10;
    static final long PAUSE = 300_000_000_000L;

    private int calls;
    private int failures;
    private boolean open;
    private boolean probing;
    private long reopensAt;

    /// Nanoseconds until a call may go, 0 if one may; while a probe is under way a long time.
    long untilFree(long now) {
        if (!open) {
            return 0;
        }
        return probing ? PAUSE : Math.max(0, reopensAt - now);
    }

    boolean open() {
        return open;
    }

    void sent() {
        probing = open;
    }

    /// @return true if it opened just now
    boolean record(boolean failed, long now) {
        if (open) {
            if (probing) {
                probing = false;
                open = failed;
                reopensAt = now + PAUSE;
                calls = 0;
                failures = 0;
            }
            return false;
        }
        calls++;
        failures += failed ? 1 : 0;
        if (calls >= CALLS && failures >= FAILURES && failures * 2 > calls) {
            open = true;
            probing = false;
            reopensAt = now + PAUSE;
            return true;
        }
        if (calls >= 10 * CALLS) {
            // old successes must not hide a new outage
            calls /= 2;
            failures /= 2;
        }
        return false;
    }

    /// The call under way gave no verdict (cut by us).
    void noVerdict() {
        probing = false;
    }
}
