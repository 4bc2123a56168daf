package io.longhaul.app.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Memory for bodies. One that is read takes its size, one that is worked on up to a hundred times of it: a body of 1 MB
/// may hold a third of a million objects. Large bodies therefore wait for one another; small ones, as most are, never.
final class Bulk {

    /// Bodies up to this size do not wait: with all places taken, they are few megabytes.
    private static final int SMALL = 8 << 10;
    private static final int UNIT = 1 << 10;
    private static final int PART_FOR_READING = 8;
    private static final int PART_FOR_WORK = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Semaphore reading;
    private final Semaphore working;
    private final int largest;

    /// @param memory bytes that this process may use
    /// @param largest body that there is
    Bulk(long memory, int largest) {
        this.largest = largest;
        this.reading = new Semaphore(units(Math.max(largest, memory / PART_FOR_READING)), true);
        this.working = new Semaphore(units(Math.max(largest, memory / PART_FOR_WORK)), true);
    }

    /// Until it is closed.
    interface Room extends AutoCloseable {
        @Override
        void close();
    }

    /// Room to read a body into.
    ///
    /// @param bytes of which it will be; negative if nobody knows
    /// @throws Problem 503 with `Retry-After` if there is none for long
    Room toRead(long bytes) {
        return take(reading, bytes < 0 ? largest : bytes);
    }

    /// Room to make something of it.
    Room toWork(long bytes) {
        return take(working, bytes);
    }

    private static Room take(Semaphore room, long bytes) {
        if (bytes <= SMALL) {
            return () -> {};
        }
        int units = units(bytes);
        try {
            if (!room.tryAcquire(units, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        return () -> room.release(units);
    }

    private static Problem busy() {
        return new Problem(
                503, "busy", "the service works on other large bodies, and has no memory for one more; come back in"
                        + " 1 s, or send smaller ones",
                Map.of("Retry-After", "1"), List.of());
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.ceilDiv(bytes, UNIT)));
    }
}
