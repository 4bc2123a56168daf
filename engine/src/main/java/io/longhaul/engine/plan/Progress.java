package io.longhaul.engine.plan;

import io.longhaul.engine.store.SnapshotRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a job is, and what its snapshots say about the rest.
///
/// @param total items of the list
/// @param ended of them, `uncertain` ones included
/// @param analysis null with fewer than 3 snapshots
public record Progress(long total, long ended, @Nullable Analysis analysis) {

    /// Snapshots kept, and of these analysed, at most; and needed at least.
    static final int KEPT = 1_000;

    static final int ANALYSED = 50;
    static final int NEEDED = 3;

    /// @param snapshots oldest first; only the last 1,000 count
    public static Progress of(List<SnapshotRecord> snapshots, long total, long ended, Instant now) {
        if (total < 0 || ended < 0 || ended > total) {
            throw new IllegalArgumentException(ended + " of " + total + " items ended; want 0 <= ended <= total");
        }
        var kept = last(snapshots, KEPT);
        return new Progress(
                total, ended, kept.size() < NEEDED ? null : Analysis.of(kept, total - ended, now));
    }

    static <T> List<T> last(List<T> all, int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    public long remaining() {
        return total - ended;
    }

    /// 0 to 100; an empty list is complete.
    public double percent() {
        return total == 0 ? 100 : 100.0 * ended / total;
    }

    public Optional<Instant> etaAt() {
        return Optional.ofNullable(analysis).map(Analysis::etaAt);
    }
}
