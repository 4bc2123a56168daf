package io.longhaul.app.api.fillcache;

import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.market.BatchJob;
import io.longhaul.app.view.Json;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// `POST /api/fill-cache-batch-continue`: of a job that is being driven, its next completed batch; of one that stands
/// still, one micro-batch, and the rest after it if `autoContinue` says so. One call after the other: no batch is run
/// twice.
final class BatchContinue {

    /// A request may take 300 s where these endpoints come from, its wait for others included; 60 s of them are a
    /// margin.
    static final Duration LONGEST = Duration.ofSeconds(240);
    /// For the last calls of a slice whose time is up.
    private static final Duration ENDING = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 100;

    private final Service service;
    private final BatchJobs jobs;
    private final Runnable changed;
    private final Map<Long, Turn> turns = new ConcurrentHashMap<>();

    /// One request of a job at a time, the others in the order they came.
    ///
    /// @param requests those that hold it or wait for it; nothing of it is left behind them
    private record Turn(ReentrantLock lock, int requests) {
        static Turn joined(@Nullable Turn now) {
            return now == null ? new Turn(new ReentrantLock(true), 1) : new Turn(now.lock, now.requests + 1);
        }

        @Nullable
        Turn left() {
            return requests == 1 ? null : new Turn(lock, requests - 1);
        }
    }

    /// @param changed told when a job went on
    BatchContinue(Service service, BatchJobs jobs, Runnable changed) {
        this.service = service;
        this.changed = changed;
        this.jobs = jobs;
    }

    WebReply answer(WebRequest request) {
        request.mustHaveOnly();
        var fields = request.fields();
        fields.mustHaveOnly(Set.of("jobId", "autoContinue"));
        boolean goesOn = !fields.has("autoContinue") || fields.flag("autoContinue");
        var job = jobs.job(fields.text("jobId").orElse(""));
        return inTurn(job, end -> next(job, goesOn, end));
    }

    /// `POST /api/fill-cache-batch-orchestrator`: drives the job to its end, and answers when it is there or time is
    /// up.
    WebReply orchestrate(WebRequest request) {
        request.mustHaveOnly();
        var fields = request.fields();
        fields.mustHaveOnly(Set.of("jobId"));
        var job = jobs.job(fields.text("jobId").orElse(""));
        mustBeFit(job);
        return inTurn(job, end -> {
            drive(job);
            waitFor(job, end, () -> jobs.again(job).state().ended());
            var facts = jobs.facts(job);
            boolean completed = facts.job().state() == JobState.COMPLETED;
            var document = head(facts, completed).put("status", facts.status());
            document.set("progress", Documents.progress(facts));
            document.put("message", facts.message());
            if (!completed) {
                // nobody has to: the service drives it
                document.put("nextOrchestration", "/api/fill-cache-batch-orchestrator");
            }
            return WebReply.json(200, document);
        });
    }

    @FunctionalInterface
    private interface Answering {
        /// @param end of the time it has, monotonic nanoseconds
        WebReply answer(long end) throws InterruptedException;
    }

