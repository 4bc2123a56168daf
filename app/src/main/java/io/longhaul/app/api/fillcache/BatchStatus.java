package io.longhaul.app.api.fillcache;

import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Recent;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.market.BatchJob;
import io.longhaul.app.view.Json;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.StoreView;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/fill-cache-batch-status?jobId=…&detailed=true`; without an id, the jobs that have not ended.
final class BatchStatus {

    private static final int SUCCESSFUL = 50;
    private static final int FAILED = 20;

    private final Service service;
    private final BatchJobs jobs;
    private final Recent<byte[]> documents;

    BatchStatus(Service service, BatchJobs jobs) {
        this.service = service;
        this.jobs = jobs;
        this.documents = Recent.of(service);
    }

    WebReply answer(WebRequest request) {
        request.mustHaveOnly("jobId", "detailed");
        boolean detailed = flag(request);
        var id = request.parameter("jobId").orElse("");
        if (id.isEmpty()) {
            return WebReply.json(200, active());
        }
        return WebReply.bytes(200, WebReply.JSON, documents.get(id + " " + detailed, () -> document(id, detailed)));
    }

    /// After a change, so that whoever made it sees it.
    void forget() {
        documents.forget();
    }

    private static boolean flag(WebRequest request) {
        return switch (request.parameter("detailed").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.wrong("detailed", "want true or false");
        };
    }

    private byte[] document(String id, boolean detailed) {
        var facts = jobs.facts(jobs.job(id));
        var document = brief(facts);
        if (detailed) {
            details(facts, document);
        }
        return Json.text(document).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private ObjectNode brief(BatchJob facts) {
        var progress = Documents.progress(facts)
                .put("elapsedTime", facts.elapsed(jobs.now()).toSeconds())
                .put("estimatedTimeRemaining", facts.left(jobs.now()).toSeconds());
        var document = Json.object()
                .put("success", true)
                .put("jobId", facts.job().draft().name())
                .put("status", facts.status());
        document.set("progress", progress);
        document.set("batches", Documents.batches(facts));
        return document.put("message", facts.message());
    }

    private void details(BatchJob facts, ObjectNode document) {
        var store = service.session().store();
        var job = facts.job();
        document.put("batchSize", job.draft().batchSize())
                .put("tickersToProcess", facts.missing())
                .put("startTime", job.draft().createdAt().toString());
        var successful = document.putArray("successfulTickers");
        store.ended(job.id(), ItemFilter.in(ItemState.DONE, ItemState.SKIPPED), 0, SUCCESSFUL)
                .forEach(each -> successful.add(each.item().key()));
        var failed = document.putArray("failedTickers");
        failedOf(store, facts, FAILED).forEach(failed::add);
        document.put("hasMoreSuccessful", facts.progress().successful() > successful.size())
                .put("hasMoreFailed", facts.progress().failed() > failed.size())
                .put("totalSuccessful", facts.progress().successful())
                .put("totalFailed", facts.progress().failed());
    }

    /// `{"ticker","error","batchNumber"}`; batches from 1, -1 for those known to be absent before.
    static java.util.List<ObjectNode> failedOf(StoreView store, BatchJob facts, int most) {
        return store.ended(facts.job().id(), ItemFilter.in(ItemState.FAILED, ItemState.UNCERTAIN), 0, most).stream()
                .map(each -> Json.object()
                        .put("ticker", each.item().key())
                        .put("error", each.outcome().reason())
                        .put("batchNumber", facts.batchNumber(each.item().position())))
                .toList();
    }

    private ObjectNode active() {
        var document = Json.object().put("success", true);
        var active = document.putArray("activeJobs");
        service.session().store().unfinished().stream().filter(BatchJob::is).forEach(
                job -> active.add(brief(jobs.facts(job))));
        return document.put("count", active.size());
    }
}
