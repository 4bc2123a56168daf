package io.longhaul.engine.core;

import java.util.PriorityQueue;

/// Actions at times of the monotonic clock, in the order of their times, and of their coming for the same time.
public final class Timers {

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

    public void at(long nanos, Runnable action) {
        queue.add(new Due(nanos, order++, action));
    }

    /// Runs all that are due.
    public void run(long now) {
        while (next() <= now && !queue.isEmpty()) {
            runFirst();
        }
    }

    /// Runs the earliest.
    ///
    /// @throws java.util.NoSuchElementException there is none
    public void runFirst() {
        queue.remove().action.run();
    }

    /// The earliest, or `Long.MAX_VALUE`.
    public long next() {
        var first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.at;
    }
}
