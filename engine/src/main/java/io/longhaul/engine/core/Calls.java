package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.ItemState;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Questions on their way to an answer: the ledger first, then one call for all who ask.
final class Calls {

    /// Waits longer than this unwind the item.
    static final Duration PARK_OVER = Duration.ofSeconds(60);

    private static final byte[] NO_RESULT = {};
    private static final int ATTEMPTS_A_CALL = 6;
    private static final String NOT_STORED = "not stored, and the job runs --offline";

    private final Context context;
    private final Items items;
    private final Groups groups;
    private final Sending sending;
    private final Judging judging;

    Calls(Context context, Items items) {
        this.context = context;
        this.items = items;
        this.groups = new Groups(context);
        this.sending = new Sending(context, items);
        this.judging = new Judging(context, items, this, sending);
        groups.send = sending::queue;
        sending.failing = judging;
    }

    Groups groups() {
        return groups;
    }

    void asked(List<Ask> asks) {
        var first = asks.getFirst();
        var item = items.live(first.job(), first.position(), first.run());
        if (item == null || item.phase != ItemRun.Phase.COMPUTING) {
            return;
        }
        if (!item.job.active || context.broken) {
            items.forget(item);
            return;
        }
        item.phase = ItemRun.Phase.BLOCKED;
        item.job.computing--;
        item.job.runningDirty = true;
        for (var ask : asks) {
            item.pending.put(ask.digest(), null);
            item.asked.add(ask.digest());
            item.paid.putIfAbsent(ask.spec().limits().gate(), 0);
        }
        int most = item.job.maxCalls;
        if (item.asked.size() > most || item.calls > most * ATTEMPTS_A_CALL) {
            items.end(item, ItemState.FAILED, ErrorClass.UNKNOWN, "defect of the workflow: it asked for more than the "
                    + most + " calls an item that its outline declares", 0, NO_RESULT);
            return;
        }
        for (var ask : asks) {
            want(item, ask);
        }
    }

    private void want(ItemRun item, Ask ask) {
        var remembered = item.memo.get(ask.digest());
        var asker = new Wanted.Asker(item, ask);
        if (remembered != null) {
            give(asker, remembered);
            return;
        }
        var fresh = context.fresh.get(ask.digest());
        if (fresh != null) {
            countReuse(item, ask.spec().name());
            give(asker, fresh);
            return;
        }
        var wanted = context.wanted.get(ask.digest());
        if (wanted == null) {
            wanted = new Wanted(asker);
            item.pending.put(ask.digest(), wanted);
            context.wanted.put(ask.digest(), wanted);
            context.lookUp(ask);
            return;
        }
        item.pending.put(ask.digest(), wanted);
        wanted.askers.add(asker);
        var call = wanted.call;
        if (call != null && call.phase == CallRun.Phase.GATHERING) {
            groups.hold(item);
            groups.joined(item.job, item.batch);
        } else if (call != null) {
            sending.parkIfLong(call);
        }
    }

    void lookedUp(Event.LookedUp found) {
        var wanted = context.wanted.get(found.digest());
        if (wanted == null || wanted.call != null) {
            return;
        }
        wanted.askers.removeIf(asker -> !asker.waits() || !consult(wanted, asker, found.known()));
        if (wanted.askers.isEmpty()) {
            context.wanted.remove(wanted.digest);
        } else {
            call(wanted);
        }
    }

    /// Whether the asker needs a call; if not, it has its answer or end.
    private boolean consult(Wanted wanted, Wanted.Asker asker, List<Known> known) {
        var ask = asker.ask();
        var item = asker.item();
        switch (Ledger.judge(item.job, item.item, ask, known, context.wall)) {
            case Ledger.Verdict.Reuse(var answer, var call) -> {
                if (call.job() == ask.job() && call.position() == ask.position()) {
                    // bought for this item before a crash or a pause
                    item.calls++;
                    item.tries = call.attempt();
                    item.costNanos += call.costNanos();
                } else {
                    countReuse(item, ask.spec().name());
                }
                var received = call.receivedAt();
                if (call.job() != ask.job() && received != null && received.isAfter(item.job.countedAt)) {
                    Slippage.spared(item.job, ask);
                }
                give(asker, answer);
                return false;
            }
            case Ledger.Verdict.Exhausted(var answer, int attempts, var failure) -> {
                Slippage.spared(item.job, ask);
                item.attempts = attempts;
                item.failure = failure;
                give(asker, answer);
                return false;
            }
            case Ledger.Verdict.Unreadable(var call) -> {
                Slippage.spared(item.job, ask);
                judging.unreadable(item, call);
                return false;
            }
            case Ledger.Verdict.Uncertain(var call) -> {
                Slippage.spared(item.job, ask);
                item.attempts = call.attempt();
                judging.uncertain(item, call.source(), call.errorClass(), call.reason());
                return false;
            }
            case Ledger.Verdict.Needed(int attempts, var firstSent) -> {
                wanted.attempts = Math.max(wanted.attempts, attempts);
                wanted.firstSent = firstSent;
                if (item.job.offline) {
                    Slippage.spared(item.job, ask);
                    item.failure = CallFailure.notAsked(ask.spec().name(), ErrorClass.NETWORK, NOT_STORED);
                    give(asker, new Answer.Failed<>(ErrorClass.NETWORK, NOT_STORED));
                    return false;
                }
                return true;
            }
        }
    }

