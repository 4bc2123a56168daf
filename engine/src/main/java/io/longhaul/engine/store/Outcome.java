package io.longhaul.engine.store;

import io.longhaul.engine.ErrorClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an item ended.
///
/// @param state DONE, FAILED, SKIPPED or UNCERTAIN
/// @param errorClass null unless failed or uncertain
/// @param reason empty when done
/// @param rows result rows; a done item with none was screened out
/// @param result the rows as [ResultCodec] wrote them
/// @param calls made for it, attempts included
/// @param reused answers it took that were not bought for it
/// @param attempts of its last failing call; of a done or skipped item, of the last call made for it, 0 if none was
/// @param costNanos settled for it, in 1e-9 USD
public record Outcome(
        ItemState state,
        @Nullable ErrorClass errorClass,
        String reason,
        int rows,
        byte[] result,
        int calls,
        int reused,
        int attempts,
        long costNanos,
        Instant endedAt) {

    /// Whether it was answered wholly from the store.
    /// Failed before anything was asked, because the row itself is no good: only a corrected row helps.
    public boolean inputRefused() {
        return state == ItemState.FAILED
                && errorClass == ErrorClass.VALIDATION
                && calls == 0
                && reused == 0
                && attempts == 0;
    }

    public boolean whollyReused() {
        return state == ItemState.DONE && calls == 0 && reused > 0;
    }
}
