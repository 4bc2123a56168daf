package io.longhaul.engine.core;

import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Outline;
import io.longhaul.engine.plan.Bound;
import io.longhaul.engine.plan.Cause;
import io.longhaul.engine.plan.Demand;
import io.longhaul.engine.plan.Expected;
import io.longhaul.engine.plan.Lateness;
import io.longhaul.engine.plan.OwnerState;
import io.longhaul.engine.plan.RateState;
import io.longhaul.engine.plan.Work;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps a job's account of lost time: recomputes the earliest finish of what is left about once a second, and books
/// its growth to the cause that held since the last time. Only questions that rows tell beforehand, at gates with
/// declared limits, bound anything, each different one once.
final class Slippage {

    private static final long EVERY = 1_000_000_000L;

    private final Context context;

    Slippage(Context context) {
        this.context = context;
    }

    /// Has the store counted: at the start, and when ended rows run again. The count may come from any time between now
    /// and its coming: what passes meanwhile, or passed and may not be stored yet, is taken off, at worst twice. Too
    /// little is owed then, never too much.
    void count(JobRun job) {
        job.counting++;
        job.countedAt = context.wall;
        job.passed.clear();
        for (var demand : job.outline.demands()) {
            var gate = demand.source().spec().limits().gate();
            job.passed.merge(gate, (long) job.uncommitted * demand.max(), Long::sum);
        }
        for (var item : job.items.values()) {
            item.paid.forEach((gate, questions) -> job.passed.merge(gate, (long) questions, Long::sum));
        }
        context.out.add(new Effect.Count(job.id));
    }

    void counted(Event.Counted counted) {
        var job = context.jobs.get(counted.job());
        if (job == null || --job.counting > 0 || !job.active) {
            return;
        }
        job.owed.clear();
        counted.standing()
                .owed()
                .forEach((gate, questions) -> job.owed.put(gate, questions - job.passed.getOrDefault(gate, 0L)));
        for (var demand : job.outline.demands()) {
            if (job.owed.containsKey(demand.source().spec().limits().gate())) {
                context.gate(demand.source().spec());
            }
        }
        if (job.late == null) {
            begin(job, counted.standing());
        }
    }

    /// A job begins or goes on: what passed since it last ran is booked to a pause or to nobody running it.
    private void begin(JobRun job, Standing standing) {
        var first = job.record.bound();
        if (first == null) {
            var bound = job.owed.isEmpty() ? null : bound(job);
            plan(job, bound, standing);
            job.late = bound == null ? null : Lateness.from(bound);
            job.lateAt = context.nanos;
            return;
        }
        if (job.record.expected() == null) {
            plan(job, first, standing);
        }
        job.late = Lateness.restored(first, job.lateBefore);
        book(job, bound(job), rested(job.record) ? Cause.PAUSED : Cause.DOWN);
        job.lateAt = context.nanos;
    }

    /// Whether nobody was to run it since it last ran: it was paused, or had ended and rows of it run again, or waited
    /// for a place. Only one that a process left running, or put down as it ended, would have gone on.
    private static boolean rested(JobRecord job) {
        return switch (job.state()) {
            case RUNNING, WAITING -> false;
            case PAUSED -> job.reason() != PauseReason.INTERRUPTED;
            case PENDING, COMPLETED, FAILED, CANCELLED -> true;
        };
    }

    private void plan(JobRun job, @Nullable Instant bound, Standing standing) {
        var known = job.record.expected();
        var expected = known != null ? known : expected(job, standing);
        if (bound != null || expected != null) {
            context.out.write(new Write.Planned(job.id, bound, expected));
        }
    }

