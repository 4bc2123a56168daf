package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.view.ItemName;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Money;
import io.longhaul.app.view.RetryChoice;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// What a job is told: pause, resume, cancel, retry. Telling it twice does no more than telling it once.
final class JobOrders {

    /// Pausing sends nothing new at once; calls under way may take longer than anybody waits for an answer.
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(1);
    private static final long LOOK_MILLIS = 5;

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
        return StatusCache.reply(200, notCancelled(documents.fresh(job), "pause"));
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
        begun(job);
        return StatusCache.reply(202, notCancelled(documents.fresh(job), "resume"));
    }

    /// Rows that ended badly run again: failed ones, those of a class, uncertain ones, which may be paid twice, or one.
    WebReply retry(WebRequest request) {
        var job = told(request, Set.of("state", "class", "item"));
        var choice = choice(job, request.fields());
        if (job.state() == JobState.CANCELLED) {
            throw Problem.conflict(job.handle() + " is cancelled; its rows do not run again");
        }
        if (choice.rows() > 0) {
            service.session().order(job, new Command.Retry(choice.filter()));
            var now = found.again(job);
            if (now.state() != JobState.PAUSED || job.state().ended()) {
                service.session().resume(now, null, service.environment(), Duration.ZERO);
            }
        }
        var document = Json.object().put("retried", choice.rows());
        document.set("job", MAPPER.readTree(documents.fresh(job).text()));
        return WebReply.json(202, document);
    }

    private RetryChoice choice(JobRecord job, Fields fields) {
        var store = service.session().store();
        var item = fields.text("item");
        if (item.isPresent()) {
            if (fields.has("state") || fields.has("class")) {
                throw fields.wrong("item", "goes with neither state nor class: one row is meant");
            }
            var one = ItemName.find(store, job, item.get())
                    .orElseThrow(() -> Problem.notFound(ItemName.none(job, item.get())));
            return RetryChoice.one(store, job, one);
        }
        return RetryChoice.of(store, job, filter(fields));
    }

    private static ItemFilter filter(Fields fields) {
        var errorClass = fields.text("class");
        var state = fields.text("state").orElse("failed");
        if (state.equals("uncertain") && errorClass.isPresent()) {
            throw fields.wrong("class", "goes with state failed only");
        }
        return switch (state) {
            case "failed" -> errorClass.map(text -> ItemFilter.failed(Options.errorClass("/class", text)))
                    .orElse(ItemFilter.in(ItemState.FAILED));
            case "uncertain" -> ItemFilter.in(ItemState.UNCERTAIN);
            default -> throw fields.wrong(
                    "state", "got \"" + Fields.shown(state) + "\"; want failed or uncertain");
        };
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

    /// Another order may have come first.
    private static StatusCache.Entry notCancelled(StatusCache.Entry now, String verb) {
        if (now.job().state() == JobState.CANCELLED) {
            mustBeOpen(now.job(), verb);
        }
        return now;
    }

    /// Waits until it shows that the job goes on; for as long as somebody who asked may be kept.
    private void begun(JobRecord paused) {
        long end = service.clocks().nanos().getAsLong() + BEGINS_WITHIN.toNanos();
        var never = new CountDownLatch(1);
        try {
            while (service.clocks().nanos().getAsLong() < end && same(found.again(paused), paused)) {
                never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean same(JobRecord now, JobRecord before) {
        return now.state() == JobState.PAUSED
                && now.reason() == before.reason()
                && now.because().equals(before.because());
    }

    private void settle(JobRecord job) {
        try {
            service.session().await(job, PATIENCE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
