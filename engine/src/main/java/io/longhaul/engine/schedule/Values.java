package io.longhaul.engine.schedule;

import java.util.stream.IntStream;

/// The values that one field of a cron expression allows, as bits.
///
/// @param bits the bit of a number is set if the number is allowed; Sunday is bit 0
/// @param lasts the last of a month: bit 0 for its last day, or the bits of the weekdays whose last one is meant
/// @param any whether the field is `*` or `?`: it restricts nothing
record Values(long bits, long lasts, boolean any) {

    boolean has(int value) {
        return (bits >>> value & 1) != 0;
    }

    boolean hasLast(int value) {
        return (lasts >>> value & 1) != 0;
    }

    int size() {
        return Long.bitCount(bits);
    }

    /// The least allowed one from `value` on; negative if there is none.
    int from(int value) {
        long left = value >= Long.SIZE ? 0 : bits >>> value;
        return left == 0 ? -1 : value + Long.numberOfTrailingZeros(left);
    }

    IntStream stream() {
        return IntStream.range(0, Long.SIZE).filter(this::has);
    }
}
