package io.longhaul.app.api.fillcache;

import io.longhaul.app.api.NotifyField;
import io.longhaul.app.api.StartFields;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.market.BatchJob;
import io.longhaul.app.view.Json;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `POST /api/fill-cache-batch-start`: a job of micro-batches over the tickers that are missing.
final class BatchStart {

    static final int USUAL_SIZE = 5;
    static final int LARGEST = 50;

    private final BatchJobs jobs;

    BatchStart(BatchJobs jobs) {
        this.jobs = jobs;
    }

    WebReply answer(WebRequest request) {
        request.mustHaveOnly();
        var fields = request.fields();
        var known = new HashSet<>(FillBody.WISH);
        known.addAll(StartFields.NAMES);
        known.addAll(Set.of("tickerSource", "tickers", "batchSize", "startImmediately"));
        fields.mustHaveOnly(known);
        var body = new FillBody(fields);
        var source = body.source();
        int size = fields.whole("batchSize", 1, LARGEST).orElse(USUAL_SIZE);
        boolean start = !fields.has("startImmediately") || fields.flag("startImmediately");
        var when = StartFields.of(fields, jobs.service());
        boolean later = !(when instanceof Start.Now);
        if (later && !start) {
            throw fields.wrong("startImmediately",
                    "got false and a time to start at, too; want at most one of the two");
        }
        var targets = NotifyField.of(fields, jobs.service());
        var wanted = jobs.wanted(body.tickers(), body.wish());
        var order = new BatchJobs.Order(wanted, source, size, targets);
        var job = later
                ? jobs.makeLater(order, when)
                : jobs.make(order, start ? BatchJobs.Begin.IN_TURN : BatchJobs.Begin.WHEN_TOLD);
        var facts = jobs.facts(job);
        long batches = facts.batches().total();
        var document = Json.object()
                .put("success", true)
                .put("jobId", job.draft().name())
                .put("message", batches == 0
                        ? BatchJob.NOTHING_MISSING
                        : "Batch job created with " + batches + " batches")
                .put("status", facts.status())
                .put("tickerSource", source)
                .put("creationTime", job.draft().createdAt().toString());
        document.set("batchInfo", Json.object()
                .put("totalTickers", facts.progress().total())
                .put("tickersToProcess", facts.missing())
                .put("totalBatches", batches)
                .put("batchSize", size)
                .put("estimatedTimeMinutes", wanted.minutes()));
        document.set("progress", Documents.progress(facts));
        document.set("nextSteps", nextSteps(job.draft().name(), List.of(autoStart(start, when, job))));
        return WebReply.json(201, document);
    }

    private static String autoStart(boolean start, Start when, JobRecord job) {
        return switch (when) {
            case Start.Now() -> start
                    ? "Job will start automatically in a few seconds"
                    : "Call startProcessing to begin";
            case Start.Once(var at, _) -> "Job will start automatically at " + at;
            case Start.Again again -> "A copy of this job will start automatically at each time of " + again
                    + ", the next at " + job.until();
        };
    }

    static tools.jackson.databind.node.ObjectNode nextSteps(String id, List<String> autoStart) {
        return Json.object()
                .put("checkStatus", "/api/fill-cache-batch-status?jobId=" + id)
                .put("startProcessing", "/api/fill-cache-batch-continue")
                .put("autoStart", autoStart.getFirst());
    }
}
