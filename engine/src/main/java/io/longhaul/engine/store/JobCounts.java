package io.longhaul.engine.store;

import io.longhaul.engine.ErrorClass;
import java.util.Map;

/// Sums over a job's batch rows, and over its calls.
///
/// @param passed done items with at least one row; `reused` done items answered wholly from the store
/// @param batchesEnded batches all of whose items ended; `firstOpenBatch` the lowest other (0-based), -1 if none
/// @param costNanos settled; `reservedNanos` reserved and open or lost
public record JobCounts(
        long done,
        long failed,
        long skipped,
        long uncertain,
        long passed,
        long reused,
        long batchesEnded,
        long firstOpenBatch,
        long costNanos,
        long reservedNanos,
        Map<ErrorClass, Long> failedByClass,
        Map<String, CallCounts> calls) {

    /// @param made sent, `reused` answers taken from the store, `lost` of unknown fate
    public record CallCounts(long made, long reused, long throttled, long failed, long lost) {}

    /// Items in that state; only of those in which an item ends.
    public long ended(ItemState state) {
        return switch (state) {
            case DONE -> done;
            case FAILED -> failed;
            case SKIPPED -> skipped;
            case UNCERTAIN -> uncertain;
            case PENDING, RUNNING, WAITING -> 0;
        };
    }

    public long ended() {
        return done + failed + skipped + uncertain;
    }
}
