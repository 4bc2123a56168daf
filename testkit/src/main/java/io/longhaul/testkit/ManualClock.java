package io.longhaul.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A wall clock and a monotonic clock that go only when told.
public final class ManualClock implements InstantSource {

    private Instant now;
    private long nanos;

    public ManualClock(Instant start) {
        this.now = start;
    }

    /// At 2026-11-02T14:30:00Z, a Monday.
    public static ManualClock atMonday() {
        return new ManualClock(Instant.parse("2026-11-02T14:30:00Z"));
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /// The monotonic clock, from 0.
    public synchronized long nanos() {
        return nanos;
    }

    /// Time passes, on both clocks.
    public synchronized void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time passes forwards; got " + time);
        }
        now = now.plus(time);
        nanos += time.toNanos();
    }

    /// Somebody sets the wall clock.
    public synchronized void jump(Duration by) {
        now = now.plus(by);
    }
}
