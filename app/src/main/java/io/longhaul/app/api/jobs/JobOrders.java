package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Money;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// What a job is told: pause, resume, cancel, retry. Telling it twice does no more than telling it once.
final class JobOrders {

    /// Pausing sends nothing new at once; calls under way may take longer than anybody waits for an answer.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Service service;
    private final Found found;
    private final StatusCache documents;

    JobOrders(Service service, Found found, StatusCache documents) {
        this.service = service;
        this.found = found;
        this.documents = documents;
    }

    WebReply pause(WebRequest request) {
        var job = told(request, Set.of());
        mustBeOpen(job, "pause");
        if (job.state() != JobState.PAUSED || job.reason() != PauseReason.USER) {
            service.session().order(job, new Command.Pause(PauseReason.USER, ""));
            settle(job);
        }
        return StatusCache.reply(200, documents.fresh(job));
    }

    WebReply cancel(WebRequest request) {
        var job = told(request, Set.of());
        if (job.state() != JobState.CANCELLED) {
            mustBeOpen(job, "cancel");
            service.session().order(job, new Command.Cancel());
            settle(job);
        }
        return StatusCache.reply(200, documents.fresh(job));
    }

    WebReply resume(WebRequest request) {
        var job = told(request, Options.NAMES);
        mustBeOpen(job, "resume");
        var options = Options.of(request.fields(), job.options());
        var budget = options.budget();
        var counts = service.session().store().counts(job.id());
        var spent = Money.usd(counts.costNanos() + counts.reservedNanos());
        if (budget != null && request.fields().has("budget") && spent.signum() > 0 && budget.compareTo(spent) <= 0) {
            throw request.fields().wrong(
                    "budget", "the job has spent " + spent.toPlainString() + " already; want more, for all of it");
        }
        service.session().resume(
                job, options.equals(job.options()) ? null : options, service.environment(), Duration.ZERO);
        return StatusCache.reply(202, documents.fresh(job));
    }

    /// Rows that ended badly run again: failed ones, those of a class, or uncertain ones, which may be paid twice.
    WebReply retry(WebRequest request) {
        var job = told(request, Set.of("state", "class"));
        var fields = request.fields();
        var state = fields.text("state").orElse("failed");
        var filter = switch (state.toLowerCase(Locale.ROOT)) {
            case "failed" -> fields.has("class")
                    ? ItemFilter.failed(Options.errorClass("/class", fields.text("class").orElseThrow()))
                    : ItemFilter.in(ItemState.FAILED);
            case "uncertain" -> {
                if (fields.has("class")) {
                    throw fields.wrong("class", "goes with state failed only");
                }
                yield ItemFilter.in(ItemState.UNCERTAIN);
            }
            default -> throw fields.wrong("state", "want failed or uncertain");
        };
        if (job.state() == JobState.CANCELLED) {
            throw Problem.conflict(job.handle() + " is cancelled; its rows do not run again");
        }
        long rows = rows(service.session().store().counts(job.id()), filter);
        if (rows > 0) {
            service.session().order(job, new Command.Retry(filter));
            var now = found.again(job);
            if (now.state() != JobState.PAUSED || job.state().ended()) {
                service.session().resume(now, null, service.environment(), Duration.ZERO);
            }
        }
        var document = Json.object().put("retried", rows);
        document.set("job", MAPPER.readTree(documents.fresh(job).text()));
        return WebReply.json(202, document);
    }

    private static long rows(JobCounts counts, ItemFilter filter) {
        var errorClass = filter.errorClass();
        if (errorClass != null) {
            return counts.failedByClass().getOrDefault(errorClass, 0L);
        }
        return filter.states().contains(ItemState.FAILED) ? counts.failed() : counts.uncertain();
    }

    private JobRecord told(WebRequest request, Set<String> names) {
        request.mustHaveOnly();
        request.fields().mustHaveOnly(names);
        var job = found.job(request);
        StatusCache.mustMatch(request, job);
        return job;
    }

    private static void mustBeOpen(JobRecord job, String verb) {
        if (job.state().ended()) {
            throw Problem.conflict(
                    job.handle() + " is " + job.state().label() + "; there is nothing to " + verb);
        }
    }

    private void settle(JobRecord job) {
        try {
            service.session().await(job, PATIENCE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
