package io.longhaul.engine;

import java.time.Duration;
import java.util.List;

/// What one upstream allows. Sources that share a limit name the same gate.
///
/// @param gate whose limit it is, as `edgar`
/// @param concurrency calls open at a time, over all jobs; 0 where only the jobs' own concurrency bounds it
/// @param rates each holds in every trailing window; counted over all owners
/// @param quotas each holds for every owner by itself
/// @param adaptive whether concurrency follows the upstream's health, and a breaker guards it (commands: no)
public record Limits(String gate, int concurrency, List<Rate> rates, List<Quota> quotas, boolean adaptive) {
    public Limits {
        rates = List.copyOf(rates);
        quotas = List.copyOf(quotas);
        if (gate.isBlank() || concurrency < 0) {
            throw new IllegalArgumentException(
                    "gate \"" + gate + "\", concurrency " + concurrency + "; want a name and 0 or more");
        }
    }

    /// No declared limit.
    public static Limits none(String gate) {
        return new Limits(gate, 0, List.of(), List.of(), true);
    }

    /// One rate, `calls` in every trailing `window`.
    public static Limits rate(String gate, int calls, Duration window) {
        return new Limits(gate, 0, List.of(new Rate(calls, window)), List.of(), true);
    }

    public Limits with(Quota quota) {
        return new Limits(gate, concurrency, rates,
                java.util.stream.Stream.concat(quotas.stream(), java.util.stream.Stream.of(quota)).toList(), adaptive);
    }

    /// Whether any limit bounds calls over time, so that a finish can be bounded.
    public boolean declared() {
        return !rates.isEmpty() || !quotas.isEmpty();
    }
}
