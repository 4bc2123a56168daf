package io.longhaul.engine.core;

import io.longhaul.engine.store.PauseReason;
import java.time.Duration;

/// How much of a job may run now. At its end the job pauses, its finished rows stored.
///
/// @param nanos how long; 0 for no end
/// @param until the first position that is not started; `Long.MAX_VALUE` for all
/// @param reason of the pause: only `interrupted` jobs are resumed unasked
public record Slice(long nanos, long until, PauseReason reason) {
    /// Why a job pauses at its end, as its pause says.
    public static final String ENDED = "the time slice ended";

    /// To the end.
    public static final Slice NONE = new Slice(0, Long.MAX_VALUE, PauseReason.INTERRUPTED);

    public Slice {
        if (nanos < 0 || until < 0) {
            throw new IllegalArgumentException(
                    "slice of " + nanos + " ns up to position " + until + "; want none below 0");
        }
    }

    /// @param length zero for no end
    public static Slice of(Duration length) {
        return new Slice(length.toNanos(), Long.MAX_VALUE, PauseReason.INTERRUPTED);
    }

    /// Rows before a position, for at most that long; what is left waits for whoever asked.
    public static Slice upTo(long position, Duration atMost) {
        return new Slice(atMost.toNanos(), position, PauseReason.USER);
    }
}
