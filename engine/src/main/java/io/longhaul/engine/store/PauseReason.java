package io.longhaul.engine.store;

import java.util.Locale;

/// Why a paused job does not run.
public enum PauseReason {
    USER,
    /// The process ended in mid-job: death, a signal, the end of a time slice.
    INTERRUPTED,
    BUDGET,
    /// Authentication, or a command that fails at every row.
    NEEDS_HUMAN,
    DISK;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
