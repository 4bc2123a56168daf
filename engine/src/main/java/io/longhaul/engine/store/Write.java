package io.longhaul.engine.store;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One change of the store. Writes given together are one transaction, applied in order.
public sealed interface Write {

    /// A call is about to be sent (metered), or was sent (written with its settlement).
    ///
    /// @param position of the asking item; -1 for a group
    /// @param members digests and positions of a group, in the order of its questions, as many as one transaction should
    /// hold: [Joined] tells of the others; empty for a single call
    record Reserved(
            long callId,
            long job,
            long position,
            String step,
            String source,
            @Nullable Digest digest,
            List<Member> members,
            String owner,
            String key,
            int units,
            long costNanos,
            int attempt,
            Instant at)
            implements Write {
        public Reserved withMembers(List<Member> all) {
            return new Reserved(
                    callId, job, position, step, source, digest, all, owner, key, units, costNanos, attempt, at);
        }
    }

    /// @param position of the member's item
    record Member(Digest digest, long position) {}

    /// Further members of a group that was reserved before and is not sent yet.
    ///
    /// @param from how many were told before
    record Joined(long callId, int from, List<Member> members) implements Write {}

    /// The reply of a call, raw, before anything read it. State becomes UNREAD.
    record Settled(long callId, Reply reply, long costNanos) implements Write {}

    /// What reading a settled reply gave: FOUND, MISSING, THROTTLED, FAILED, TOO_LARGE or REFUSED.
    ///
    /// @param member index in a group; -1 for a single call, and for a group all of whose members were read alike
    record Read(long callId, int member, CallState state, @Nullable ErrorClass errorClass, String reason)
            implements Write {
        /// Whether another member was read as the same.
        public boolean saysLike(Read other) {
            return state == other.state && errorClass == other.errorClass && reason.equals(other.reason);
        }
    }

    /// No reply: LOST keeps what was booked, NOT_SENT returns units and cost.
    ///
    /// @param errorClass null for a call that was open when the process died
    /// @param stderr what a command wrote before it was given up; kept as a reply's header `stderr` is
    record Closed(
            long callId,
            CallState state,
            @Nullable ErrorClass errorClass,
            String reason,
            Instant at,
            String stderr)
            implements Write {

        /// Nothing came.
        public Closed(long callId, CallState state, @Nullable ErrorClass errorClass, String reason, Instant at) {
            this(callId, state, errorClass, reason, at, "");
        }

        /// What is kept of a call without a reply.
        public Map<String, String> headers() {
            return stderr.isEmpty() ? Map.of() : Map.of("stderr", stderr);
        }
    }

    /// An item ended: its outcome and its batch's counts.
    record Ended(long job, long position, Outcome outcome) implements Write {}

    /// An item waits longer than a minute.
    record Parked(long job, long position, Instant until, String because) implements Write {}

    /// Ended items become pending again; the instant is kept as their `retriedAt`. Rows whose input was refused
    /// ([Outcome#inputRefused]) stay as they are unless one is named by its position: they would only be refused again.
    ///
    /// @param from the first position that it may take, `to` the first behind them: one of many rows comes in pieces
    record Reopened(long job, ItemFilter filter, long from, long to, Instant at) implements Write {
        /// Wherever they are.
        public Reopened(long job, ItemFilter filter, Instant at) {
            this(job, filter, 0, Long.MAX_VALUE, at);
        }
    }

    /// A failed item gets other cells, perhaps another key, and is pending again; the instant is kept as its
    /// `retriedAt`. The rows of both keys are numbered anew, as if the list had said so from the start. An item in any
    /// other state stays as it is.
    record Corrected(long job, Correction row, Instant at) implements Write {}

    /// A job's state changed.
    record JobChanged(
            long job,
            JobState state,
            @Nullable PauseReason reason,
            @Nullable Instant until,
            String because,
            Instant at)
            implements Write {}

    /// Run options changed at a resume.
    record OptionsChanged(long job, RunOptions options) implements Write {}

    /// The plan at the start of a job.
    record Planned(long job, @Nullable Instant bound, @Nullable Instant expected) implements Write {}

    /// The items now running, replacing the list before it; after an unclean end each gets a strike.
    record Running(long job, List<Long> positions) implements Write {}

    /// Signs of life and what `status` shows of the moment. `until` and `because` as in [JobChanged].
    record Pulse(Instant at, long job, int running, int waiting, int openCalls) implements Write {}

    /// The store is alive; also the newest instant it knows.
    record Heartbeat(Instant at) implements Write {}

    /// Progress at a checkpoint, for rates and trends; the store keeps a job's last 1,000.
    record Snapshot(long job, Instant at, long done, long failed, long skipped, long costNanos) implements Write {}

    /// Milliseconds the job lost to a cause, added to what was booked.
    record Late(long job, String cause, long millis) implements Write {}

    /// A document for all jobs, replacing what was kept under its shelf and key; empty removes it.
    record Kept(String shelf, String key, byte[] document, Instant at) implements Write {}

    /// Answers a job took from the store instead of calling, by source; added to what was counted.
    record Reused(long job, String source, long count) implements Write {}
}
