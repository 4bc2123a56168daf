package io.longhaul.engine.core;

import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the store's view of running jobs: pulses, the set of running items, snapshots, and whether a job waits.
final class Progressing {

    private static final long SECOND = 1_000_000_000L;
    /// How soon the store learns who runs and who waits: after a clean end, and after an unclean one.
    static final long RUNNING_EVERY = SECOND / 5;
    private static final long RUNNING_SOON = SECOND / 50;
    /// Shorter waits are not worth a change of state.
    private static final Duration WORTH_SHOWING = Duration.ofSeconds(5);

    private static final int MANY = 1_000;
    /// Fifty times what a look takes.
    private static final long LOOK_EVERY_NANOS_A_ROW = 2_000;

    private final Context context;
    private final Slippage slippage;

    Progressing(Context context, Slippage slippage) {
        this.context = context;
        this.slippage = slippage;
    }

    void update(Collection<JobRun> jobs) {
        for (var job : jobs) {
            if (context.broken) {
                return;
            }
            waitOrRun(job);
            if (job.active) {
                slippage.update(job);
            }
            if (job.runningFirst) {
                job.runningFirst = false;
                context.out.write(running(job));
            } else if (job.runningDirty) {
                keepRunning(job);
            }
            if (context.nanos - job.pulseAt >= SECOND) {
                pulse(job);
            }
            if (job.sinceSnapshot >= job.record.draft().checkpointInterval()
                    && context.nanos - job.snapshotAt >= SECOND) {
                job.snapshotAt = context.nanos;
                job.sinceSnapshot = 0;
                context.out.write(snapshot(job, context));
            }
        }
    }

    /// The set goes with another write, or by itself if it must.
    private void keepRunning(JobRun job) {
        long every = job.careful ? RUNNING_SOON : RUNNING_EVERY;
        boolean free = context.out.writing() && context.nanos >= job.runningAt + every;
        long due = Math.max(job.runningAt, job.lookedAt) + every;
        if (!free && context.nanos < due) {
            if (job.runningTimer != due) {
                job.runningTimer = due;
                context.timers.at(due, () -> {});
            }
            return;
        }
        job.lookedAt = context.nanos;
        if (free || blames(job)) {
            context.out.write(running(job));
        }
    }

    /// Whether the set last written is worth a commit of its own: it names one who waits, or, after an unclean end,
    /// leaves one out.
    private static boolean blames(JobRun job) {
        for (var item : job.items.values()) {
            if ((item.named || job.careful) && item.named != item.mayKill()) {
                return true;
            }
        }
        return false;
    }

    private Write running(JobRun job) {
        job.runningDirty = false;
        job.runningAt = context.nanos;
        var positions = new ArrayList<Long>();
        for (var item : job.items.values()) {
            item.named = item.mayKill();
            if (item.named) {
                positions.add(item.item.position());
            }
        }
        return new Write.Running(job.id, positions);
    }

    /// Looking at all rows in flight after every event would cost the square of them: of many, it is done as often as
    /// costs little.
    private long nextLook(JobRun job) {
        int many = job.items.size();
        return many < MANY ? 0 : context.nanos + many * LOOK_EVERY_NANOS_A_ROW;
    }

    static Write snapshot(JobRun job, Context context) {
        return new Write.Snapshot(job.id, context.wall, job.done, job.failed, job.skipped, job.settledNanos);
    }

    private void pulse(JobRun job) {
        if (context.nanos < job.pulseLookAt) {
            return;
        }
        job.pulseLookAt = nextLook(job);
        int waiting = 0;
        int running = 0; // the others have begun, and wait a moment for a gate: to a person they are pending
        for (var item : job.items.values()) {
            boolean inWork = item.phase == ItemRun.Phase.COMPUTING || item.hasCallUnderWay();
            running += inWork ? 1 : 0;
            waiting += !inWork && item.phase == ItemRun.Phase.PARKED && !item.stuck ? 1 : 0;
        }
        if (running == job.pulseRunning && waiting == job.pulseWaiting && job.openCalls == job.pulseOpen) {
            return;
        }
        job.pulseAt = context.nanos;
        job.pulseRunning = running;
        job.pulseWaiting = waiting;
        job.pulseOpen = job.openCalls;
        context.out.write(new Write.Pulse(context.wall, job.id, running, waiting, job.openCalls));
    }

