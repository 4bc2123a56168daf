package io.longhaul.engine.store;

import java.time.Instant;

/// The ended items of one batch.
///
/// @param number 0-based
/// @param lastEndedAt of its newest outcome
public record BatchRecord(
        long number, long done, long failed, long skipped, long uncertain, long passed, Instant lastEndedAt) {
    public long ended() {
        return done + failed + skipped + uncertain;
    }
}
