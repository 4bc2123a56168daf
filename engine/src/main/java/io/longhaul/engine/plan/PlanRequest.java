package io.longhaul.engine.plan;

import io.longhaul.engine.Outline;
import java.time.Instant;
import java.util.Map;

/// Everything a plan is made from.
///
/// @param sources facts by source name; sources without an entry are taken as [SourceFacts#fresh()]
/// @param concurrency calls open at a time
/// @param extraOwners that every source with a quota is given on top, unused: 0 but for what-ifs
/// @param now the planned start
public record PlanRequest(
        Outline outline,
        ListFacts list,
        Map<String, SourceFacts> sources,
        int concurrency,
        int extraOwners,
        Instant now) {
    public PlanRequest {
        sources = Map.copyOf(sources);
        if (concurrency < 1 || extraOwners < 0) {
            throw new IllegalArgumentException("concurrency " + concurrency + ", " + extraOwners
                    + " owners more; want at least 1 and at least 0");
        }
    }

    public PlanRequest(
            Outline outline, ListFacts list, Map<String, SourceFacts> sources, int concurrency, Instant now) {
        this(outline, list, sources, concurrency, 0, now);
    }

    PlanRequest withExtraOwners(int more) {
        return new PlanRequest(outline, list, sources, concurrency, more, now);
    }

    SourceFacts facts(String source) {
        return sources.getOrDefault(source, SourceFacts.fresh());
    }
}
