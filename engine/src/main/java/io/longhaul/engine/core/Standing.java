package io.longhaul.engine.core;

import io.longhaul.engine.store.StoreView.Latency;
import java.util.Map;

/// What a job still has before it, as the store has it.
///
/// @param owed by gate with declared limits, the different questions its pending rows ask in any case and no stored
///     answer spares; never too many. Gates of which no row tells a question are missing
/// @param latencies by source, where observed
public record Standing(Map<String, Long> owed, Map<String, Latency> latencies) {
    public Standing {
        owed = Map.copyOf(owed);
        latencies = Map.copyOf(latencies);
    }
}
