package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Transport;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoredItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happened. Everything the machine knows of the world comes in one of these.
public sealed interface Event {

    /// A job begins or goes on.
    ///
    /// @param late milliseconds booked to causes so far
    /// @param slice how much of it may run now
    record Submitted(JobRecord job, JobCounts counts, Map<String, Long> late, Outline outline, Slice slice)
            implements Event {}

    /// A page of pending items.
    ///
    /// @param last no pending item follows
    /// @param counts with the page from position 0; null with others
    record Loaded(long job, List<StoredItem> items, boolean last, @Nullable JobCounts counts) implements Event {}

    /// What the pending rows still ask, as the store had it some time since the count was asked for.
    record Counted(long job, Standing standing) implements Event {}

    /// Questions one run asks side by side.
    record Asked(List<Ask> asks) implements Event {}

    /// What the ledger knows of a question, oldest first.
    record LookedUp(Digest digest, List<Known> known) implements Event {}

    /// A sending ended.
    ///
    /// @param costNanos what an answered call really cost, in 1e-9 USD
    record Arrived(long call, Transport.Delivery delivery, long costNanos) implements Event {}

    /// A stored reply was read: one answer, or one for each member of a group.
    record Judged(long call, List<? extends Answer<?>> answers) implements Event {}

    /// A run of an item ended by itself.
    record Finished(long job, long position, int run, ItemEnd end, Keeping keeping) implements Event {
        /// Of an item that keeps nothing.
        public Finished(long job, long position, int run, ItemEnd end) {
            this(job, position, run, end, Keeping.NONE);
        }
    }

    /// All commits up to this number are durable.
    record Committed(long number) implements Event {}

    /// A commit failed; those that follow it were not tried.
    record CommitFailed(StoreException.Kind kind, String message) implements Event {}

    record Ordered(long job, Command command) implements Event {}

    /// The time of an upstream, asked for after a clock jump; `agrees` if it stands within a minute of ours.
    record Dated(String gate, Instant upstream, boolean agrees) implements Event {}

    /// Time passed.
    record Tick() implements Event {}
}
