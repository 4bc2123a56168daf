package io.longhaul.app.view;

import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Key;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Source;
import io.longhaul.engine.plan.ListFacts;
import io.longhaul.engine.plan.OwnerState;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.plan.SourceFacts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.StoreView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/// What a plan of the rest of a stored job is made from.
///
/// Rows that run or wait may have some of their answers already, so that many may be missing from the least calls. Of
/// a job that waits as a whole, each row that waits lacks one at least, which tells where there is one source.
/// Rate windows are taken as free: the store does not remember unmetered calls.
///
/// @param keys of a gate; empty where it takes none
public record RestOfJob(StoreView store, JobRecord job, Outline outline, Function<String, List<Key>> keys) {

    public PlanRequest request(Instant now) {
        var counts = store.counts(job.id());
        long left = Math.max(0, job.total() - counts.ended());
        var pulse = store.pulse(job.id());
        long begun = Math.min(left, (long) pulse.running() + pulse.waiting());
        boolean lacking = job.state() == JobState.WAITING && outline.demands().size() == 1;
        long lack = lacking ? Math.min(begun, pulse.waiting()) : 0;
        var sources = new HashMap<String, SourceFacts>();
        for (var demand : outline.demands()) {
            var source = demand.source();
            var stored = new SourceFacts.Stored(0, begun * demand.max() - lack);
            var observed = store.latency(source.spec().name())
                    .map(SourceFacts.Observed.nothing()::withLatency)
                    .orElse(SourceFacts.Observed.nothing());
            sources.put(
                    source.spec().name(),
                    SourceFacts.fresh()
                            .withStored(stored)
                            .withOwners(owners(source, now))
                            .withGroup(source instanceof GroupedSource ? job.draft().batchSize() : 1)
                            .withObserved(observed));
        }
        return new PlanRequest(
                outline, new ListFacts(left, List.of(), 0, 0), sources, job.options().concurrency(), now);
    }

    private List<OwnerState> owners(Source<?, ?> source, Instant now) {
        var limits = source.spec().limits();
        var names = keys.apply(limits.gate()).stream().map(key -> key.owner().name()).distinct().toList();
        return (names.isEmpty() ? List.of(Owner.SELF.name()) : names)
                .stream()
                .map(name -> new OwnerState(
                        name,
                        limits.quotas().stream()
                                .map(quota -> used(source.spec().name(), name, quota.startOf(now), quota.buffer()))
                                .toList(),
                        null))
                .toList();
    }

    /// A call counts in each window in which it was open.
    private long used(String source, String owner, Instant start, Duration buffer) {
        return store.spentSince(start.minus(buffer)).stream()
                .filter(each -> each.source().equals(source) && each.owner().equals(owner))
                .filter(each -> !each.closedAt().isBefore(start))
                .mapToLong(StoreView.Spent::units)
                .sum();
    }
}
