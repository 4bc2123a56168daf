package io.longhaul.app.view;

import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Key;
import io.longhaul.engine.Row;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.engine.plan.Distinct;
import io.longhaul.engine.plan.Grouping;
import io.longhaul.engine.plan.ListFacts;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.plan.SourceFacts;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a plan of the rest of a stored job is made from: for what-ifs; its bound is the engine's business.
///
/// Rows that run or wait may have some of their answers already, so that many may be missing from the least calls.
/// Rate windows are taken as free: the store does not remember unmetered calls.
///
/// @param keys of a gate; empty where it takes none
public record RestOfJob(StoreView store, JobRecord job, Workflow<?, ?> workflow, Function<String, List<Key>> keys) {

    private static final int PAGE = 2_000;
    /// Rows that are looked at; of longer lists the others are taken to be like them. A what-if is an estimate, and must
    /// cost the same whatever the length of the list.
    private static final int LOOKED_AT = 10_000;

    public PlanRequest request(Instant now) {
        var counts = store.counts(job.id());
        var outline = workflow.outline();
        long left = Math.max(0, job.total() - counts.ended());
        boolean declared = outline.demands().stream()
                .anyMatch(demand -> demand.source().spec().limits().declared());
        var asked = declared ? asked(left) : new Asked(0, Map.of(), 1);
        long duplicates = Math.min(left, asked.duplicates());
        long begun = Math.min(left, begun(outline));
        var sources = new HashMap<String, SourceFacts>();
        for (var demand : outline.demands()) {
            var source = demand.source();
            sources.put(
                    source.spec().name(),
                    SourceUse.of(store, source, keys.apply(source.spec().limits().gate()), now)
                            .withStored(new SourceFacts.Stored(0, begun * demand.max()))
                            .withGroups(
                                    source instanceof GroupedSource ? job.draft().batchSize() : 1,
                                    asked.groups(source.spec().name())));
        }
        return new PlanRequest(
                outline, new ListFacts(left, List.of(), duplicates, 0), sources, job.options().concurrency(), now);
    }

    /// Rows that may have some of their answers already, at most.
    private long begun(Outline outline) {
        boolean groups = outline.demands().stream().anyMatch(demand -> demand.source() instanceof GroupedSource);
        long ahead = (long) job.options().effectiveLookAhead() * (groups ? job.draft().batchSize() : 1);
        return job.startedAt() == null ? 0 : ahead;
    }

    /// @param duplicates pending rows whose questions are all asked by others before them
    /// @param grouped by source that groups
    /// @param scale rows for which each looked at stands
    private record Asked(long duplicates, Map<String, Grouping> grouped, double scale) {
        long groups(String source) {
            var grouping = grouped.get(source);
            return grouping == null ? 0 : Math.round(grouping.calls() * scale);
        }
    }

    private Asked asked(long left) {
        var seen = new Distinct();
        var grouped = new HashMap<String, Grouping>();
        long duplicates = 0;
        long rows = 0;
        List<StoredItem> page;
        long from = 0;
        do {
            page = store.pending(job.id(), from, PAGE);
            rows += page.size();
            for (var item : page) {
                var asks = asks(workflow, item);
                long fresh = asks.stream().filter(each -> seen.add(digest(each))).count();
                duplicates += !asks.isEmpty() && fresh == 0 ? 1 : 0;
                for (var each : asks) {
                    if (each.source() instanceof GroupedSource) {
                        grouped.computeIfAbsent(each.source().spec().name(), any -> new Grouping())
                                .add(item.position() / job.draft().batchSize(), digest(each), each.mark());
                    }
                }
                from = item.position() + 1;
            }
        } while (page.size() == PAGE && rows < LOOKED_AT);
        double scale = page.size() == PAGE ? Math.max(1, (double) left / rows) : 1;
        return new Asked(Math.round(duplicates * scale), grouped, scale);
    }

    private <T> List<Steps.Question<?, ?>> asks(Workflow<T, ?> flow, StoredItem item) {
        try {
            return flow.asks(
                    flow.item(new Row(job.draft().columns(), item.cells())), Work.foresight(store, job.asOf(), item));
        } catch (IllegalArgumentException refused) {
            return List.of();
        }
    }

    private static <Q, A> Digest digest(Steps.Question<Q, A> question) {
        var source = question.source();
        return Digest.of(source.spec().name(), source.canonical(question.question()));
    }
}
