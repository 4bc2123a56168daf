package io.longhaul.engine.plan;

import java.util.Locale;
import java.util.Set;

/// What a growth of the bound is booked to. Where several hold at once the first in this order counts.
public enum Cause {
    /// Nobody ran the job, or the machine slept.
    DOWN,
    PAUSED,
    BREAKER,
    BACK_OFF,
    /// Others had the limits' units.
    OTHER_JOBS,
    /// Calls of unknown fate are made again, or keep their units booked.
    UNKNOWN_FATES,
    /// Nothing was there to send: look-ahead, concurrency or the work of the items themselves.
    NO_RUNNABLE_ITEM,
    /// The store could not write as fast.
    WRITER,
    /// Calls took their time. Also what is left when nothing else holds.
    LATENCY,
    /// Work turned out unnecessary; the only cause that makes a job earlier.
    LESS_WORK;

    /// The spelling in status and JSON: `back-off`, `other-jobs`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// @throws IllegalArgumentException if no cause has that label
    public static Cause of(String label) {
        for (var each : values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no cause of lateness \"" + label + "\"; one of "
                + String.join(" ", java.util.Arrays.stream(values()).map(Cause::label).toList()));
    }

    /// The one that counts among those which hold; [#LATENCY] if none does.
    public static Cause first(Set<Cause> holding) {
        return holding.stream().min(Cause::compareTo).orElse(LATENCY);
    }
}
