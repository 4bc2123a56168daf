package io.longhaul.engine.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A stored job.
///
/// @param id number in the store
/// @param handle what users type: `screen-7`
/// @param draft as submitted, with the run options now in force
/// @param total items in its list
/// @param asOf the instant from which answers' freshness counts back
/// @param reason null unless paused
/// @param until when a waiting job goes on; null unless known
/// @param because why it waits, pauses or failed, for people; empty if there is nothing to say
/// @param bound the earliest finish the limits allowed at the start; null without a declared limit
/// @param expected the expected finish at the start; null if it could not be told
public record JobRecord(
        long id,
        String handle,
        JobDraft draft,
        long total,
        Instant asOf,
        JobState state,
        @Nullable PauseReason reason,
        @Nullable Instant until,
        String because,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant bound,
        @Nullable Instant expected) {

    public RunOptions options() {
        return draft.options();
    }

    public JobRecord withDraft(JobDraft changed) {
        return new JobRecord(
                id, handle, changed, total, asOf, state, reason, until, because, startedAt, finishedAt, bound,
                expected);
    }

    public JobRecord withPlan(@Nullable Instant itsBound, @Nullable Instant itsExpected) {
        return new JobRecord(
                id, handle, draft, total, asOf, state, reason, until, because, startedAt, finishedAt, itsBound,
                itsExpected);
    }
}
