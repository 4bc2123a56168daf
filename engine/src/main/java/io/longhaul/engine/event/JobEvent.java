package io.longhaul.engine.event;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What listeners hear of a job, in order, each after it became durable. Listeners that lag behind by 10,000 events hold
/// nothing up: they miss ends of items, and of batches (and, at twice that, of states) all but the last of each job.
public sealed interface JobEvent {

    long job();

    /// @param reason null unless paused
    /// @param until when a waiting job goes on; null unless known
    record StateChanged(
            long job, JobState state, @Nullable PauseReason reason, @Nullable Instant until, String because)
            implements JobEvent {}

    /// @param errorClass null unless failed or uncertain
    record ItemEnded(
            long job,
            long position,
            String key,
            ItemState state,
            @Nullable ErrorClass errorClass,
            String reason,
            int rows)
            implements JobEvent {}

    /// All items of a batch ended.
    ///
    /// @param number 0-based
    record BatchEnded(long job, long number) implements JobEvent {}

    /// This machine slept, or its clock was set.
    record ClockJumped(long job, Instant from, Instant to) implements JobEvent {}
}