    private void waitOrRun(JobRun job) {
        if (!job.active) {
            return;
        }
        boolean quiet = job.idle() && job.restart.isEmpty() && !job.items.isEmpty() && !job.loading
                && (job.ready.isEmpty() || job.items.size() >= job.lookAhead());
        if (!quiet) {
            if (job.state == JobState.WAITING) {
                change(job, JobState.RUNNING, null, "");
            }
            return;
        }
        if (context.nanos < job.wakeLookAt) {
            return;
        }
        job.wakeLookAt = nextLook(job);
        if (job.wakeLookAt > 0) {
            context.timers.at(job.wakeLookAt, () -> {});
        }
        var wake = wake(job);
        if (wake == null || Duration.between(context.wall, wake.at()).compareTo(WORTH_SHOWING) < 0) {
            return;
        }
        var known = job.waitingUntil;
        if (job.state == JobState.RUNNING
                || known == null
                || Duration.between(known, wake.at()).abs().compareTo(Duration.ofSeconds(1)) > 0) {
            change(job, JobState.WAITING, wake.at(), wake.because());
        }
    }

    private void change(JobRun job, JobState state, @Nullable Instant until, String because) {
        job.state = state;
        job.waitingUntil = until;
        context.out.write(new Write.JobChanged(job.id, state, null, until, because, context.wall));
        context.out.then(() -> context.out.add(new Effect.Tell(
                new io.longhaul.engine.event.JobEvent.StateChanged(job.id, state, null, until, because))));
    }

    private record Wake(Instant at, String because) {}

    /// The earliest instant at which anything of the job can go on.
    private @Nullable Wake wake(JobRun job) {
        CallRun earliest = null;
        Instant at = null;
        for (var item : job.items.values()) {
            for (var wanted : item.pending.values()) {
                var wakes = wanted == null || wanted.call == null ? null : wakesAt(wanted.call);
                if (wanted != null && wakes != null && (at == null || wakes.isBefore(at))) {
                    earliest = wanted.call;
                    at = wakes;
                }
            }
        }
        return earliest == null || at == null ? null : new Wake(at, because(earliest));
    }

    private @Nullable Instant wakesAt(CallRun call) {
        if (call.phase == CallRun.Phase.DELAYED) {
            return call.dueAt == Long.MAX_VALUE ? null : context.wall.plusNanos(call.dueAt - context.nanos);
        }
        var wait = call.gate.wait;
        if (call.phase != CallRun.Phase.QUEUED || wait == null) {
            return null;
        }
        if (wait.wall() != null) {
            return wait.wall();
        }
        return wait.nanos() == Long.MAX_VALUE ? null : context.wall.plusNanos(wait.nanos() - context.nanos);
    }

    private String because(CallRun call) {
        var wait = call.gate.wait;
        if (call.phase == CallRun.Phase.DELAYED || wait == null) {
            return call.delayedBecause;
        }
        var name = call.gate.limits.gate();
        return switch (wait.cause()) {
            case QUOTA -> quota(call.gate);
            case RATE -> name + " rate limit";
            case BREAKER -> name + " is failing; one call probes it every " + call.gate.breaker.gapSeconds()
                    + " s (resume: at once)";
            case BACK_OFF -> name + " asked to slow down";
            case CONCURRENCY -> name + " is busy";
            case CLOCK -> "the clock jumped; " + name + " has not confirmed it";
        };
    }

    private String quota(Gate gate) {
        if (gate.limits.quotas().isEmpty()) {
            // it has one all the same, which nobody declared
            return gate.limits.gate() + " says that its quota is used up";
        }
        var owners = gate.owners.stream().map(owner -> owner.use(context.wall)).toList();
        return gate.limits.gate() + " quota used up: " + used(owners);
    }

    /// The quota that stands in the way, all owners together: `500 of 500 today (25 owners x 20)`. More than all of it
    /// is used where it was lowered since.
    ///
    /// @param owners each with all quotas of the gate, in the same order
    static String used(List<List<OwnerUse.Used>> owners) {
        List<OwnerUse.Used> fullest = List.of();
        for (int i = 0; i < owners.getFirst().size(); i++) {
            int at = i;
            var each = owners.stream().map(uses -> uses.get(at)).toList();
            if (fullest.isEmpty() || share(each) > share(fullest)
                    || share(each) == share(fullest) && end(each).isAfter(end(fullest))) {
                fullest = each;
            }
        }
        var quota = fullest.getFirst().quota();
        long used = fullest.stream().mapToLong(OwnerUse.Used::used).sum();
        long amount = quota.amount() * owners.size();
        var when = quota.window() == 1 ? " today" : " in " + quota.window() + " days";
        return (used > amount ? used + " used" + when + ", " + amount + " allowed" : used + " of " + amount + when)
                + (owners.size() == 1 ? "" : " (" + owners.size() + " owners x " + quota.amount() + ")");
    }

    private static double share(List<OwnerUse.Used> uses) {
        return uses.stream().mapToDouble(each -> Math.min(1, (double) each.used() / each.quota().amount())).sum();
    }

    private static Instant end(List<OwnerUse.Used> uses) {
        return uses.getFirst().end();
    }
}
