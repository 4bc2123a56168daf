package io.longhaul.engine.run;

import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.plan.Distinct;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts what the pending rows of a job must still ask at gates with declared limits: each question once, and none
/// that a stored answer may spare. One pass over the rows; jobs without declared limits are not looked at, and a
/// workflow whose first 200 rows tell nothing is taken for one that tells nothing.
final class Owing {

    private static final int SAMPLE = 200;
    private static final int PAGE = 2_000;

    private final Work work;
    private final JobRecord job;
    private final StoreView store;
    private final JobCounts counts;
    private final Distinct seen = new Distinct();
    private final Map<String, Long> owed = new HashMap<>();

    Owing(Work work, JobRecord job, StoreView store, JobCounts counts) {
        this.work = work;
        this.job = job;
        this.store = store;
        this.counts = counts;
    }

    Map<String, Long> byGate() {
        boolean bounded = work.workflow().outline().demands().stream()
                .anyMatch(demand -> demand.source().spec().limits().declared());
        if (!bounded) {
            return owed;
        }
        // from rows that ended as well: what is told does not depend on how far the job has come
        for (var item : store.items(job.id(), 0, SAMPLE)) {
            work.asks(item, store).forEach(this::tells);
        }
        long from = 0;
        boolean more = !owed.isEmpty();
        while (more) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("stopped counting: the process ends");
            }
            var page = store.pending(job.id(), from, PAGE);
            count(page);
            more = page.size() == PAGE;
            from = more ? page.getLast().position() + 1 : from;
        }
        return owed;
    }

    private boolean tells(Steps.Question<?, ?> question) {
        var limits = question.source().spec().limits();
        if (limits.declared()) {
            owed.putIfAbsent(limits.gate(), 0L);
        }
        return limits.declared();
    }

    private void count(List<StoredItem> items) {
        var fresh = new HashMap<Spec, List<Digest>>();
        for (var item : items) {
            for (var question : work.asks(item, store)) {
                if (tells(question)) {
                    add(fresh.computeIfAbsent(question.source().spec(), any -> new ArrayList<>()), question);
                }
            }
        }
        fresh.forEach((spec, digests) -> {
            long stored = mayBeStored(spec) ? store.answered(digests, since(spec.reuse())).size() : 0;
            owed.merge(spec.limits().gate(), digests.size() - stored, Long::sum);
        });
    }

    private void add(List<Digest> fresh, Steps.Question<?, ?> question) {
        var digest = work.digest(question);
        if (seen.add(digest)) {
            fresh.add(digest);
        }
    }

    /// Answers of one job's own are there only when it has called.
    private boolean mayBeStored(Spec spec) {
        return spec.reuse().scope() == Reuse.Scope.STORE || counts.calls().containsKey(spec.name());
    }

    /// The oldest answer that may count, whether found or absent.
    private Instant since(Reuse reuse) {
        var life = reuse.freshness().compareTo(reuse.negative()) < 0 ? reuse.negative() : reuse.freshness();
        return job.draft().refresh() ? job.asOf() : job.asOf().minus(life);
    }
}
