package io.longhaul.engine.core;

import io.longhaul.engine.Rate;
import java.util.LinkedHashMap;
import java.util.PriorityQueue;

/// Holds one [Rate] in every trailing window as the upstream sees it: the upstream counts a call somewhere between
/// its sending and its reply, so a slot's window begins at the reply, at the latest 250 ms after sending, and ends
/// 10 ms late. A client that sends for the first time is slower: for its first 5 s, 2 s take the place of the 250 ms.
/// All times monotonic nanoseconds.
final class RateWindow {

    static final long ARRIVES_WITHIN = 250_000_000L;
    static final long SKEW = 10_000_000L;
    private static final long COLD = 5_000_000_000L;
    private static final long ARRIVES_COLD_WITHIN = 2_000_000_000L;

    private final int calls;
    private final long window;
    /// Calls whose slot's window has not begun, with their sending time, oldest first.
    private final LinkedHashMap<Long, Long> flying = new LinkedHashMap<>();
    /// When taken slots come free.
    private final PriorityQueue<Long> releases = new PriorityQueue<>();
    /// Slots of calls admitted and not yet sent (their reservation is being stored).
    private int held;
    private long firstSent = Long.MAX_VALUE;

    RateWindow(Rate rate) {
        this.calls = rate.calls();
        this.window = rate.window().toNanos();
    }

    /// So many calls that nobody remembers may have been sent by an earlier process, until `ago` nanoseconds before
    /// now.
    void countAsTaken(int slots, long now, long ago) {
        long free = freeAfter(now, ago);
        for (int i = 0; free > now && i < Math.min(slots, calls); i++) {
            releases.add(free);
        }
    }

    /// A call that ended with an earlier process or before, `ago` nanoseconds before now: what that process had just
    /// sent may still arrive.
    void remember(long now, long ago) {
        long free = freeAfter(now, ago);
        if (free > now) {
            releases.add(free);
        }
    }

    private long freeAfter(long now, long ago) {
        return now - ago + ARRIVES_WITHIN + SKEW + window;
    }

    void hold() {
        held++;
    }

    void sent(long call, long now) {
        held--;
        firstSent = Math.min(firstSent, now);
        flying.put(call, now);
    }

    void replied(long call, long now) {
        settle(now);
        if (flying.remove(call) != null) {
            releases.add(now + SKEW + window);
        }
    }

    /// A held slot whose call was not sent after all.
    void giveUp() {
        held--;
    }

    /// The call never left this machine.
    void returned(long call) {
        flying.remove(call);
    }

    /// Nanoseconds until a slot is free, 0 if one is.
    long untilFree(long now) {
        settle(now);
        if (held + flying.size() + releases.size() < calls) {
            return 0;
        }
        if (!releases.isEmpty()) {
            return releases.element() - now;
        }
        if (flying.isEmpty()) {
            return ARRIVES_WITHIN;
        }
        return arrived(flying.firstEntry().getValue()) + SKEW + window - now;
    }

    /// When each taken slot comes free, ascending; for the planner.
    long[] takenUntil(long now) {
        settle(now);
        var times = new long[flying.size() + releases.size()];
        int at = 0;
        for (var release : releases) {
            times[at++] = release;
        }
        for (var sent : flying.values()) {
            times[at++] = sent + ARRIVES_WITHIN + SKEW + window;
        }
        java.util.Arrays.sort(times);
        return times;
    }

    private void settle(long now) {
        while (!flying.isEmpty() && arrived(flying.firstEntry().getValue()) <= now) {
            releases.add(arrived(flying.pollFirstEntry().getValue()) + SKEW + window);
        }
        while (!releases.isEmpty() && releases.element() <= now) {
            releases.remove();
        }
    }

    /// When a call sent at that time has reached the upstream at the latest.
    private long arrived(long sent) {
        return sent + (sent - firstSent < COLD ? ARRIVES_COLD_WITHIN : ARRIVES_WITHIN);
    }
}