    /// As likely later as sooner; null while a source has never answered.
    private @Nullable Instant expected(JobRun job, Standing standing) {
        long left = Math.max(0, job.record.total() - job.ended());
        var works = new ArrayList<Work>();
        var told = new HashSet<String>();
        for (var each : job.outline.demands()) {
            var spec = each.source().spec();
            var gate = spec.limits().gate();
            long owed = Math.max(0, job.owed.getOrDefault(gate, 0L));
            // what rows tell of a gate stands for all that is asked there
            long likely = !job.owed.containsKey(gate)
                    ? left * (each.min() + (each.max() - each.min()) / 2)
                    : told.add(gate) ? owed : 0;
            long calls = Math.ceilDiv(likely, group(job, gate));
            var demand = demand(context.gate(spec), calls, (long) Math.ceil(calls * meanUnits(job, gate)));
            works.add(new Work(demand, demand.calls(), standing.latencies().get(spec.name()), 0, 0));
        }
        return Expected.of(works, job.options.concurrency(), context.wall)
                .map(Expected::p50)
                .orElse(null);
    }

    void update(JobRun job) {
        if (job.late == null || context.nanos - job.lateAt < EVERY) {
            return;
        }
        book(job);
    }

    /// Books what is open; called at the end of a job whatever the time.
    void book(JobRun job) {
        if (job.late != null) {
            book(job, bound(job), job.lateCause);
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

    /// Now, if nothing is owed.
    private Instant bound(JobRun job) {
        var demands = new ArrayList<Demand>();
        job.owed.forEach((name, calls) -> {
            var gate = context.gates.get(name);
            if (gate != null) {
                long left = Math.ceilDiv(Math.max(0, calls), group(job, name));
                demands.add(demand(gate, left, left * leastUnits(job, name)));
            }
        });
        var bound = Bound.of(demands, context.wall).orElse(context.wall);
        return Instant.ofEpochMilli(bound.toEpochMilli());
    }

    /// Questions that one call may answer.
    private static int group(JobRun job, String gate) {
        boolean grouped = job.outline.demands().stream()
                .map(Outline.Demand::source)
                .anyMatch(source -> source instanceof GroupedSource
                        && source.spec().limits().gate().equals(gate));
        return grouped ? job.batchSize : 1;
    }

    private static Stream<Outline.Demand> at(JobRun job, String gate) {
        return job.outline.demands().stream()
                .filter(each -> each.source().spec().limits().gate().equals(gate));
    }

    /// What is owed is known by gate only: as if all were the cheapest, so that the bound stays one.
    private static int leastUnits(JobRun job, String gate) {
        return at(job, gate).mapToInt(each -> each.source().spec().units()).min().orElse(1);
    }

    private static double meanUnits(JobRun job, String gate) {
        double calls = at(job, gate).mapToDouble(each -> each.min() + each.max()).sum();
        double units = at(job, gate)
                .mapToDouble(each -> ((double) each.min() + each.max())
                        * each.source().spec().units())
                .sum();
        return calls == 0 ? 1 : units / calls;
    }

    private Demand demand(Gate gate, long calls, long units) {
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
        return new Demand(calls, Math.max(calls, units), gate.limits, owners, rates);
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
        take(call.job, call.gate.limits.gate(), call.members.size());
    }

    /// A call must be made once more.
    static void owes(CallRun call, boolean lost) {
        take(call.job, call.gate.limits.gate(), -call.members.size());
        call.job.lostCalls += lost ? 1 : 0;
    }

    /// A question was settled without a call of the job.
    static void spared(JobRun job, Ask ask) {
        take(job, ask.spec().limits().gate(), 1);
    }

    /// An item ended; what it never asked is owed no more.
    static void ended(JobRun job, ItemRun item) {
        if (job.owed.isEmpty() && job.counting == 0) {
            return;
        }
        for (var gate : job.gates) {
            if (!item.paid.containsKey(gate)) {
                take(job, gate, 1);
            }
        }
    }

    private static void take(JobRun job, String gate, int questions) {
        var owed = job.owed.get(gate);
        if (owed != null) {
            job.owed.put(gate, owed - questions);
        }
        if (job.counting > 0) {
            job.passed.merge(gate, (long) questions, Long::sum);
        }
    }
}
