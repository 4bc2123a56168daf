package io.longhaul.testkit;

import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.SnapshotRecord;
import io.longhaul.engine.store.StoreView.Parking;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// One transaction: each write leaves behind how to take it back.
final class MemoryWrites {

    private static final int SNAPSHOTS = 1_000;

    private final MemoryState state;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    MemoryWrites(MemoryState state) {
        this.state = state;
    }

    void apply(List<Write> writes) {
        var newest = state.newest;
        try {
            for (var write : writes) {
                apply(write);
            }
        } catch (RuntimeException e) {
            while (!undo.isEmpty()) {
                undo.pop().run();
            }
            state.newest = newest;
            throw e;
        }
    }

    private void apply(Write write) {
        switch (write) {
            case Write.Reserved reserved -> reserve(reserved);
            case Write.Joined joined -> join(joined);
            case Write.Settled settled -> {
                change(settled.callId(), call -> call.settled(settled));
                state.saw(settled.reply().receivedAt());
            }
            case Write.Read read -> change(read.callId(), call -> call.read(read));
            case Write.Closed closed -> {
                change(closed.callId(), call -> call.closed(closed));
                state.saw(closed.at());
            }
            case Write.Ended ended -> end(ended);
            case Write.Parked parked -> park(parked);
            case Write.Reopened reopened -> reopen(reopened);
            case Write.Corrected corrected -> correct(corrected);
            case Write.JobChanged change -> change(change);
            case Write.OptionsChanged change ->
                replace(change.job(), job -> job.withDraft(draft(job.draft(), change)));
            case Write.Planned planned ->
                replace(planned.job(), job -> job.withPlan(planned.bound(), planned.expected()));
            case Write.Running running -> run(running);
            case Write.Pulse pulse -> pulse(pulse);
            case Write.Heartbeat heartbeat -> beat(heartbeat.at());
            case Write.Snapshot snapshot -> snapshot(snapshot);
            case Write.Late late -> {
                var map = state.job(late.job()).late;
                var before = map.getOrDefault(late.cause(), 0L);
                map.put(late.cause(), before + late.millis());
                undo.push(() -> map.put(late.cause(), before));
            }
            case Write.Kept kept -> keep(kept);
            case Write.Reused reused -> {
                var map = state.job(reused.job()).reused;
                var before = map.getOrDefault(reused.source(), 0L);
                map.put(reused.source(), before + reused.count());
                undo.push(() -> map.put(reused.source(), before));
            }
        }
    }

    private void keep(Write.Kept kept) {
        var shelf = state.kept.computeIfAbsent(kept.shelf(), any -> new TreeMap<>());
        var before = kept.document().length == 0
                ? shelf.remove(kept.key())
                : shelf.put(kept.key(), kept.document());
        state.saw(kept.at());
        undo.push(() -> {
            if (before == null) {
                shelf.remove(kept.key());
            } else {
                shelf.put(kept.key(), before);
            }
        });
    }

    private void reserve(Write.Reserved reserved) {
        state.job(reserved.job());
        if (state.calls.get(reserved.callId()) != null) {
            throw new IllegalArgumentException("call " + reserved.callId() + " was reserved before");
        }
        long last = state.lastCall;
        state.put(MemoryCall.of(reserved));
        state.saw(reserved.at());
        undo.push(() -> {
            state.remove(reserved.callId());
            state.lastCall = last;
        });
    }

    private void join(Write.Joined joined) {
        var before = call(joined.callId());
        replace(before, before.joined(joined));
        undo.push(() -> replace(call(joined.callId()), before));
    }

    /// Its questions change too.
    private void replace(MemoryCall before, MemoryCall after) {
        state.remove(before.reserved().callId());
        state.put(after);
    }

    private MemoryCall call(long id) {
        var call = state.calls.get(id);
        if (call == null) {
            throw new IllegalArgumentException("no call " + id + " was reserved");
        }
        return call;
    }

    private void change(long id, UnaryOperator<MemoryCall> change) {
        var before = call(id);
        state.put(change.apply(before));
        undo.push(() -> state.put(before));
    }

    private void end(Write.Ended ended) {
        var job = state.job(ended.job());
        job.mustHave(ended.position());
        int position = (int) ended.position();
        var outcome = ended.outcome();
        if (!outcome.state().ended()) {
            throw new IllegalArgumentException(
                    "outcome with state " + outcome.state().label() + "; want done, failed, skipped or uncertain");
        }
        if (job.ended.get(position)) {
            throw new IllegalArgumentException("item " + position + " of job " + ended.job() + " ended before");
        }
        job.end(position, outcome);
        failed(job, position, outcome, 1);
        state.saw(outcome.endedAt());
        undo.push(() -> {
            job.reopen(position);
            failed(job, position, outcome, -1);
        });
    }

