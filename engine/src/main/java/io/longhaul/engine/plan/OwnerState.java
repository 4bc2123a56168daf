package io.longhaul.engine.plan;

import io.longhaul.engine.Owner;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one quota owner has used.
///
/// @param name as [Owner#name()]
/// @param used units booked in the current window of each quota, in the order of the limits' quotas; missing
///     entries count as 0
/// @param closedUntil an early refusal closed the owner until then; null when it is open
public record OwnerState(String name, List<Long> used, @Nullable Instant closedUntil) {
    public OwnerState {
        used = List.copyOf(used);
    }

    /// Nothing used, not closed.
    public static OwnerState unused(String name) {
        return new OwnerState(name, List.of(), null);
    }

    /// The owner of a source that takes no key.
    public static OwnerState self() {
        return unused(Owner.SELF.name());
    }

    long used(int quota) {
        return quota < used.size() ? Math.max(0, used.get(quota)) : 0;
    }
}
