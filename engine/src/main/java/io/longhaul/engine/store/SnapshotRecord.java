package io.longhaul.engine.store;

import java.time.Instant;

/// Progress at one checkpoint.
public record SnapshotRecord(Instant at, long done, long failed, long skipped, long costNanos) {}
