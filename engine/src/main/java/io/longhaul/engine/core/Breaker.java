package io.longhaul.engine.core;

/// Stops calls to an upstream that is down: of at least 20 calls at least 10 and more than half failed by network,
/// time-out, server or resource. From then on one call at a time probes it: after 5 s, then after gaps that double up
/// to 300 s. A person's order lets a probe go at once.
final class Breaker {

    static final int CALLS = 20;
    static final int FAILURES = 10;
    static final long FIRST_GAP = RetryTable.FIRST_PROBE.toNanos();
    static final long LONGEST_GAP = RetryTable.LONGEST_PROBE.toNanos();
    private static final long NONE = -1;

    private int calls;
    private int failures;
    private boolean open;
    /// The call that probes the upstream.
    private long probe = NONE;
    private long gap = FIRST_GAP;
    private long reopensAt;

    /// Nanoseconds until a call may go, 0 if one may; while a probe is under way the gap that would follow it.
    long untilFree(long now) {
        if (!open) {
            return 0;
        }
        return probe != NONE ? gap : Math.max(0, reopensAt - now);
    }

    boolean open() {
        return open;
    }

    void sent(long call) {
        if (open) {
            probe = call;
        }
    }

    /// Lets the next probe go at once.
    ///
    /// @return whether that changes anything
    boolean probeNow(long now) {
        if (!open || probe != NONE || reopensAt <= now) {
            return false;
        }
        reopensAt = now;
        return true;
    }

    /// How a call ended.
    ///
    /// @return true if it opened just now
    boolean record(long call, boolean failed, long now) {
        if (open) {
            // calls that were under way when it opened say nothing new
            if (call == probe) {
                probed(failed, now);
            }
            return false;
        }
        calls++;
        failures += failed ? 1 : 0;
        if (calls >= CALLS && failures >= FAILURES && failures * 2 > calls) {
            open = true;
            probe = NONE;
            gap = FIRST_GAP;
            reopensAt = now + gap;
            return true;
        }
        if (calls >= 10 * CALLS) {
            // old successes must not hide a new outage
            calls /= 2;
            failures /= 2;
        }
        return false;
    }

    private void probed(boolean failed, long now) {
        probe = NONE;
        open = failed;
        gap = Math.min(LONGEST_GAP, gap * 2);
        reopensAt = now + gap;
        calls = 0;
        failures = 0;
    }

    /// The call gave no verdict (we cut it): where it was the probe, another may go.
    void noVerdict(long call) {
        if (call == probe) {
            probe = NONE;
        }
    }

    /// Seconds between two probes, as they are now.
    long gapSeconds() {
        return gap / 1_000_000_000L;
    }
}
