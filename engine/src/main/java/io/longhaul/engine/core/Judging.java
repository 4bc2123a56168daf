package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.engine.store.Write;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What follows a delivery and its answer: store, hand out, wait, try again, give up, pause.
final class Judging {

    private static final Duration LATER_AT_MOST = Duration.ofHours(24);
    private static final Duration LONGEST_HINT = Duration.ofDays(1);
    private static final byte[] NO_RESULT = {};

    private final Context context;
    private final Items items;
    private final Calls calls;
    private final Sending sending;

    Judging(Context context, Items items, Calls calls, Sending sending) {
        this.context = context;
        this.items = items;
        this.calls = calls;
        this.sending = sending;
    }

    void arrived(Event.Arrived arrived) {
        var call = context.calls.get(arrived.call());
        if (call == null || call.phase != CallRun.Phase.SENT) {
            return;
        }
        switch (arrived.delivery()) {
            case Delivery.Answered(var reply) -> {
                call.gate.rates.forEach(rate -> rate.replied(call.id, context.nanos));
                call.owner().close(call.ended(context.wall), call.spec.units());
                call.gate.start.replied();
                answered(call, reply.notBefore(call.sentWall), arrived.costNanos());
            }
            case Delivery.NotSent(var errorClass, var reason) -> {
                call.gate.rates.forEach(rate -> rate.returned(call.id));
                notSent(call, errorClass, reason);
            }
            case Delivery.Lost lost -> {
                // it may arrive late: its slot's window has begun 250 ms after sending at the latest
                call.owner().close(call.ended(context.wall), call.spec.units());
                lost(call, call.cut ? null : lost.errorClass(), lost);
            }
        }
    }

    private void answered(CallRun call, Reply reply, long costNanos) {
        long id = call.id;
        long cost = Math.min(costNanos, call.maxCostNanos());
        var questions = call.questions();
        call.phase = CallRun.Phase.SETTLING;
        call.costNanos = cost;
        call.reply = new Reply(reply.status(), reply.headers(), NO_RESULT, reply.receivedAt());
        if (!call.metered()) {
            sending.reserve(call);
        }
        context.out.write(new Write.Settled(id, reply, cost));
        call.job.reservedNanos -= call.maxCostNanos();
        call.job.settledNanos += cost;
        share(call, cost);
        if (call.metered()) {
            // it may be a refusal: until it is read, nothing may follow on the same account
            context.out.then(() -> read(call, id, questions, reply));
        } else {
            var gate = call.gate;
            gate.unsettled++;
            sending.release(call);
            context.out.then(() -> {
                gate.unsettled--;
                context.touched.add(gate);
            });
            read(call, id, questions, reply);
        }
    }

    private void read(CallRun call, long id, List<Ask> questions, Reply reply) {
        call.phase = CallRun.Phase.READING;
        context.reading.put(id, call);
        call.readFor = call.job;
        call.job.reading++;
        context.out.add(new Effect.Read(id, questions, reply));
    }

    /// The items that asked first pay; a group's members share, the first takes the rest.
    private void share(CallRun call, long cost) {
        long part = cost / call.members.size();
        for (int i = 0; i < call.members.size(); i++) {
            var asker = payer(call.members.get(i));
            call.members.get(i).payer = asker;
            if (asker != null) {
                asker.calls++;
                asker.tries = call.attempts + 1;
                asker.costNanos += i == 0 ? cost - part * (call.members.size() - 1) : part;
            }
        }
    }

    private @Nullable ItemRun payer(Wanted wanted) {
        var askers = wanted.waiting();
        return askers.isEmpty() ? null : askers.getFirst();
    }

    void notSent(CallRun call, @Nullable ErrorClass errorClass, String reason) {
        call.owner().giveBack(call.spec.units());
        boolean written = call.metered();
        if (!written && errorClass != null) {
            sending.reserve(call);
        }
        if (written || errorClass != null) {
            context.out.write(
                    new Write.Closed(call.id, CallState.NOT_SENT, errorClass, reason, context.wall));
        }
        call.job.reservedNanos -= call.maxCostNanos();
        sending.release(call);
        if (errorClass == null) {
            noVerdict(call);
            Slippage.owes(call, false);
            requeueOrDrop(call);
            return;
        }
        verdictOnUpstream(call, errorClass);
        failed(call, List.copyOf(call.members), new Answer.Failed<>(errorClass, reason));
    }

