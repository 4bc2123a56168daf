package io.longhaul.engine.core;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Jobs and their items: loading, starting, ending, pausing.
final class Items {

    /// Outcomes not yet durable, over which a job starts nothing new.
    static final int MAX_UNCOMMITTED = 4096;

    static final int MAX_STRIKES = 3;
    private static final byte[] NO_RESULT = {};

    private final Context context;
    private final Slippage slippage;
    private final Loading loading;
    @SuppressWarnings("NullAway.Init") // Machine ties the two together before the first event
    Calls calls;

    Items(Context context, Slippage slippage) {
        this.context = context;
        this.slippage = slippage;
        this.loading = new Loading(context, slippage);
    }

    void submit(Event.Submitted submitted) {
        if (context.jobs.containsKey(submitted.job().id())) {
            // still draining after a pause: the driver submits again when it has left
            return;
        }
        var job = new JobRun(submitted.job(), submitted.counts(), submitted.outline());
        job.slice = submitted.slice();
        if (job.slice.nanos() > 0) {
            job.sliceEnd = context.nanos + job.slice.nanos();
            context.timers.at(job.sliceEnd, () -> endSlice(job));
        }
        job.cautious = context.opening.clean() ? 0 : job.lookAhead();
        job.cautiousSends = job.cautious;
        job.careful = !context.opening.clean();
        job.runningAt = context.nanos - Progressing.RUNNING_EVERY;
        job.lookedAt = job.runningAt;
        context.jobs.put(job.id, job);
        submitted.outline().demands().forEach(each -> context.renewKeys(each.source().spec().limits()));
        job.lateBefore = submitted.late();
        state(job, JobState.RUNNING, null, null, "");
        loading.load(job);
    }

    void loaded(Event.Loaded loaded) {
        var job = loading.loaded(loaded);
        if (job != null) {
            calls.groups().loaded(job);
        }
    }

    void fillAll() {
        JobRun leaves = null;
        for (var job : context.jobs.values()) {
            if (job.active && job.sliceUsedUp && job.idle() && job.restart.isEmpty()) {
                // what is left of the slice has room for nothing more
                endSlice(job);
            }
            if (job.active) {
                fill(job);
                completeIfDone(job);
            } else if (context.lost && job.computing == 0 && job.openCalls == 0) {
                leaves = job;
            } else if (job.idle() && !job.leaving) {
                // only when the pause is durable may anyone hear of it
                job.leaving = true;
                forgetAll(job);
                context.out.then(() -> leave(job));
            }
        }
        if (leaves != null) {
            leave(leaves);
            fillAll();
        }
    }

    private void fill(JobRun job) {
        while (mayStart(job)) {
            var again = job.restart.pollFirst();
            if (again != null) {
                if (job.items.get(again.item.position()) == again && again.phase == ItemRun.Phase.READY) {
                    run(job, again);
                }
                continue;
            }
            if (job.items.size() >= job.lookAhead() || job.ready.isEmpty()) {
                break;
            }
            begin(job, job.ready.removeFirst());
        }
        if (job.ready.size() < job.lookAhead() && !job.exhausted && !job.loading) {
            loading.load(job);
        }
    }

    private boolean mayStart(JobRun job) {
        return job.active
                && !context.broken
                && job.computing < job.computeSlots()
                && job.uncommitted < MAX_UNCOMMITTED
                && context.nanos < job.sliceEnd;
    }

    private void begin(JobRun job, StoredItem item) {
        var batch = job.batch(item.position() / job.batchSize);
        batch.unstarted--;
        batch.moving++;
        var run = new ItemRun(job, item);
        job.items.put(item.position(), run);
        if (item.strikes() >= MAX_STRIKES) {
            job.computing++;
            end(run, ItemState.FAILED, ErrorClass.RESOURCE, "it was running at " + item.strikes()
                    + " unclean ends in a row: it may be killing the process", 0, NO_RESULT);
            return;
        }
        run(job, run);
    }

