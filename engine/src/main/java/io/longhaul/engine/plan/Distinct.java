package io.longhaul.engine.plan;

import io.longhaul.engine.store.Digest;

/// Counts different digests, never too many: of each, 64 bits are kept, so that two might pass for one.
///
/// **Memory**: 11 to 21 bytes a digest, half as much again while it grows: 16 MiB for a million, 128 MiB for ten.
/// Beyond 25 million (256 MiB) it counts no more.
public final class Distinct {

    private static final int LEAST = 1 << 10;
    private static final int MOST = 1 << 25;

    private long[] slots = new long[LEAST];
    private int taken;

    /// Whether it was new.
    public boolean add(Digest digest) {
        long bits = digest.prefix();
        // an empty slot is 0
        long kept = bits == 0 ? 1 : bits;
        if (slots[place(slots, kept)] == kept || full()) {
            return false;
        }
        slots[place(slots, kept)] = kept;
        taken++;
        return true;
    }

    public long count() {
        return taken;
    }

    private boolean full() {
        if (taken < slots.length / 4 * 3) {
            return false;
        }
        if (slots.length == MOST) {
            return true;
        }
        var wider = new long[slots.length * 2];
        for (long each : slots) {
            if (each != 0) {
                wider[place(wider, each)] = each;
            }
        }
        slots = wider;
        return false;
    }

    private static int place(long[] slots, long bits) {
        int at = (int) bits & slots.length - 1;
        while (slots[at] != 0 && slots[at] != bits) {
            at = at + 1 & slots.length - 1;
        }
        return at;
    }
}
