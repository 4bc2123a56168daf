package io.longhaul.app.api.fillcache;

import io.longhaul.app.KeyRing;
import io.longhaul.app.Workflows;
import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.config.Config;
import io.longhaul.app.market.BatchJob;
import io.longhaul.app.market.FillPlan;
import io.longhaul.app.market.FillWish;
import io.longhaul.app.notice.Targets;
import io.longhaul.app.session.Session;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.source.market.Ticker;
import io.longhaul.workflow.fillcache.FillCache;
import io.longhaul.workflow.fillcache.FillCacheSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Makes and finds the jobs of these endpoints.
final class BatchJobs {

    static final String KEY_COLUMN = "ticker";
    private static final int ID_TAIL = 5;
    private static final int BASE = 36;

    private final Service service;

    BatchJobs(Service service) {
        this.service = service;
    }

    Service service() {
        return service;
    }

    Instant now() {
        return service.clocks().wall().instant();
    }

    /// What is to be cached and what of it is missing.
    ///
    /// @param minutes that the missing tickers will take, at least 1 if there are any
    record Wanted(FillCacheSettings settings, FillPlan plan, long minutes) {}

    /// @throws Problem for what cannot be cached
    /// @throws io.longhaul.app.CommandException without a provider
    Wanted wanted(List<Ticker> tickers, FillWish wish) {
        try {
            var config = service.config();
            var settings = wish.settings(config, KEY_COLUMN);
            var workflow = Workflows.fillCache(settings, config);
            var plan = new FillPlan(workflow, Work.foresight(service.session().store(), now()));
            tickers.forEach(plan::add);
            return new Wanted(settings, plan, minutes(plan, config));
        } catch (IllegalArgumentException wrong) {
            throw new Problem(400, "invalid", String.valueOf(wrong.getMessage()));
        }
    }

    /// By the limits and what earlier calls took; a second a call where neither is known.
    private long minutes(FillPlan plan, Config config) {
        if (plan.missing().isEmpty()) {
            return 0;
        }
        var accounts = KeyRing.accounts(config, service.environment());
        int concurrency = options(5).concurrency();
        var whole = plan.plan(plan.facts(service.session().store(), accounts, now()), concurrency, now());
        var expected = whole.expected();
        var guess = now().plusSeconds(Math.ceilDiv(plan.missing().size(), concurrency));
        var end = expected != null ? expected.p50() : guess;
        var bound = whole.bound();
        if (bound != null && bound.isAfter(end)) {
            end = bound;
        }
        return Math.max(1, Math.ceilDiv(Duration.between(now(), end).toSeconds(), 60));
    }

    /// As many at a time as a batch has, unless the service is configured otherwise.
    RunOptions options(int batchSize) {
        var config = service.config();
        var said = config.value("concurrency").filter(value -> !value.origin().equals("default"));
        var timeout = config.text("timeout").map(io.longhaul.app.view.Durations::parse).orElse(Duration.ofSeconds(120));
        return RunOptions.DEFAULT
                .withConcurrency(said.map(value -> Integer.parseInt(value.text())).orElse(batchSize))
                .withTimeout(timeout);
    }

    enum Begin {
        /// Somebody waits for its end.
        NOW,
        IN_TURN,
        WHEN_TOLD
    }

    /// A job as it was asked for.
    ///
    /// @param source as the request named it
    /// @param targets who is told of it
    record Order(Wanted wanted, String source, int batchSize, Targets targets) {}

    /// Stores the job: missing tickers first, then those cached, then those known to be absent.
    JobRecord make(Order order, Begin begin) {
        var plan = order.wanted.plan();
        var submission = submission(
                order, new Known(plan.missing().size(), plan.absent().size(), new Start.Now()),
                begin == Begin.NOW ? Priority.HIGH : Priority.MEDIUM);
        var session = service.session();
        return created(switch (begin) {
            case NOW -> session.submitNow(submission);
            case IN_TURN -> session.submit(submission);
            case WHEN_TOLD -> session.hold(submission, "fill-cache-batch-continue begins it");
        });
    }

    /// Stores a job that starts at a time, or one that is copied at each. What is cached by then nobody knows now: all
    /// of its tickers are looked at, and count as processed once they were.
    JobRecord makeLater(Order order, Start start) {
        return created(service.session().submit(submission(
                order, new Known(order.wanted.plan().size(), 0, start), Priority.MEDIUM)));
    }

    private JobRecord created(JobRecord job) {
        BatchLog.created(BatchJob.of(service.session().store(), job));
        return job;
    }

    /// @param missing tickers to be asked for when it starts
    /// @param absent those that nobody is asked for
    private record Known(int missing, int absent, Start start) {}

    private Session.Submission submission(Order order, Known known, Priority priority) {
        var plan = order.wanted.plan();
        int size = order.batchSize;
        var all = new ArrayList<DraftItem>();
        for (var part : List.of(plan.missing(), plan.cached(), plan.absent())) {
            part.forEach(ticker -> all.add(
                    new DraftItem(all.size() + 2L, ticker.symbol(), List.of(ticker.symbol()), null)));
        }
        var id = id(all.size());
        var identity = Digest.of(id).toString();
        var stored = new LinkedHashMap<>(order.wanted.settings().map());
        stored.put("cwd", service.workingDirectory().toString());
        stored.put(BatchJob.MISSING, Integer.toString(known.missing));
        stored.put(BatchJob.ELIMINATED, Integer.toString(known.absent));
        stored.put(BatchJob.SOURCE, order.source);
        stored.putAll(known.start.settings(identity));
        stored.putAll(order.targets.setting());
        var draft = new JobDraft(
                id, FillCache.NAME, FillCache.VERSION, stored, known.start.identity(identity), order.source, "",
                List.of(KEY_COLUMN), size, size, now(), false, options(size).withPriority(priority));
        return new Session.Submission(draft, all.iterator(), draft::identity, service.environment(), Duration.ZERO);
    }

    /// `batch_job_<base 36 milliseconds>_<5 base 36 digits>`.
    private String id(int salt) {
        long millis = now().toEpochMilli();
        for (long nanos = service.clocks().nanos().getAsLong();; nanos++) {
            long hash = Long.parseLong(Digest.of(millis + " " + nanos + " " + salt).toString().substring(0, 12), 16);
            var tail = Long.toString(hash % 60_466_176, BASE);
            var id = "batch_job_" + Long.toString(millis, BASE) + "_" + "0".repeat(ID_TAIL - tail.length()) + tail;
            if (service.session().store().job(id).isEmpty()) {
                return id;
            }
        }
    }

    /// @throws Problem 400 without an id, 404 for one that no job has
    JobRecord job(String id) {
        if (id.isBlank()) {
            throw new Problem(400, "invalid", "Job ID is required");
        }
        return service.session().store().job(id)
                .filter(BatchJob::is)
                .filter(job -> job.draft().name().equals(id) || job.handle().equals(id))
                .orElseThrow(() -> Problem.notFound("Batch job not found: \"" + Fields.shown(id) + "\""));
    }

    JobRecord again(JobRecord job) {
        return service.session().store().job(job.id()).orElse(job);
    }

    BatchJob facts(JobRecord job) {
        return BatchJob.of(service.session().store(), again(job));
    }
}
