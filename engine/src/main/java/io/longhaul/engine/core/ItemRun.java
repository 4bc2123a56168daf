package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.StoredItem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An item that was started and has not ended.
final class ItemRun {

    enum Phase {
        /// Its code runs.
        COMPUTING,
        /// Its thread waits for answers.
        BLOCKED,
        /// Unwound; its answers are collected for the next start.
        PARKED,
        /// All answers are there; waits for its turn to start again.
        READY
    }

    final JobRun job;
    final StoredItem item;
    final long batch;
    Phase phase = Phase.COMPUTING;
    /// Of its latest start; 0 once it ended or was forgotten.
    int run;
    /// Questions without an answer; null until it is known who else asks.
    final Map<Digest, @Nullable Wanted> pending = new HashMap<>(2);
    /// Answers that came while it was parked.
    final Map<Digest, Answer<?>> memo = new HashMap<>(2);
    /// Pending questions whose group still gathers members; see `Groups`.
    int gathering;
    /// All its pending questions are such.
    boolean stuck;
    /// Its questions for which a call passed, by each gate at which it asked.
    final Map<String, Integer> paid = new HashMap<>(2);
    /// Different questions it asked, over all its runs.
    final Set<Digest> asked = new HashSet<>(2);
    boolean parkedWritten;
    /// The set of running items last written names it: should the process die, it gets a strike.
    boolean named;
    int calls;
    int reused;
    Map<String, Integer> reusedBySource = Map.of();
    /// Of its last failing call; `tries` of the last one that was made for it, however it ended.
    int attempts;
    int tries;
    long costNanos;
    /// The last failed call whose failure it was given.
    @Nullable
    CallFailure failure;

    ItemRun(JobRun job, StoredItem item) {
        this.job = job;
        this.item = item;
        this.batch = item.position() / job.batchSize;
    }

    /// Whether it may be what kills the process: its code runs, a stored answer is read for it, or a call for it is
    /// sent, open, or being read. Who waits for a gate or a time kills nobody, parked or not.
    boolean mayKill() {
        return phase == Phase.COMPUTING || hasCall(true);
    }

    boolean hasCallUnderWay() {
        return hasCall(false);
    }

    private boolean hasCall(boolean orLookedUp) {
        if (pending.isEmpty()) {
            return false; // most often so
        }
        for (var asked : pending.values()) {
            var call = asked == null ? null : asked.call;
            if (call == null ? orLookedUp : call.underWay()) {
                return true;
            }
        }
        return false;
    }
}