    private WebReply inTurn(JobRecord job, Answering answering) {
        long end = now() + LONGEST.toNanos();
        var turn = turns.compute(job.id(), (any, now) -> Turn.joined(now)).lock();
        try {
            if (!turn.tryLock(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new Problem(409, "conflict", "another request is waiting for this job's next batch; ask again");
            }
            try {
                return answering.answer(end);
            } finally {
                changed.run();
                turn.unlock();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Problem(503, "ending", "the service is ending; the job goes on when it is back");
        } finally {
            turns.computeIfPresent(job.id(), (any, now) -> now.left());
        }
    }

    private void mustBeFit(JobRecord job) {
        var now = jobs.again(job);
        var state = now.state();
        if (state == JobState.FAILED || state == JobState.CANCELLED) {
            throw new Problem(400, "invalid", "Cannot continue a " + state.label() + " job");
        }
        var start = Start.of(now.draft());
        boolean early = Start.later(now) && !(start instanceof Start.Once(var at, _) && !at.isAfter(jobs.now()));
        if (early) {
            throw Problem.conflict("Cannot continue a job before its time: " + start + ", by itself");
        }
    }

    private WebReply next(JobRecord job, boolean goesOn, long end) throws InterruptedException {
        mustBeFit(job);
        var before = jobs.facts(job);
        if (before.job().state() == JobState.COMPLETED) {
            var document = head(before, true);
            document.set("progress", Documents.progress(before));
            document.set("summary", Json.object()
                    .put("totalProcessed", before.progress().processed())
                    .put("successful", before.progress().successful())
                    .put("failed", before.progress().failed()));
            return WebReply.json(200, document.put("message", "Batch job already completed"));
        }
        long batch = before.batches().current();
        if (driven(before.job()) || goesOn) {
            batch = nextEnded(before, end, () -> drive(job)).orElse(batch);
        } else if (!slice(before, batch, end)) {
            // told to go on meanwhile; or it was still ending the calls of its pause, and stands still now
            var ended = nextEnded(before, end, () -> {});
            var now = jobs.facts(job);
            batch = ended.orElse(now.batches().current());
            if (ended.isEmpty() && !now.job().state().ended()) {
                slice(now, batch, end);
            }
        }
        return answer(job, batch, goesOn);
    }

    /// Waits for the next batch that completes; empty if the job ends or stops before.
    private OptionalLong nextEnded(BatchJob before, long end, Runnable begin) throws InterruptedException {
        var job = before.job();
        var done = new NextBatch(job.id(), before.batches().total());
        service.session().listen(done);
        try {
            begin.run();
            waitFor(job, end, () -> done.number >= 0 || jobs.again(job).state().ended());
        } finally {
            service.session().unlisten(done);
        }
        return done.number >= 0 ? OptionalLong.of(done.number) : OptionalLong.empty();
    }

    private static boolean driven(JobRecord job) {
        return switch (job.state()) {
            case PENDING, RUNNING, WAITING -> true;
            case PAUSED, COMPLETED, FAILED, CANCELLED -> false;
        };
    }

    private void drive(JobRecord job) {
        var now = jobs.again(job);
        boolean early = now.state() == JobState.WAITING && Start.later(now);
        if (!now.state().ended() && !early) { // one that waits for an upstream tries it at once
            service.session().resume(now, null, service.environment(), Duration.ZERO);
        }
    }

    /// @return false if the job does not stand still
    private boolean slice(BatchJob before, long batch, long end) throws InterruptedException {
        var left = Duration.ofNanos(end - now());
        if (!left.isPositive()) {
            return true; // the next request's
        }
        boolean last = batch + 1 >= before.batches().total();
        long until = last ? Long.MAX_VALUE : (batch + 1) * before.job().draft().batchSize();
        return service.session()
                .runSlice(before.job(), Slice.upTo(until, left), service.environment(), left.plus(ENDING));
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private long now() {
        return service.clocks().nanos().getAsLong();
    }

    private void waitFor(JobRecord job, long end, Condition condition) throws InterruptedException {
        var never = new SynchronousQueue<Boolean>();
        while (!condition.holds() && now() < end) {
            boolean over = jobs.again(job).state() == JobState.PAUSED
                    && service.session().await(job, Duration.ofMillis(1));
            if (over && !condition.holds()) {
                return; // it stopped: a person's business
            }
            never.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static ObjectNode head(BatchJob facts, boolean completed) {
        return Json.object()
                .put("success", true)
                .put("completed", completed)
                .put("jobId", facts.job().draft().name());
    }

    private WebReply answer(JobRecord job, long batch, boolean goesOn) {
        var facts = jobs.facts(job);
        boolean completed = facts.job().state() == JobState.COMPLETED;
        var document = head(facts, completed)
                .put("batchNumber", Math.min(batch + 1, facts.batches().total()))
                .put("totalBatches", facts.batches().total());
        var results = results(facts, batch);
        document.set("batchResults", results);
        document.set("progress", Documents.progress(facts));
        document.set("batches", Documents.batches(facts));
        boolean whole = results.path("tickers").size() == size(facts, batch);
        return WebReply.json(200, document.put("message", completed
                ? "Batch job completed"
                : !whole
                        ? "Batch not completed yet - call again to wait for it"
                        : goesOn
                                ? "Batch completed - continuing to next batch automatically"
                                : "Batch completed - call again for the next batch"));
    }

    private static long size(BatchJob facts, long batch) {
        int size = facts.job().draft().batchSize();
        return Math.min(size, facts.missing() - batch * size);
    }

    private ObjectNode results(BatchJob facts, long batch) {
        var ended = BatchJob.ended(service.session().store(), facts.job(), batch, facts.missing());
        long good = ended.stream()
                .filter(each -> each.outcome().state() == ItemState.DONE || each.outcome().state() == ItemState.SKIPPED)
                .count();
        var document = Json.object().put("successful", good).put("failed", ended.size() - good);
        var tickers = document.putArray("tickers");
        ended.forEach(each -> tickers.add(each.item().key()));
        return document;
    }

    /// The first batch of missing tickers that completes from now on.
    private static final class NextBatch implements Consumer<JobEvent> {
        private final long job;
        private final long total;
        private volatile long number = -1;

        NextBatch(long job, long total) {
            this.job = job;
            this.total = total;
        }

        @Override
        public void accept(JobEvent event) {
            if (number < 0 && event instanceof JobEvent.BatchEnded(long its, long ended) && its == job
                    && ended < total) {
                number = ended;
            }
        }
    }
}
