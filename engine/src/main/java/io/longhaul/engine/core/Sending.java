package io.longhaul.engine.core;

import io.longhaul.engine.Transport;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Gates: what waits, what passes, what is written down before it is sent.
final class Sending {

    private static final int MEMBERS_AT_ONCE = 1_000;
    private static final long ASK_TIME_AGAIN = 60_000_000_000L;

    private final Context context;
    private final Items items;

    @SuppressWarnings("NullAway.Init") // Calls ties the two together
    Judging failing;

    Sending(Context context, Items items) {
        this.context = context;
        this.items = items;
    }

    void queue(CallRun call) {
        call.phase = CallRun.Phase.QUEUED;
        changes(call, false);
        call.gate.queue.add(call);
        call.gate.untold.add(call);
        context.touched.add(call.gate);
    }

    /// Those who wait for the call begin, or cease, to be able to kill the process.
    ///
    /// @param first the store must know before the call is sent
    private void changes(CallRun call, boolean first) {
        for (var member : call.members) {
            for (var item : member.waiting()) {
                item.job.runningDirty = true;
                item.job.runningFirst |= first;
            }
        }
    }

    /// The call waits for its own time.
    void delay(CallRun call, long nanos, String because) {
        call.phase = CallRun.Phase.DELAYED;
        changes(call, false);
        call.dueAt = context.nanos + nanos;
        call.delayedBecause = because;
        context.timers.at(call.dueAt, () -> {
            if (call.phase == CallRun.Phase.DELAYED && context.nanos >= call.dueAt) {
                queue(call);
            }
        });
        parkIfLong(call);
    }

    void parkIfLong(CallRun call) {
        Instant until = null;
        if (call.phase == CallRun.Phase.DELAYED) {
            until = context.wall.plusNanos(call.dueAt - context.nanos);
        } else if (call.phase == CallRun.Phase.QUEUED && call.gate.wait != null) {
            until = until(call.gate.wait);
        }
        if (until == null || Duration.between(context.wall, until).compareTo(Calls.PARK_OVER) <= 0) {
            return;
        }
        var because = call.phase == CallRun.Phase.DELAYED ? call.delayedBecause : call.gate.limits.gate();
        for (var member : call.members) {
            for (var asker : member.waiting()) {
                items.park(asker, until, because);
            }
        }
    }

    private @Nullable Instant until(Gate.Wait wait) {
        if (wait.wall() != null) {
            return wait.wall();
        }
        return wait.nanos() == Long.MAX_VALUE ? null : context.wall.plusNanos(wait.nanos() - context.nanos);
    }

    void pump() {
        while (!context.touched.isEmpty() && !context.broken) {
            var gate = context.touched.iterator().next();
            context.touched.remove(gate);
            pump(gate);
        }
    }

    private void pump(Gate gate) {
        while (!gate.queue.isEmpty()) {
            gate.wait = gate.check(context.wall, context.nanos, context.widest());
            if (gate.wait != null) {
                parkAll(gate);
                return;
            }
            var call = gate.queue.poll(this::maySend);
            if (call == null) {
                return;
            }
            if (fits(call)) {
                admit(call);
            }
        }
        gate.wait = null;
        gate.told = null;
        gate.untold.clear();
    }

    private void parkAll(Gate gate) {
        var wait = gate.wait;
        var until = wait == null ? null : until(wait);
        if (until != null && Duration.between(context.wall, until).compareTo(Calls.PARK_OVER) > 0) {
            if (Objects.equals(wait, gate.told)) {
                gate.untold.forEach(this::parkIfLong);
            } else {
                gate.queue.forEach(this::parkIfLong);
                gate.told = wait;
            }
        } else {
            gate.told = null;
        }
        gate.untold.clear();
    }

    private boolean maySend(JobRun job) {
        return job.active && job.openCalls < job.options.concurrency() && !job.budgetBlocked;
    }

    /// Whether budget and time slice have room for it; otherwise it was set aside.
    private boolean fits(CallRun call) {
        var job = call.job;
        long cost = call.maxCostNanos();
        if (cost > 0 && job.sliceEnd != Long.MAX_VALUE && context.nanos + timeout(call).toNanos() > job.sliceEnd) {
            call.phase = CallRun.Phase.DELAYED;
            call.dueAt = Long.MAX_VALUE;
            job.sliceUsedUp = true;
            return false;
        }
        var budget = job.options.budget();
        if (cost == 0 || budget == null || job.settledNanos + job.reservedNanos + cost <= CallRun.nanos(budget)) {
            return true;
        }
        call.gate.queue.add(call);
        if (job.pricedCalls == 0) {
            items.pause(job, PauseReason.BUDGET, "budget of " + budget.toPlainString() + " USD is used up");
        } else {
            job.budgetBlocked = true;
        }
        return false;
    }

    private static Duration timeout(CallRun call) {
        var one = call.job.options.timeout();
        return call.grouped ? one.multipliedBy(call.members.size()) : one;
    }

