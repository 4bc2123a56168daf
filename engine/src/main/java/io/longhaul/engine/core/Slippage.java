package io.longhaul.engine.core;

import io.longhaul.engine.Outline;
import io.longhaul.engine.plan.Bound;
import io.longhaul.engine.plan.Cause;
import io.longhaul.engine.plan.Demand;
import io.longhaul.engine.plan.Lateness;
import io.longhaul.engine.plan.OwnerState;
import io.longhaul.engine.plan.RateState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps a job's account of lost time: recomputes the earliest finish of what is left about once a second, and books
/// its growth to the cause that held since the last time. Only demands that are distinct, at gates with declared
/// limits, bound anything.
final class Slippage {

    private static final long EVERY = 1_000_000_000L;

    private final Context context;

    Slippage(Context context) {
        this.context = context;
    }

    /// A job begins or goes on: what passed since it last ran is booked to a pause or to nobody running it.
    void begin(JobRun job, Map<String, Long> late) {
        for (var demand : job.outline.demands()) {
            if (demand.distinct() && demand.min() > 0 && demand.source().spec().limits().declared()) {
                job.owed.put(demand.source().spec().limits().gate(), 0L);
                context.gate(demand.source().spec());
            }
        }
        if (job.owed.isEmpty()) {
            return;
        }
        recount(job);
        var bound = bound(job);
        if (bound == null) {
            return;
        }
        var first = job.record.bound();
        if (first == null) {
            job.late = Lateness.from(bound);
            context.out.write(new Write.Planned(job.id, bound, job.record.expected()));
        } else {
            job.late = Lateness.restored(first, late);
            boolean paused = job.record.reason() != null && job.record.reason() != PauseReason.INTERRUPTED;
            book(job, bound, paused ? Cause.PAUSED : Cause.DOWN);
        }
        job.lateAt = context.nanos;
    }

    /// From the store's counts: each item that has not ended owes its minimum.
    static void recount(JobRun job) {
        long left = job.record.total() - job.done - job.failed - job.skipped - job.uncertain;
        for (Outline.Demand demand : job.outline.demands()) {
            job.owed.computeIfPresent(
                    demand.source().spec().limits().gate(), (gate, before) -> left * demand.min());
        }
        for (var item : job.items.values()) {
            item.paid.forEach(gate -> job.owed.computeIfPresent(gate, (any, owed) -> owed - 1));
        }
    }

    void update(JobRun job) {
        if (job.late == null || context.nanos - job.lateAt < EVERY) {
            return;
        }
        book(job);
    }

    /// Books what is open; called at the end of a job whatever the time.
    void book(JobRun job) {
        var bound = job.late == null ? null : bound(job);
        if (bound != null) {
            book(job, bound, job.lateCause);
        }
        job.lateAt = context.nanos;
        job.lateCause = cause(job);
    }

    private void book(JobRun job, Instant bound, Cause cause) {
        var before = job.late;
        if (before == null) {
            return;
        }
        var after = before.book(bound, cause);
        job.late = after;
        var known = before.millis();
        after.millis().forEach((label, millis) -> {
            long more = millis - known.getOrDefault(label, 0L);
            if (more != 0) {
                context.out.write(new Write.Late(job.id, label, more));
            }
        });
    }

    private @Nullable Instant bound(JobRun job) {
        var demands = new ArrayList<Demand>();
        job.owed.forEach((name, calls) -> {
            var gate = context.gates.get(name);
            if (gate != null) {
                demands.add(demand(gate, Math.max(0, calls)));
            }
        });
        return Bound.of(demands, context.wall).map(at -> Instant.ofEpochMilli(at.toEpochMilli())).orElse(null);
    }

    private Demand demand(Gate gate, long calls) {
        var owners = new ArrayList<OwnerState>();
        for (var owner : gate.owners) {
            var used = owner.use(context.wall).stream().map(OwnerUse.Used::used).toList();
            owners.add(new OwnerState(owner.owner().name(), used, owner.closedUntil()));
        }
        var rates = new ArrayList<RateState>();
        for (int i = 0; i < gate.rates.size(); i++) {
            var taken = gate.rates.get(i).takenUntil(context.nanos);
            for (int slot = 0; slot < taken.length; slot++) {
                // the limit itself frees a slot earlier than our margins do
                taken[slot] -= context.nanos + RateWindow.SKEW + RateWindow.ARRIVES_WITHIN;
            }
            rates.add(new RateState(gate.limits.rates().get(i), taken, 0));
        }
        return new Demand(calls, gate.limits, owners, rates);
    }

    /// What holds the job back at this moment, at the gate that it owes most.
    private Cause cause(JobRun job) {
        Gate scarcest = null;
        long most = 0;
        for (var owed : job.owed.entrySet()) {
            if (owed.getValue() > most) {
                most = owed.getValue();
                scarcest = context.gates.get(owed.getKey());
            }
        }
        if (scarcest == null) {
            return Cause.LATENCY;
        }
        if (scarcest.breaker.open()) {
            return Cause.BREAKER;
        }
        if (scarcest.closedUntil > context.nanos) {
            return Cause.BACK_OFF;
        }
        if (job.lostCalls > 0) {
            job.lostCalls = 0;
            return Cause.UNKNOWN_FATES;
        }
        if (scarcest.queue.othersThan(job) || scarcest.open > job.openCalls) {
            return Cause.OTHER_JOBS;
        }
        if (job.uncommitted >= Items.MAX_UNCOMMITTED) {
            return Cause.WRITER;
        }
        return scarcest.queue.has(job) || scarcest.open > 0 ? Cause.LATENCY : Cause.NO_RUNNABLE_ITEM;
    }

    /// A call of the job passed its gate.
    static void paid(CallRun call) {
        call.job.owed.computeIfPresent(call.gate.limits.gate(), (gate, owed) -> owed - call.members.size());
    }

    /// A call must be made once more.
    static void owes(CallRun call, boolean lost) {
        call.job.owed.computeIfPresent(call.gate.limits.gate(), (gate, owed) -> owed + call.members.size());
        call.job.lostCalls += lost ? 1 : 0;
    }

    /// An item ended; what it never asked is owed no more.
    static void ended(JobRun job, ItemRun item) {
        job.owed.replaceAll((gate, owed) -> item.paid.contains(gate) ? owed : owed - 1);
    }
}
