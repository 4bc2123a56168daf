package io.longhaul.app.view;

import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Source;
import io.longhaul.engine.plan.OwnerState;
import io.longhaul.engine.plan.SourceFacts;
import io.longhaul.engine.store.StoreView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a store knows of a source before further calls: quota units used by its owners, and how long answers took.
public final class SourceUse {

    private SourceUse() {}

    /// @param keys of its gate; empty where it takes none
    public static SourceFacts of(StoreView store, Source<?, ?> source, List<Key> keys, Instant now) {
        var observed = store.latency(source.spec().name())
                .map(SourceFacts.Observed.nothing()::withLatency)
                .orElse(SourceFacts.Observed.nothing());
        return SourceFacts.fresh().withOwners(owners(store, source, keys, now)).withObserved(observed);
    }

    private static List<OwnerState> owners(StoreView store, Source<?, ?> source, List<Key> keys, Instant now) {
        var quotas = source.spec().limits().quotas();
        var names = keys.stream().map(key -> key.owner().name()).distinct().toList();
        return (names.isEmpty() ? List.of(Owner.SELF.name()) : names)
                .stream()
                .map(name -> new OwnerState(
                        name,
                        quotas.stream()
                                .map(quota -> used(
                                        store, source.spec().countedAs(), name, quota.startOf(now), quota.buffer()))
                                .toList(),
                        null))
                .toList();
    }

    /// A call counts in each window in which it was open.
    private static long used(StoreView store, String source, String owner, Instant start, Duration buffer) {
        return store.spentSince(source, start.minus(buffer)).stream()
                .filter(each -> each.owner().equals(owner))
                .filter(each -> !each.closedAt().isBefore(start))
                .mapToLong(StoreView.Spent::units)
                .sum();
    }
}
