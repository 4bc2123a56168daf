package io.longhaul.app.api.fillcache;

import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.NotifyField;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.market.BatchJob;
import io.longhaul.app.view.Json;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.source.market.Ticker;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/fill-cache`: `validate` says what is cached; `fill` answers a short list when it is done, and makes a job
/// of batches of one with 50 or more tickers.
final class FillNow {

    private static final int BATCH_MODE = 50;
    private static final int MOST = 10_000;

    private final Service service;
    private final BatchJobs jobs;

    FillNow(Service service, BatchJobs jobs) {
        this.service = service;
        this.jobs = jobs;
    }

    WebReply answer(WebRequest request) {
        request.mustHaveOnly();
        var fields = request.fields();
        var known = new HashSet<>(FillBody.WISH);
        known.addAll(Set.of("tickers", "action", "useBatch"));
        fields.mustHaveOnly(known);
        var body = new FillBody(fields);
        boolean batch = fields.flag("useBatch");
        var action = fields.text("action").orElse("fill");
        var targets = NotifyField.of(fields, jobs.service());
        var wanted = switch (action) {
            case "validate", "fill" -> jobs.wanted(body.custom(), body.wish());
            default -> throw fields.wrong(
                    "action", "Invalid action: got \"" + Fields.shown(action) + "\"; want fill or validate");
        };
        if (action.equals("validate")) {
            return WebReply.json(200, validated(wanted));
        }
        int tickers = wanted.plan().size();
        boolean direct = !batch && tickers < BATCH_MODE;
        var job = jobs.make(
                new BatchJobs.Order(wanted, "custom", BatchStart.USUAL_SIZE, targets),
                direct ? BatchJobs.Begin.NOW : BatchJobs.Begin.IN_TURN);
        return direct ? direct(job) : batch(job, tickers);
    }

    private static ObjectNode validated(BatchJobs.Wanted wanted) {
        var plan = wanted.plan();
        var document = Json.object().put("success", true).put("action", "validate");
        symbols(document.putArray("cached"), plan.cached());
        symbols(document.putArray("missing"), plan.missing());
        symbols(document.putArray("eliminated"), plan.absent());
        document.set("summary", Json.object()
                .put("total", plan.size())
                .put("cached", plan.cached().size())
                .put("missing", plan.missing().size())
                .put("eliminated", plan.absent().size()));
        return document;
    }

    private static void symbols(ArrayNode array, List<Ticker> tickers) {
        tickers.forEach(ticker -> array.add(ticker.symbol()));
    }

    private static WebReply batch(JobRecord job, int tickers) {
        var document = Json.object()
                .put("success", true)
                .put("batchMode", true)
                .put("jobId", job.draft().name())
                .put("message", "Batch job created for " + tickers + " tickers");
        document.set("nextSteps", BatchStart.nextSteps(
                job.draft().name(), List.of("Job will start automatically in a few seconds")));
        return WebReply.json(202, document);
    }

    /// 200 all cached, 207 some, 400 none; 409 when somebody cancelled it meanwhile; 202 when time is up before, the
    /// job going on.
    private WebReply direct(JobRecord job) {
        try {
            service.session().await(job, BatchContinue.LONGEST);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Problem(503, "ending", "the service is ending; the job goes on when it is back");
        }
        var facts = jobs.facts(job);
        if (!facts.job().state().ended()) {
            return batch(job, (int) facts.progress().total());
        }
        long good = facts.progress().successful();
        long total = facts.progress().total();
        boolean cancelled = facts.job().state() == JobState.CANCELLED && good < total;
        int status = cancelled ? 409 : good == total ? 200 : good > 0 ? 207 : 400;
        var document = Json.object()
                .put("success", good > 0 && !cancelled)
                .put("batchMode", false)
                .put("jobId", job.draft().name())
                .put("message", good + " of " + total + " tickers cached");
        if (cancelled) {
            document.put("error", "The job was cancelled before all tickers were cached");
        } else if (status == 400) {
            document.put("error", "No ticker could be cached");
        }
        document.set("results", results(facts));
        document.set("progress", Documents.progress(facts));
        return WebReply.json(status, document);
    }

    private ObjectNode results(BatchJob facts) {
        var store = service.session().store();
        var document = Json.object();
        var successful = document.putArray("successful");
        store.ended(facts.job().id(), ItemFilter.in(ItemState.DONE, ItemState.SKIPPED), 0, MOST)
                .forEach(each -> successful.add(each.item().key()));
        var failed = document.putArray("failed");
        BatchStatus.failedOf(store, facts, MOST).forEach(each -> failed.add(each.without("batchNumber")));
        return document;
    }
}