    private void run(JobRun job, ItemRun item) {
        item.phase = ItemRun.Phase.COMPUTING;
        item.run = ++context.runs;
        job.computing++;
        job.runningDirty = true;
        boolean startsAgain = job.careful && !item.asked.isEmpty();
        var start = new Effect.Start(job.id, item.item, item.run);
        if (job.cautious > 0 || startsAgain || item.item.strikes() > 0) {
            job.cautious = Math.max(0, job.cautious - 1);
            job.runningFirst = true;
            context.out.then(() -> context.out.add(start));
        } else {
            context.out.add(start);
        }
    }

    /// The item a live run belongs to; null if that run was unwound or has ended.
    @Nullable
    ItemRun live(long jobId, long position, int run) {
        var job = context.jobs.get(jobId);
        var item = job == null ? null : job.items.get(position);
        return item == null || item.run != run ? null : item;
    }

    void finished(Event.Finished finished) {
        var item = live(finished.job(), finished.position(), finished.run());
        if (item == null || item.phase != ItemRun.Phase.COMPUTING) {
            return;
        }
        for (var document : finished.keeping().documents()) {
            context.out.write(new Write.Kept(document.shelf(), document.key(), document.bytes(), context.wall));
        }
        switch (finished.end()) {
            case ItemEnd.Done done -> {
                item.reused += finished.keeping().found();
                end(item, ItemState.DONE, null, "", done.rows(), done.result());
            }
            case ItemEnd.Skipped skipped -> end(item, ItemState.SKIPPED, null, skipped.reason(), 0, NO_RESULT);
            case ItemEnd.Failed failed -> {
                end(item, ItemState.FAILED, failed.errorClass(), failed.reason(), 0, NO_RESULT);
                // a row that kept something got on: its job must not stop for what it lacks
                if (finished.keeping().documents().isEmpty()) {
                    likeFailures(item, failed);
                }
            }
        }
    }

    private void likeFailures(ItemRun item, ItemEnd.Failed failed) {
        var like = item.job.likeFailures;
        if (like.count(failed, item.failure, item.job.done > 0)) {
            pause(item.job, PauseReason.NEEDS_HUMAN, like.because(failed, item.failure));
        }
    }

    /// Ends an item that is computing or waits; a waiting run is unwound.
    void end(
            ItemRun item,
            ItemState state,
            @Nullable ErrorClass errorClass,
            String reason,
            int rows,
            byte[] result) {
        var job = item.job;
        calls.groups().left(item);
        switch (item.phase) {
            case COMPUTING -> job.computing--;
            case BLOCKED -> context.out.add(new Effect.Unwind(job.id, item.item.position(), item.run));
            case PARKED, READY -> {}
        }
        job.items.remove(item.item.position());
        item.run = 0;
        Slippage.ended(job, item);
        job.runningDirty = true;
        if (state == ItemState.DONE) {
            job.likeFailures.success();
        }
        var outcome = new Outcome(
                state,
                errorClass,
                reason,
                rows,
                result,
                item.calls,
                item.reused,
                state == ItemState.FAILED || state == ItemState.UNCERTAIN ? Math.max(1, item.attempts) : item.tries,
                item.costNanos,
                context.wall);
        context.out.write(new Write.Ended(job.id, item.item.position(), outcome));
        item.reusedBySource.forEach((source, count) -> context.out.write(new Write.Reused(job.id, source, count)));
        job.uncommitted++;
        context.out.then(() -> durable(item, outcome));
    }

    private void durable(ItemRun item, Outcome outcome) {
        var job = item.job;
        job.uncommitted--;
        job.count(outcome.state());
        job.sinceSnapshot++;
        context.out.add(new Effect.Tell(new JobEvent.ItemEnded(
                job.id,
                item.item.position(),
                item.item.key(),
                outcome.state(),
                outcome.errorClass(),
                outcome.reason(),
                outcome.rows())));
        var batch = job.batch(item.batch);
        batch.left--;
        boolean whole = job.exhausted || job.cursor >= (item.batch + 1) * job.batchSize;
        if (batch.left == 0 && whole) {
            job.batches.remove(item.batch);
            context.out.add(new Effect.Tell(new JobEvent.BatchEnded(job.id, item.batch)));
        }
    }

    void pause(JobRun job, PauseReason reason, String because) {
        if (job.active) {
            state(job, JobState.PAUSED, reason, null, because);
            stop(job);
        }
    }