    private void admit(CallRun call) {
        var gate = call.gate;
        call.id = context.nextCallId++;
        call.owner = gate.chooseOwner(context.wall);
        call.key = call.owner.nextKey();
        call.cut = false;
        call.reply = null;
        call.owner.book(context.wall, call.spec.units());
        gate.rates.forEach(RateWindow::hold);
        gate.breaker.sent(call.id);
        gate.open++;
        gate.concurrency.opened(gate.open);
        call.job.openCalls++;
        Slippage.paid(call);
        for (var member : call.members) {
            for (var asker : member.waiting()) {
                asker.paid.merge(gate.limits.gate(), 1, Integer::sum);
            }
        }
        context.calls.put(call.id, call);
        long cost = call.maxCostNanos();
        if (cost > 0) {
            call.job.pricedCalls++;
            call.job.reservedNanos += cost;
        }
        call.phase = CallRun.Phase.RESERVING;
        call.sentWall = context.wall;
        boolean cautious = cautious(call);
        changes(call, cautious);
        if (call.metered()) {
            reserve(call);
        }
        if (call.metered() || cautious || !context.announced) {
            context.out.then(() -> send(call));
        } else {
            send(call);
        }
    }

    private static boolean cautious(CallRun call) {
        if (call.job.cautiousSends > 0) {
            call.job.cautiousSends--;
            return true;
        }
        for (var member : call.members) {
            for (var item : member.waiting()) {
                if (item.item.strikes() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Writes the call down, with the members of a group in pieces that a transaction can hold.
    void reserve(CallRun call) {
        var first = call.ask(call.members.getFirst());
        List<Write.Member> members = call.grouped
                ? call.members.stream()
                        .map(member -> new Write.Member(member.digest, call.ask(member).position()))
                        .toList()
                : List.of();
        int told = Math.min(members.size(), MEMBERS_AT_ONCE);
        context.out.write(new Write.Reserved(
                call.id,
                call.job.id,
                call.grouped ? -1 : first.position(),
                first.question().step(),
                call.spec.name(),
                call.grouped ? null : first.digest(),
                members.subList(0, told),
                call.ownerName(),
                call.key.id(),
                call.gate.counted ? call.spec.units() : 0,
                call.maxCostNanos(),
                call.attempts + 1,
                call.sentWall));
        for (int from = told; from < members.size(); from += MEMBERS_AT_ONCE) {
            int to = Math.min(members.size(), from + MEMBERS_AT_ONCE);
            context.out.write(new Write.Joined(call.id, from, members.subList(from, to)));
        }
    }

    private void send(CallRun call) {
        // meanwhile the reservation was being stored: nothing left this machine
        if (!call.job.active || context.broken) {
            unsent(call, "the job stopped first");
            return;
        }
        if (call.owner().isClosed(context.wall)) {
            unsent(call, "the quota was found used up first");
            return;
        }
        call.phase = CallRun.Phase.SENT;
        call.sentAt = context.nanos;
        call.gate.rates.forEach(rate -> rate.sent(call.id, context.nanos));
        call.gate.start.opened(context.nanos);
        if (call.firstSent == null) {
            call.firstSent = context.wall;
        }
        var attempt = new Transport.Attempt(
                call.id, timeout(call), "lh-" + call.members.getFirst().digest.half());
        context.out.add(new Effect.Send(call.job.id, call.spec, call.questions(), call.key, attempt));
    }

    private void unsent(CallRun call, String reason) {
        call.gate.rates.forEach(RateWindow::giveUp);
        failing.notSent(call, null, reason);
    }

    /// The permit of the attempt under way comes back.
    void release(CallRun call) {
        call.gate.open--;
        call.job.openCalls--;
        context.calls.remove(call.id);
        context.touched.add(call.gate);
        for (var gate : context.gates.values()) {
            if (gate.queue.has(call.job)) {
                context.touched.add(gate);
            }
        }
        if (call.maxCostNanos() > 0) {
            call.job.pricedCalls--;
            call.job.budgetBlocked = false;
        }
    }

    /// The upstream asked to wait, for the whole gate.
    void closeGate(Gate gate, long nanos) {
        gate.closedUntil = Math.max(gate.closedUntil, context.nanos + nanos);
        context.timers.at(gate.closedUntil, () -> context.touched.add(gate));
    }

    void distrustClock() {
        context.clockSuspect = true;
        context.gates.values().forEach(context::distrust);
    }

    void dated(Event.Dated dated) {
        var gate = context.gates.get(dated.gate());
        if (gate == null || !gate.distrustsClock) {
            return;
        }
        if (dated.agrees()) {
            context.trust(gate);
        } else {
            context.timers.at(
                    context.nanos + ASK_TIME_AGAIN,
                    () -> context.out.add(new Effect.AskTime(gate.limits.gate(), gate.spec)));
        }
    }
}