    /// @param errorClass null if we cut it off ourselves
    private void lost(CallRun call, @Nullable ErrorClass errorClass, Delivery.Lost lost) {
        var reason = lost.reason();
        if (!call.metered()) {
            sending.reserve(call);
        }
        context.out.write(new Write.Closed(call.id, CallState.LOST, errorClass, reason, call.ended(context.wall),
                lost.stderr()));
        // a priced call may have run: what was reserved stays booked
        share(call, 0);
        sending.release(call);
        if (errorClass == null) {
            noVerdict(call);
        } else {
            verdictOnUpstream(call, errorClass);
        }
        var sentAt = call.firstSent == null ? call.sentWall : call.firstSent;
        var repeat = new ArrayList<Wanted>();
        for (var member : List.copyOf(call.members)) {
            var forbidden = member.waiting().stream()
                    .filter(item -> Ledger.forbidsRepeat(item.job, member.first, sentAt, context.wall))
                    .toList();
            for (var item : forbidden) {
                item.attempts = call.attempts + 1;
                uncertain(item, call.spec.name(), errorClass, reason);
            }
            if (member.deserted()) {
                context.unwanted(member.digest);
            } else {
                repeat.add(member);
            }
        }
        if (repeat.isEmpty()) {
            call.phase = CallRun.Phase.OVER;
        } else if (errorClass == null) {
            call.keep(repeat);
            Slippage.owes(call, true);
            requeueOrDrop(call);
        } else {
            failed(call, repeat, new Answer.Failed<>(errorClass, reason));
        }
    }

    private void requeueOrDrop(CallRun call) {
        if (stillWanted(call)) {
            sending.queue(call);
        }
    }

    /// Leaves the members somebody still waits for, and lets one of those pay; items of stopped jobs are unwound unless
    /// another of their calls is under way.
    private boolean stillWanted(CallRun call) {
        call.phase = CallRun.Phase.OVER;
        call.members.removeIf(member -> {
            for (var item : member.waiting()) {
                if (!item.job.active && !item.hasCallUnderWay()) {
                    items.forget(item);
                }
            }
            boolean deserted = member.deserted();
            if (deserted) {
                context.unwanted(member.digest);
            }
            return deserted;
        });
        if (call.members.isEmpty()) {
            return false;
        }
        call.goesOver();
        return true;
    }

    void uncertain(ItemRun item, String source, @Nullable ErrorClass errorClass, String reason) {
        items.end(
                item,
                ItemState.UNCERTAIN,
                errorClass == null ? ErrorClass.UNKNOWN : errorClass,
                "a call to " + source + " may have run: " + reason,
                0,
                NO_RESULT);
    }

    /// What was paid for is lost with its file; buying it again is for a person to say.
    void unreadable(ItemRun item, StoredCall call) {
        var handle = item.job.record.handle();
        items.end(
                item,
                ItemState.FAILED,
                ErrorClass.RESOURCE,
                call.reason() + ". It cost "
                        + BigDecimal.valueOf(call.costNanos(), 9).stripTrailingZeros().toPlainString()
                        + " USD. Ask " + call.source() + " again, and pay again: longhaul retry " + handle + " row:"
                        + item.item.rowNumber(),
                0,
                NO_RESULT);
    }

    void judged(Event.Judged judged) {
        var call = context.reading.remove(judged.call());
        if (call == null) {
            return;
        }
        call.readFor.reading--;
        if (call.metered()) {
            sending.release(call);
        }
        Readings.of(judged.call(), call.grouped, judged.answers()).forEach(context.out::write);
        var retry = new ArrayList<Wanted>();
        Answer<?> why = null;
        for (int i = 0; i < call.members.size(); i++) {
            var member = call.members.get(i);
            var answer = judged.answers().get(i);
            switch (answer) {
                case Answer.Found<?> found -> calls.resolve(member, found);
                case Answer.Missing<?> missing -> calls.resolve(member, missing);
                case Answer.TooLarge<?> tooLarge -> calls.resolve(member, tooLarge);
                case Answer.Throttled<?> _,Answer.Failed<?> _,Answer.Refused<?> _ -> {
                    retry.add(member);
                    why = answer;
                }
            }
        }
        verdictOnUpstream(call, why instanceof Answer.Failed<?> failed ? failed.errorClass() : null);
        if (why == null && call.gate.limits.adaptive()) {
            call.gate.concurrency.answered(context.nanos - call.sentAt, call.gate.atOnce(context.widest()));
        }
        if (why == null) {
            call.phase = CallRun.Phase.OVER;
            return;
        }
        switch (why) {
            case Answer.Throttled<?> throttled -> throttled(call, retry, throttled);
            case Answer.Refused<?> refused -> refused(call, retry, refused.reason());
            case Answer.Failed<?> failed when failed.errorClass() == ErrorClass.AUTH ->
                refused(call, retry, failed.reason());
            case Answer.Failed<?> failed -> failed(call, retry, failed);
            case Answer.Found<?> _,Answer.Missing<?> _,Answer.TooLarge<?> _ ->
                throw new IllegalStateException("an answer to retry that is " + why);
        }
    }