    private void reopen(Write.Reopened reopened) {
        var job = state.job(reopened.job());
        state.saw(reopened.at());
        for (int position = job.ended.nextSetBit(0); position >= 0; position = job.ended.nextSetBit(position + 1)) {
            if (position < reopened.from() || position >= reopened.to()) {
                continue;
            }
            boolean named = reopened.filter().position() != null;
            if (!job.takes(reopened.filter(), position) || !named && job.outcomes[position].inputRefused()) {
                continue;
            }
            int at = position;
            var item = job.items.get(at);
            var parking = job.parked.remove((long) at);
            var outcome = job.reopen(at);
            failed(job, at, outcome, -1);
            job.items.set(
                    at,
                    new StoredItem(
                            at, item.rowNumber(), item.key(), item.occurrence(), item.cells(), reopened.at(), 0));
            undo.push(() -> {
                job.items.set(at, item);
                job.end(at, outcome);
                failed(job, at, outcome, 1);
                if (parking != null) {
                    job.parked.put((long) at, parking);
                }
            });
        }
    }

    private void correct(Write.Corrected corrected) {
        var job = state.job(corrected.job());
        var row = corrected.row();
        job.mustHave(row.position());
        int at = (int) row.position();
        var only = new ItemFilter(Set.of(ItemState.FAILED), null, row.position());
        if (!job.takes(only, at)) {
            return;
        }
        reopen(new Write.Reopened(corrected.job(), only, corrected.at()));
        var before = job.items.get(at);
        job.correct(at, row.key(), row.cells());
        undo.push(() -> job.correct(at, before.key(), before.cells()));
    }

    private void failed(MemoryJob job, int position, Outcome outcome, int sign) {
        if (outcome.state() == ItemState.FAILED) {
            state.failed(
                    job.job.draft().workflow(), job.items.get(position).key(), job.job.id(), sign);
        }
    }

    private void park(Write.Parked parked) {
        var job = state.job(parked.job());
        job.mustHave(parked.position());
        var before = job.parked.put(parked.position(), new Parking(parked.until(), parked.because()));
        undo.push(() -> {
            if (before == null) {
                job.parked.remove(parked.position());
            } else {
                job.parked.put(parked.position(), before);
            }
        });
    }

    private void run(Write.Running running) {
        var job = state.job(running.job());
        var before = job.running;
        job.running = List.copyOf(running.positions());
        undo.push(() -> job.running = before);
    }

    private void pulse(Write.Pulse pulse) {
        var job = state.job(pulse.job());
        var before = job.pulse;
        job.pulse = pulse;
        state.saw(pulse.at());
        undo.push(() -> job.pulse = before);
    }

    private void beat(Instant at) {
        var before = state.heartbeat;
        state.heartbeat = at;
        state.saw(at);
        undo.push(() -> state.heartbeat = before);
    }

    private void snapshot(Write.Snapshot snapshot) {
        var ring = state.job(snapshot.job()).snapshots;
        ring.addLast(new SnapshotRecord(
                snapshot.at(), snapshot.done(), snapshot.failed(), snapshot.skipped(), snapshot.costNanos()));
        state.saw(snapshot.at());
        var dropped = new ArrayList<SnapshotRecord>();
        if (ring.size() > SNAPSHOTS) {
            dropped.add(ring.removeFirst());
        }
        undo.push(() -> {
            ring.removeLast();
            dropped.forEach(ring::addFirst);
        });
    }

    private void replace(long id, UnaryOperator<JobRecord> change) {
        var job = state.job(id);
        var before = job.job;
        job.job = change.apply(before);
        undo.push(() -> job.job = before);
    }

    private void change(Write.JobChanged change) {
        state.saw(change.at());
        replace(change.job(), job -> new JobRecord(
                job.id(),
                job.handle(),
                job.draft(),
                job.total(),
                job.asOf(),
                change.state(),
                change.reason(),
                change.until(),
                change.because(),
                change.state() == JobState.RUNNING && job.startedAt() == null ? change.at() : job.startedAt(),
                change.state().ended() ? change.at() : null,
                job.bound(),
                job.expected()));
    }

    private static JobDraft draft(JobDraft draft, Write.OptionsChanged change) {
        return new JobDraft(
                draft.name(),
                draft.workflow(),
                draft.version(),
                draft.settings(),
                draft.identity(),
                draft.input(),
                draft.output(),
                draft.columns(),
                draft.batchSize(),
                draft.checkpointInterval(),
                draft.createdAt(),
                draft.refresh(),
                change.options());
    }
}
