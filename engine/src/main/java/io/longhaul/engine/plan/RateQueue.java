package io.longhaul.engine.plan;

import java.util.Arrays;

/// The slots of one rate, each with the instant at which it is free, as runs of equal instants.
/// Times are microseconds since the origin of a [Greedy].
final class RateQueue {

    final int slots;
    final long window;
    private long free;
    /// Added to every stored instant, so that a jump in time costs nothing.
    private long shift;
    private long[] when = new long[8];
    private long[] count = new long[8];
    private int head;
    private int size;
    private long latest;

    RateQueue(int slots, long window, long[] occupied) {
        this.slots = slots;
        this.window = window;
        var sorted = occupied.clone();
        Arrays.sort(sorted);
        // More taken than there are slots (the rate was lowered): only the last to be freed count.
        int from = Math.max(0, sorted.length - slots);
        free = (long) slots - (sorted.length - from);
        for (int i = from; i < sorted.length; i++) {
            push(sorted[i], 1);
        }
    }

    long free() {
        return free;
    }

    /// When the last of all slots taken so far is free again.
    long latest() {
        return latest;
    }

    void advance(long at) {
        while (size > 0 && when[head] + shift <= at) {
            free += count[head];
            head = (head + 1) & (when.length - 1);
            size--;
        }
    }

    /// The first instant, not before `at`, with a free slot; `advance(at)` was called.
    long earliest(long at) {
        return free > 0 ? at : when[head] + shift;
    }

    void take(long at, long calls) {
        free -= calls;
        push(at + window, calls);
    }

    void shift(long by) {
        shift += by;
        latest += by;
    }

    private void push(long at, long calls) {
        latest = Math.max(latest, at);
        int last = (head + size - 1) & (when.length - 1);
        if (size > 0 && when[last] + shift == at) {
            count[last] += calls;
            return;
        }
        if (size == when.length) {
            grow();
        }
        int next = (head + size) & (when.length - 1);
        when[next] = at - shift;
        count[next] = calls;
        size++;
    }

    private void grow() {
        var times = new long[size * 2];
        var counts = new long[size * 2];
        for (int i = 0; i < size; i++) {
            times[i] = when[(head + i) & (size - 1)];
            counts[i] = count[(head + i) & (size - 1)];
        }
        when = times;
        count = counts;
        head = 0;
    }

    /// Everything that decides the future, relative to `at`; what is not taken is free.
    long[] state(long at) {
        var state = new long[2 * size];
        for (int i = 0; i < size; i++) {
            int slot = (head + i) & (when.length - 1);
            state[2 * i] = when[slot] + shift - at;
            state[2 * i + 1] = count[slot];
        }
        return state;
    }

    /// When the last of `calls` further calls leaves if nothing but this rate holds them up.
    long alone(long calls, long at) {
        long rounds = (calls - 1) / slots;
        long rest = (calls - 1) % slots - free;
        long first = at;
        for (int i = 0; rest >= 0 && i < size; i++) {
            int slot = (head + i) & (when.length - 1);
            first = when[slot] + shift;
            rest -= count[slot];
        }
        return rounds > (Greedy.NEVER - first) / window ? Greedy.NEVER : first + rounds * window;
    }
}