    /// Breaker and adaptive concurrency see only what the upstream did, not what an input caused.
    private void verdictOnUpstream(CallRun call, @Nullable ErrorClass errorClass) {
        if (!call.gate.limits.adaptive()) {
            return;
        }
        boolean down = errorClass == ErrorClass.NETWORK
                || errorClass == ErrorClass.TIMEOUT
                || errorClass == ErrorClass.SERVER
                || errorClass == ErrorClass.RESOURCE;
        if (errorClass == ErrorClass.TIMEOUT || errorClass == ErrorClass.SERVER) {
            call.gate.concurrency.overloaded(call.gate.atOnce(context.widest()));
        }
        call.gate.breaker.record(call.id, down, context.nanos);
        context.touched.add(call.gate); // a probe may have opened it
    }

    private void noVerdict(CallRun call) {
        call.gate.breaker.noVerdict(call.id);
        context.touched.add(call.gate);
    }

    private void failed(CallRun call, List<Wanted> members, Answer.Failed<?> failure) {
        call.attempts++;
        call.keep(members);
        var errorClass = failure.errorClass();
        int retries = RetryTable.retries(errorClass, call.job.options.maxRetries());
        if (call.attempts > retries) {
            call.phase = CallRun.Phase.OVER;
            boolean heals = call.gate.limits.adaptive() && call.gate.breaker.open();
            var how = CallFailure.of(call, errorClass, failure.reason(), call.reply, heals);
            for (var member : List.copyOf(members)) {
                for (var item : member.waiting()) {
                    item.attempts = call.attempts;
                    item.failure = how;
                }
                calls.resolve(member, failure);
            }
            return;
        }
        Slippage.owes(call, false);
        retryAfter(call, jittered(RetryTable.rule(errorClass).delay(call.attempts)), errorClass.label());
    }

    private long jittered(Duration delay) {
        long nanos = delay.toNanos();
        return nanos + (nanos < 4 ? 0 : context.random.nextLong(nanos / 4));
    }

    private void retryAfter(CallRun call, long nanos, String because) {
        if (!stillWanted(call)) {
            return;
        }
        sending.delay(call, nanos, "tries again after " + because);
    }

    private void throttled(CallRun call, List<Wanted> members, Answer.Throttled<?> throttled) {
        if (call.throttled++ == 0) {
            call.throttledSince = context.nanos;
        }
        call.keep(members);
        Slippage.owes(call, false);
        var hint = hint(throttled.until());
        var ownWait = RetryTable.rule(ErrorClass.RATE_LIMIT).delay(call.throttled);
        switch (throttled.scope()) {
            case QUESTION -> {
                if (context.nanos - call.throttledSince > LATER_AT_MOST.toNanos()) {
                    call.attempts = Integer.MAX_VALUE - 1;
                    failed(call, members, new Answer.Failed<>(
                            ErrorClass.RATE_LIMIT, "put off for 24 hours: " + throttled.reason()));
                    return;
                }
                retryAfter(call, jittered(hint == null ? ownWait : hint), "\"later\": " + throttled.reason());
            }
            case GATE -> {
                sending.closeGate(call.gate, jittered(hint == null ? ownWait : hint));
                retryAfter(call, 0, "a rate limit");
            }
            case OWNER -> {
                call.owner().refused(context.wall, throttled.until());
                retryAfter(call, 0, "a used-up quota");
            }
        }
    }

    /// A hint in the past means now; one beyond a day is not believed.
    private @Nullable Duration hint(@Nullable Instant until) {
        if (until == null) {
            return null;
        }
        var wait = Duration.between(context.wall, until);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_HINT) > 0 ? LONGEST_HINT : wait;
    }

    /// Only a person can mend it: every job that asks is paused; its items stay pending.
    private void refused(CallRun call, List<Wanted> members, String reason) {
        call.phase = CallRun.Phase.OVER;
        for (var member : List.copyOf(members)) {
            context.unwanted(member.digest);
            for (var item : member.waiting()) {
                items.pause(item.job, PauseReason.NEEDS_HUMAN, call.spec.name() + " refused us: " + reason);
            }
        }
    }
}
