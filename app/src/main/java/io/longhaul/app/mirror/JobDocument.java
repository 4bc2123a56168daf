package io.longhaul.app.mirror;

import io.longhaul.app.market.BatchJob;
import io.longhaul.app.view.Json;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import java.time.Instant;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A fill-cache job as one record. Lists hold the first 10,000 of theirs, as many as a request may name; instants are
/// ISO-8601 in UTC, times in whole seconds; `batchNumber` as [BatchJob#batchNumber].
record JobDocument(StoreView store, JobRecord job) {

    private static final int LISTED = 10_000;
    private static final int PAGE = 2_000;

    /// The name by which the service's clients know it; of a job that a command made, what `longhaul jobs` shows.
    String jobId() {
        return BatchJob.is(job) ? job.draft().name() : job.handle();
    }

    ObjectNode of(Instant now) {
        var facts = BatchJob.of(store, job);
        var progress = facts.progress();
        var document = Json.object().put("jobId", jobId()).put("totalTickers", progress.total());
        toProcess(facts, document.putArray("tickersToProcess"));
        document.put("processed", progress.processed())
                .put("successful", progress.successful())
                .put("failed", progress.failed())
                .put("currentBatch", facts.batches().current())
                .put("totalBatches", facts.batches().total())
                .put("status", facts.status())
                .put("startTime", job.draft().createdAt().toString());
        var failed = document.putArray("failedTickers");
        ended(ItemFilter.in(ItemState.FAILED, ItemState.UNCERTAIN), each -> failed.addObject()
                .put("ticker", each.item().key())
                .put("error", each.outcome().reason())
                .put("batchNumber", facts.batchNumber(each.item().position())));
        var successful = document.putArray("successfulTickers");
        ended(ItemFilter.in(ItemState.DONE, ItemState.SKIPPED), each -> successful.add(each.item().key()));
        var started = job.startedAt();
        return document.put("batchSize", job.draft().batchSize())
                .put("processingStartTime", started == null ? null : started.toString())
                .put("lastUpdate", now.toString())
                .put("estimatedTimeRemaining", facts.left(now).toSeconds());
    }

    private void toProcess(BatchJob facts, ArrayNode list) {
        long end = Math.min(facts.missing(), LISTED);
        for (long from = 0; from < end; from += PAGE) {
            store.items(job.id(), from, (int) Math.min(PAGE, end - from)).forEach(item -> list.add(item.key()));
        }
    }

    private void ended(ItemFilter filter, Consumer<EndedItem> consumer) {
        int left = LISTED;
        long from = 0;
        while (left > 0) {
            var page = store.ended(job.id(), filter, from, Math.min(PAGE, left));
            page.forEach(consumer);
            if (page.size() < PAGE) {
                return;
            }
            left -= page.size();
            from = page.getLast().item().position() + 1;
        }
    }
}
