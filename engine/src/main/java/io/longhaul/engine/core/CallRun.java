package io.longhaul.engine.core;

import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Spec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call from the moment it is needed until its question is answered, over all its attempts. Each attempt is a row
/// of the ledger with an id of its own.
final class CallRun implements Comparable<CallRun> {

    enum Phase {
        /// A group that members may still join.
        GATHERING,
        QUEUED,
        /// Waits for its own time: back-off, "later".
        DELAYED,
        RESERVING,
        SENT,
        SETTLING,
        READING,
        OVER
    }

    final Spec spec;
    final Gate gate;
    final List<Wanted> members = new ArrayList<>(1);
    final boolean grouped;
    private final long maxCostNanos;
    /// The job that sends and pays.
    JobRun job;
    /// The job for which a reply is being read.
    JobRun readFor;
    Phase phase = Phase.QUEUED;

    /// Failed attempts so far.
    int attempts;
    int throttled;
    long throttledSince;
    /// Due time while delayed, monotonic.
    long dueAt;
    /// Why it is delayed, for people.
    String delayedBecause = "";
    /// Of the attempt under way.
    long id;
    @Nullable OwnerUse owner;
    Key key = Key.NONE;
    long sentAt;
    Instant sentWall = Instant.EPOCH;
    /// Settled for the attempt under way.
    long costNanos;
    /// Of the last attempt; null if none came. Its body is not needed any more.
    @Nullable
    Reply reply;
    /// We cut it ourselves: it counts as no attempt and says nothing about the upstream.
    boolean cut;
    /// First time this question was sent under its idempotency key.
    @Nullable Instant firstSent;

    CallRun(Spec spec, Gate gate, JobRun job, boolean grouped) {
        this.spec = spec;
        this.maxCostNanos = spec.price().free() ? 0 : nanos(spec.price().max());
        this.gate = gate;
        this.job = job;
        this.readFor = job;
        this.grouped = grouped;
    }

    /// Stays as it is while the call waits in a queue.
    long position() {
        return members.getFirst().first.position();
    }

    OwnerUse owner() {
        return java.util.Objects.requireNonNull(owner, "owner of a call under way");
    }

    String ownerName() {
        return owner().owner().name();
    }

    /// Now, but not before it was sent: a clock that was set back must not move it into an earlier quota day.
    Instant ended(Instant now) {
        return now.isBefore(sentWall) ? sentWall : now;
    }

    /// Whether the attempt was written down before it was sent.
    boolean metered() {
        return spec.metered();
    }

    long maxCostNanos() {
        return maxCostNanos;
    }

    static long nanos(BigDecimal usd) {
        return usd.movePointRight(9).longValueExact();
    }

    boolean underWay() {
        return phase.compareTo(Phase.RESERVING) >= 0 && phase != Phase.OVER;
    }

    /// Leaves those members, in their order, and no others.
    void keep(List<Wanted> some) {
        var kept = Collections.<Wanted>newSetFromMap(new IdentityHashMap<>());
        kept.addAll(some);
        members.retainAll(kept);
    }

    /// To a job of those who still ask: one that goes on, if there is any.
    void goesOver() {
        JobRun stopped = null;
        for (var member : members) {
            for (var asker : member.askers) {
                if (asker.item().job.active) {
                    job = asker.item().job;
                    return;
                }
                stopped = stopped == null ? asker.item().job : stopped;
            }
        }
        job = stopped == null ? job : stopped;
    }

    /// Questions of members, for the driver: request and read need the source.
    List<Ask> questions() {
        var questions = new ArrayList<Ask>(members.size());
        for (var member : members) {
            questions.add(ask(member));
        }
        return questions;
    }

    /// A member as the job asks it that pays, for another may have asked first; as anybody does where that one does not.
    Ask ask(Wanted member) {
        Ask best = member.first;
        int rank = best.job() == job.id ? 1 : 0;
        for (var asker : member.askers) {
            int its = (asker.item().job == job ? 2 : 0) + (asker.waits() ? 1 : 0);
            if (its > rank) {
                best = asker.ask();
                rank = its;
            }
        }
        return best;
    }

    @Override
    public int compareTo(CallRun other) {
        return Long.compare(position(), other.position());
    }
}
