package io.longhaul.engine.store;

import io.longhaul.engine.ErrorClass;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which items of a job.
///
/// @param states any of these; empty for all ended ones
/// @param errorClass null for any
/// @param position null for any
public record ItemFilter(Set<ItemState> states, @Nullable ErrorClass errorClass, @Nullable Long position) {
    public ItemFilter {
        states = Set.copyOf(states);
    }

    public static ItemFilter all() {
        return new ItemFilter(Set.of(), null, null);
    }

    public static ItemFilter in(ItemState... states) {
        return new ItemFilter(Set.of(states), null, null);
    }

    public static ItemFilter failed(ErrorClass errorClass) {
        return new ItemFilter(Set.of(ItemState.FAILED), errorClass, null);
    }

    public static ItemFilter at(long position) {
        return new ItemFilter(Set.of(), null, position);
    }
}
