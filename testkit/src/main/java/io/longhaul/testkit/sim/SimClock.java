package io.longhaul.testkit.sim;

import java.time.Instant;
import java.time.InstantSource;

/// The simulated world's clocks. True time and monotonic time run together; the wall clock may be off.
final class SimClock implements InstantSource {

    private final Instant start;
    private long nanos;
    private long wallOffNanos;
    private Instant truth;
    private Instant wall;

    SimClock(Instant start) {
        this.start = start;
        this.truth = start;
        this.wall = start;
    }

    long nanos() {
        return nanos;
    }

    void advanceTo(long to) {
        if (to > nanos) {
            nanos = to;
            reckon();
        }
    }

    /// What this machine believes.
    @Override
    public Instant instant() {
        return wall;
    }

    /// What upstreams live by.
    Instant truth() {
        return truth;
    }

    void jumpWall(long nanosOff) {
        wallOffNanos = nanosOff;
        reckon();
    }

    private void reckon() {
        truth = start.plusNanos(nanos);
        wall = start.plusNanos(nanos + wallOffNanos);
    }

    boolean behind() {
        return wallOffNanos < 0;
    }

    /// The monotonic time at which the wall clock shows that instant, if it does not jump before.
    long nanosAt(Instant wall) {
        return java.time.Duration.between(start, wall).toNanos() - wallOffNanos;
    }
}
