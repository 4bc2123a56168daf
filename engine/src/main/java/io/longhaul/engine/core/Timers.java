package io.longhaul.engine.core;

import java.util.PriorityQueue;

/// Delays by the monotonic clock.
final class Timers {

    private static final class Due implements Comparable<Due> {
        final long at;
        final long order;
        final Runnable action;

        Due(long at, long order, Runnable action) {
            this.at = at;
            this.order = order;
            this.action = action;
        }

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long order;

    void at(long nanos, Runnable action) {
        queue.add(new Due(nanos, order++, action));
    }

    void run(long now) {
        while (!queue.isEmpty() && queue.peek().at <= now) {
            queue.poll().action.run();
        }
    }

    /// The earliest, or `Long.MAX_VALUE`.
    long next() {
        var first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.at;
    }
}
