package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.engine.store.StoredItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the stored calls for a question mean for one asker: the rules of reuse, of attempts used up, and of calls
/// whose fate is unknown.
final class Ledger {

    sealed interface Verdict {
        /// A stored answer counts.
        record Reuse(Answer<?> answer, StoredCall call) implements Verdict {}

        /// The attempts are used up: the stored failure is the answer.
        record Exhausted(Answer<?> answer, int attempts, CallFailure failure) implements Verdict {}

        /// An answer that was paid for is stored and cannot be read: only a person buys it again.
        record Unreadable(StoredCall call) implements Verdict {}

        /// A call's fate is unknown and the policy forbids asking again.
        record Uncertain(StoredCall call) implements Verdict {}

        /// A call is needed; that many attempts failed already.
        record Needed(int attempts, @Nullable Instant firstSent) implements Verdict {}
    }

    private Ledger() {}

    static Verdict judge(JobRun job, StoredItem item, Ask ask, List<Known> known, Instant now) {
        var reuse = reusable(job, item, ask, known);
        if (reuse != null) {
            return reuse;
        }
        var unreadable = paidAndUnreadable(job, item, ask, known);
        if (unreadable != null) {
            return unreadable;
        }
        int attempts = 0;
        Answer.Failed<?> failure = null;
        Known failed = null;
        StoredCall lost = null;
        Instant firstSent = null;
        for (var each : known) {
            var call = each.call();
            if (firstSent == null && call.state() != CallState.NOT_SENT) {
                firstSent = call.sentAt();
            }
            if (before(call, item.retriedAt())) {
                continue;
            }
            // as the answer of another job would have counted, so does its loss; its failures are its own
            boolean counts =
                    call.job() == job.id || !call.sentAt().isBefore(oldest(job, ask.spec().reuse().freshness()));
            if (call.state() == CallState.LOST && counts) {
                lost = call;
            } else if (each.answer() != null && !(each.answer() instanceof Answer.Failed)) {
                lost = null; // it was asked again since, and answered
            }
            if (call.job() != job.id) {
                continue;
            }
            boolean unanswered = call.state() == CallState.FAILED
                    || call.state() == CallState.NOT_SENT && call.errorClass() != null
                    || call.state() == CallState.LOST && call.errorClass() != null;
            if (unanswered) {
                attempts++;
                failed = each;
                failure = new Answer.Failed<>(
                        call.errorClass() == null ? ErrorClass.UNKNOWN : call.errorClass(), call.reason());
            } else if (call.state() == CallState.UNREAD && !call.unreadable()
                    && each.answer() instanceof Answer.Failed<?> unread) {
                // the process died between answer and reading: it is read now, never asked again for that
                attempts++;
                failed = each;
                failure = unread;
            }
        }
        if (lost != null && forbidsRepeat(job, ask, firstSent == null ? lost.sentAt() : firstSent, now)) {
            return new Verdict.Uncertain(lost);
        }
        if (failure != null
                && failed != null
                && attempts > RetryTable.retries(failure.errorClass(), job.options.maxRetries())) {
            return new Verdict.Exhausted(
                    failure, attempts, CallFailure.of(failed, failure.errorClass(), failure.reason()));
        }
        return new Verdict.Needed(attempts, firstSent);
    }

    /// A retry of the row is a person's word that it may be bought again; what cost nothing is asked again unasked.
    private static Verdict.@Nullable Unreadable paidAndUnreadable(
            JobRun job, StoredItem item, Ask ask, List<Known> known) {
        var oldest = oldest(job, ask.spec().reuse().freshness());
        for (var each : known) {
            var call = each.call();
            var received = call.receivedAt();
            if (call.unreadable() && call.costNanos() > 0 && received != null && !received.isBefore(oldest)
                    && !before(call, item.retriedAt())) {
                return new Verdict.Unreadable(call);
            }
        }
        return null;
    }

    /// Among several that count the oldest does, so that a replay never changes its mind.
    private static Verdict.@Nullable Reuse reusable(JobRun job, StoredItem item, Ask ask, List<Known> known) {
        var reuse = ask.spec().reuse();
        for (var each : known) {
            var answer = each.answer();
            var received = each.call().receivedAt();
            if (answer == null || received == null) {
                continue;
            }
            boolean negative = answer instanceof Answer.Missing || answer instanceof Answer.TooLarge;
            if (!negative && !(answer instanceof Answer.Found)) {
                continue;
            }
            var oldest = oldest(job, negative ? reuse.negative() : reuse.freshness());
            if (received.isBefore(oldest) || negative && before(each.call(), item.retriedAt())) {
                continue;
            }
            return new Verdict.Reuse(answer, each.call());
        }
        return null;
    }

    /// From when on what is stored counts.
    private static Instant oldest(JobRun job, Duration life) {
        var asOf = job.record.asOf();
        return job.record.draft().refresh() ? asOf : asOf.minus(life);
    }

    static boolean forbidsRepeat(JobRun job, Ask ask, Instant firstSent, Instant now) {
        return switch (fate(job, ask)) {
            case REPEAT -> false;
            case UNCERTAIN -> true;
            case SAME_KEY -> !now.isBefore(firstSent.plus(ask.spec().keyLife()));
        };
    }

    private static UnknownFate fate(JobRun job, Ask ask) {
        var override = job.options.onUnknown();
        return override == null ? ask.spec().fate() : override;
    }

    private static boolean before(StoredCall call, @Nullable Instant retriedAt) {
        if (retriedAt == null) {
            return false;
        }
        var at = call.receivedAt() == null ? call.sentAt() : call.receivedAt();
        return !at.isAfter(retriedAt);
    }
}