    void cancel(JobRun job) {
        if (job.active) {
            state(job, JobState.CANCELLED, null, null, "");
            stop(job);
        }
    }

    void endSlice(JobRun job) {
        if (context.jobs.get(job.id) == job && job.active) {
            pause(job, job.slice.reason(), Slice.ENDED);
            calls.abandon(job, false);
        }
    }

    /// Nothing new starts; items that wait are unwound and stay pending, calls under way end and are stored, and
    /// items that compute or get such an answer go on to their end or their next question.
    private void stop(JobRun job) {
        slippage.book(job);
        job.active = false;
        job.ready.clear();
        job.restart.clear();
        for (var item : List.copyOf(job.items.values())) {
            if (item.phase != ItemRun.Phase.COMPUTING && !item.hasCallUnderWay()) {
                forget(item);
            }
        }
        calls.dropWaiting(job);
    }

    /// Unwinds a run; its item is pending again, as the store has it.
    void forget(ItemRun item) {
        calls.groups().left(item);
        if (item.phase == ItemRun.Phase.BLOCKED) {
            context.out.add(new Effect.Unwind(item.job.id, item.item.position(), item.run));
        } else if (item.phase == ItemRun.Phase.COMPUTING) {
            item.job.computing--;
            context.out.add(new Effect.Unwind(item.job.id, item.item.position(), item.run));
        }
        item.job.items.remove(item.item.position());
        item.run = 0;
        // it is not to be blamed for a death while its job rests
        item.job.runningFirst |= item.named;
    }

    /// Whatever else the rows asked whose calls were under way is not asked any more either.
    private void forgetAll(JobRun job) {
        List.copyOf(job.items.values()).forEach(this::forget);
        calls.dropWaiting(job);
    }

    private void leave(JobRun job) {
        forgetAll(job);
        if (context.jobs.remove(job.id, job)) {
            context.out.add(new Effect.Left(job.id));
        }
    }

    void change(JobRun job, RunOptions options) {
        job.options = options;
        job.budgetBlocked = false;
        context.out.write(new Write.OptionsChanged(job.id, options));
        calls.touchAll();
    }

    /// Items that ended are pending again; they are read once that is durable.
    void reopen(JobRun job, List<Write> writes) {
        job.reopening++;
        writes.forEach(context.out::write);
        context.out.then(() -> {
            job.reopening--;
            if (job.active && job.loading) {
                job.rewind = true;
            } else if (job.active) {
                loading.rewind(job);
            }
        });
    }

    private void completeIfDone(JobRun job) {
        if (!job.exhausted || job.loading || job.reopening > 0 || !job.items.isEmpty() || !job.ready.isEmpty()) {
            return;
        }
        if (job.uncommitted > 0 || job.computing > 0 || job.counting > 0 || context.broken) {
            return;
        }
        if (job.beyondSlice) {
            pause(job, job.slice.reason(), "the rows asked for are done");
            return;
        }
        job.active = false;
        context.out.write(Progressing.snapshot(job, context));
        job.owed.replaceAll((gate, owed) -> 0L);
        slippage.book(job);
        state(job, JobState.COMPLETED, null, null, "");
        calls.dropWaiting(job);
    }

    void state(
            JobRun job,
            JobState state,
            @Nullable PauseReason reason,
            java.time.@Nullable Instant until,
            String because) {
        job.state = state;
        job.reason = reason;
        job.waitingUntil = until;
        context.out.write(new Write.JobChanged(job.id, state, reason, until, because, context.wall));
        context.out.then(() -> context.out
                .add(new Effect.Tell(new JobEvent.StateChanged(job.id, state, reason, until, because))));
    }

    /// Unwinds a run that would wait long; its answers are collected meanwhile.
    void park(ItemRun item, java.time.Instant until, String because) {
        if (item.phase == ItemRun.Phase.BLOCKED) {
            item.phase = ItemRun.Phase.PARKED;
            context.out.add(new Effect.Unwind(item.job.id, item.item.position(), item.run));
        }
        if (item.phase == ItemRun.Phase.PARKED && !item.parkedWritten) {
            item.parkedWritten = true;
            context.out.write(new Write.Parked(item.job.id, item.item.position(), until, because));
        }
    }
}
