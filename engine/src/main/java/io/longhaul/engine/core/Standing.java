package io.longhaul.engine.core;

import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.StoreView.Latency;
import java.util.Map;

/// Where a job stands in the store when its rows are read from the first.
///
/// @param owed by gate with declared limits, the different questions its pending rows ask in any case and no stored
///     answer spares; never too many. Gates of which no row tells a question are missing
/// @param latencies by source, where observed
public record Standing(JobCounts counts, Map<String, Long> owed, Map<String, Latency> latencies) {
    public Standing {
        owed = Map.copyOf(owed);
        latencies = Map.copyOf(latencies);
    }
}