    static void countReuse(ItemRun item, String source) {
        item.reused++;
        if (item.reusedBySource.isEmpty()) {
            item.reusedBySource = new HashMap<>();
        }
        item.reusedBySource.merge(source, 1, Integer::sum);
    }

    private void call(Wanted wanted) {
        var ask = wanted.askers.getFirst().ask();
        var item = wanted.askers.getFirst().item();
        if (ask.grouped()) {
            groups.join(item.job, item, wanted);
            wanted.waiting().stream().skip(1).forEach(groups::hold);
            groups.joined(item.job, item.batch);
            return;
        }
        var call = new CallRun(ask.spec(), context.gate(ask.spec()), item.job, false);
        call.members.add(wanted);
        call.attempts = wanted.attempts;
        call.firstSent = wanted.firstSent;
        wanted.call = call;
        sending.queue(call);
    }

    /// Hands an answer to the run that asked, or keeps it for the item's next start.
    private void give(Wanted.Asker asker, Answer<?> answer) {
        var item = asker.item();
        var ask = asker.ask();
        if (!asker.waits() || !item.pending.containsKey(ask.digest())) {
            return;
        }
        item.pending.remove(ask.digest());
        item.job.runningDirty = true;
        switch (item.phase) {
            case BLOCKED -> {
                context.out.add(new Effect.Give(ask, answer));
                if (item.pending.isEmpty()) {
                    item.phase = ItemRun.Phase.COMPUTING;
                    item.job.computing++;
                }
            }
            case PARKED -> {
                item.memo.put(ask.digest(), answer);
                if (item.pending.isEmpty()) {
                    item.phase = ItemRun.Phase.READY;
                    item.job.restart.addLast(item);
                }
            }
            case COMPUTING, READY -> throw new IllegalStateException("an answer for an item that is " + item.phase);
        }
    }

    /// The question is settled for all who ask; those for whom it was not bought reuse it.
    void resolve(Wanted wanted, Answer<?> answer) {
        if (answer instanceof Answer.Failed) {
            context.unwanted(wanted.digest);
        } else {
            context.wanted.remove(wanted.digest);
            context.fresh.put(wanted.digest, answer);
            context.out.then(() -> context.fresh.remove(wanted.digest));
        }
        for (var asker : wanted.askers) {
            if (!asker.waits()) {
                continue;
            }
            var item = asker.item();
            if (answer instanceof Answer.Found) {
                item.job.likeFailures.answered(asker.ask().spec().name());
            }
            if (!item.equals(wanted.payer) && !(answer instanceof Answer.Failed)) {
                countReuse(item, asker.ask().spec().name());
            }
            if (wanted.call != null && wanted.call.job != item.job) {
                Slippage.spared(item.job, asker.ask());
            }
            give(asker, answer);
        }
    }

    void arrived(Event.Arrived arrived) {
        judging.arrived(arrived);
    }

    void judged(Event.Judged judged) {
        judging.judged(judged);
    }

    void dated(Event.Dated dated) {
        sending.dated(dated);
    }

    void distrustClock() {
        sending.distrustClock();
    }

    void pump() {
        sending.pump();
    }

    /// Upstreams of the job that are failing are tried at once: whoever lets it go on may know that they are well.
    void probe(@Nullable JobRun job) {
        for (var gate : context.gates.values()) {
            if (job != null && job.gates.contains(gate.limits.gate()) && gate.breaker.probeNow(context.nanos)) {
                context.touched.add(gate);
            }
        }
    }

    void touchAll() {
        context.touched.addAll(context.gates.values());
    }

    /// The job stops: its waiting calls are dropped, or go over to another job that asks the same.
    void dropWaiting(JobRun job) {
        var waiting = new LinkedHashSet<CallRun>();
        for (var wanted : context.wanted.values()) {
            wanted.deserted();
            if (wanted.call != null && wanted.call.job == job && !wanted.call.underWay()) {
                waiting.add(wanted.call);
            }
        }
        waiting.forEach(this::drop);
    }

    private void drop(CallRun call) {
        var phase = call.phase;
        if (phase == CallRun.Phase.QUEUED) {
            call.gate.queue.remove(call);
        }
        groups.drop(call);
        call.members.removeIf(member -> {
            boolean deserted = member.deserted();
            if (deserted) {
                context.wanted.remove(member.digest);
            }
            return deserted;
        });
        if (call.members.isEmpty()) {
            call.phase = CallRun.Phase.OVER;
            return;
        }
        call.goesOver();
        boolean hasTimer = phase == CallRun.Phase.DELAYED && call.dueAt != Long.MAX_VALUE;
        if (phase == CallRun.Phase.GATHERING) {
            groups.sendOff(call); // its job gathers no more
        } else if (!hasTimer) {
            sending.queue(call); // also what was set aside, as the slice of its job had no room for it
        }
    }

    /// Gives up calls under way: all of them, or those that cost nothing.
    void abandon(JobRun job, boolean all) {
        for (var call : List.copyOf(context.calls.values())) {
            if (call.job == job && call.phase == CallRun.Phase.SENT && (all || call.spec.price().free())) {
                call.cut = true;
                context.out.add(new Effect.Abort(call.id));
            }
        }
    }
}
