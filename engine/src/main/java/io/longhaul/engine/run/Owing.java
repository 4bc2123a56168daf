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
/// that a stored answer may spare. One pass over the rows; jobs without declared limits are not looked at, and a workflow
/// whose first 200 rows tell nothing is taken for one that tells nothing.
final class Owing {

    private static final int FIRST_PAGE = 200;
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
        var page = store.pending(job.id(), 0, FIRST_PAGE);
        count(page);
        while (page.size() >= FIRST_PAGE && !owed.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("stopped counting: the process ends");
            }
            page = store.pending(job.id(), page.getLast().position() + 1, PAGE);
            count(page);
        }
        return owed;
    }

    private void count(List<StoredItem> items) {
        var fresh = new HashMap<Spec, List<Digest>>();
        for (var item : items) {
            for (var question : work.asks(item)) {
                var spec = question.source().spec();
                if (spec.limits().declared()) {
                    owed.putIfAbsent(spec.limits().gate(), 0L);
                    add(fresh.computeIfAbsent(spec, any -> new ArrayList<>()), question);
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
