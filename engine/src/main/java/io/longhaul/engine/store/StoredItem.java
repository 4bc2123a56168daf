package io.longhaul.engine.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An item of a job's list.
///
/// @param position 0 for the first row
/// @param occurrence 1 for a key's first row
/// @param retriedAt failures and absences received before it do not count for this item; null if never retried
/// @param strikes unclean ends in a row during which it was running
public record StoredItem(
        long position,
        long rowNumber,
        String key,
        int occurrence,
        List<String> cells,
        @Nullable Instant retriedAt,
        int strikes) {}
