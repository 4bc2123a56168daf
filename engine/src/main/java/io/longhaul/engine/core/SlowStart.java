package io.longhaul.engine.core;

/// A cold client may take longer to send than a rate's slot allows for: calls open at a time begin with one and double
/// with each reply, or with each time in which even a cold client has sent what it was given.
final class SlowStart {

    private static final long STEP = RateWindow.ARRIVES_WITHIN;
    private static final int MOST = 1 << 20;

    private int byReplies = 1;
    private long since = Long.MAX_VALUE;

    void opened(long nanos) {
        since = Math.min(since, nanos);
    }

    void replied() {
        byReplies = Math.min(MOST, byReplies * 2);
    }

    /// Calls that may be open.
    int limit(long nanos) {
        return Math.max(byReplies, 1 << Math.min(20, steps(nanos)));
    }

    /// When it lets more through without a reply, `Long.MAX_VALUE` for never.
    long growsAt(long nanos) {
        return since == Long.MAX_VALUE || limit(nanos) >= MOST ? Long.MAX_VALUE : since + (steps(nanos) + 1) * STEP;
    }

    private long steps(long nanos) {
        return since == Long.MAX_VALUE ? 0 : (nanos - since) / STEP;
    }
}
