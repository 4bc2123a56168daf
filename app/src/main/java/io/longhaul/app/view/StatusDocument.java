package io.longhaul.app.view;

import io.longhaul.engine.plan.Cause;
import io.longhaul.engine.store.JobState;
import java.math.BigDecimal;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `status JOB --json`: schema 1 as documented. Money is text with 4 decimals, times are RFC 3339 in UTC, `late` is in
/// seconds; what is not known is null.
public final class StatusDocument {

    private StatusDocument() {}

    /// @param outputDue whether the job is complete and its file not written yet: resuming it writes it
    public static ObjectNode of(JobFacts facts, boolean outputDue) {
        var job = facts.job();
        var document = Json.document()
                .put("jobId", job.handle())
                .put("name", job.draft().name())
                .put("workflow", job.draft().workflow())
                .put("status", facts.state().label());
        var reason = facts.reason();
        document.put("reason", reason == null ? null : reason.label())
                .put("priority", job.options().priority().label())
                .put("complete", job.state() == JobState.COMPLETED)
                .put("outputDue", outputDue)
                .put("input", job.draft().input())
                .put("output", job.draft().output().isEmpty() ? null : job.draft().output());
        document.set("owner", Json.object().put("pid", facts.ownerPid()).put("alive", facts.ownerPid() != null));
        document.set("items", items(facts));
        document.set("batches", batches(facts));
        document.set("calls", calls(facts));
        document.set("cost", cost(facts));
        document.set("time", time(facts));
        document.set("errors", errors(facts));
        document.set("waiting", waiting(facts));
        document.put("lastCheckpointAt", facts.snapshots().isEmpty()
                ? null
                : Times.rfc3339(facts.snapshots().getLast().at()));
        var current = document.putArray("currentItems");
        if (facts.active()) {
            facts.pulse().current().forEach(current::add);
        }
        var summary = document.putArray("errorSummary");
        for (var failed : facts.failures()) {
            var entry = summary.addObject()
                    .put("class", failed.errorClass().label())
                    .put("items", failed.items())
                    .put("reason", failed.reason());
            var examples = entry.putArray("examples");
            failed.examples().forEach(examples::add);
        }
        return document;
    }

    private static ObjectNode items(JobFacts facts) {
        var counts = facts.counts();
        return Json.object()
                .put("total", facts.job().total())
                .put("done", counts.done())
                .put("failed", counts.failed())
                .put("skipped", counts.skipped())
                .put("uncertain", counts.uncertain())
                .put("running", facts.running())
                .put("waiting", facts.waiting())
                .put("pending", facts.pending())
                .put("reused", counts.reused());
    }

    private static ObjectNode batches(JobFacts facts) {
        long completed = facts.counts().batchesEnded();
        return Json.object()
                .put("current", facts.currentBatch())
                .put("total", facts.batches())
                .put("completed", completed)
                .put("remaining", facts.batches() - completed)
                .put("size", facts.job().draft().batchSize());
    }

    /// A call is repeated when the one before it was lost: its fate is unknown, so no answer was bought twice. A lost
    /// one that was not made again (its row is uncertain, or failed) is not counted.
    private static ObjectNode calls(JobFacts facts) {
        long made = 0;
        long reused = 0;
        var bySource = Json.object();
        for (var each : new TreeMap<>(facts.counts().calls()).entrySet()) {
            var calls = each.getValue();
            made += calls.made();
            reused += calls.reused();
            bySource.set(
                    each.getKey(),
                    Json.object()
                            .put("made", calls.made())
                            .put("reused", calls.reused())
                            .put("throttled", calls.throttled())
                            .put("failed", calls.failed()));
        }
        var node = Json.object().put("made", made).put("reused", reused).put("repeated", facts.repeated());
        node.set("bySource", bySource);
        return node;
    }

    private static ObjectNode cost(JobFacts facts) {
        var counts = facts.counts();
        var budget = facts.job().options().budget();
        return Json.object()
                .put("currency", "USD")
                .put("settled", Money.json(counts.costNanos()))
                .put("reserved", Money.json(counts.reservedNanos()))
                .put("projected", Money.json(projected(facts)))
                .put("budget", budget == null ? null : Money.json(budget));
    }

    /// What all items will have cost if the rest cost as those before.
    static BigDecimal projected(JobFacts facts) {
        var settled = Money.usd(facts.counts().costNanos());
        long ended = facts.counts().ended();
        long left = Math.max(0, facts.job().total() - ended);
        return ended == 0 || left == 0
                ? settled
                : settled.add(settled.multiply(BigDecimal.valueOf(left))
                        .divide(BigDecimal.valueOf(ended), 9, java.math.RoundingMode.HALF_UP));
    }

    private static ObjectNode time(JobFacts facts) {
        var job = facts.job();
        var late = Json.object();
        for (var cause : Cause.values()) {
            Long millis = facts.pulse().late().get(cause.label());
            late.put(cause.label(), Json.number((millis == null ? 0 : millis) / 1e3, 3));
        }
        var node = Json.object()
                .put("createdAt", Times.rfc3339(job.draft().createdAt()))
                .put("startedAt", Times.rfc3339(job.startedAt()))
                .put("finishedAt", Times.rfc3339(job.finishedAt()))
                .put("elapsedSeconds", Json.number(facts.elapsed().toMillis() / 1e3, 1))
                .put("ratePerMinute", Json.number(facts.ratePerMinute(), 1))
                .put("etaAt", Times.rfc3339(facts.etaAt()))
                .put("expectedAt", Times.rfc3339(facts.expected()))
                .put("boundAt", Times.rfc3339(facts.bound()));
        node.set("late", late);
        return node;
    }

    private static ObjectNode errors(JobFacts facts) {
        var byClass = Json.object();
        facts.failures().forEach(each -> byClass.put(each.errorClass().label(), each.items()));
        var node = Json.object();
        node.set("byClass", byClass);
        return node;
    }

    private static ObjectNode waiting(JobFacts facts) {
        return Json.object()
                .put("until", Times.rfc3339(facts.wakes()))
                .put("because", blank(facts.because()));
    }

    private static @Nullable String blank(String text) {
        return text.isEmpty() ? null : text;
    }
}
