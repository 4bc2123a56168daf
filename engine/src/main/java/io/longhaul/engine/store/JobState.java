package io.longhaul.engine.store;

import java.util.Locale;

/// Where a job is.
public enum JobState {
    PENDING,
    RUNNING,
    /// Nothing can run before an instant: quota reset, back-off, breaker.
    WAITING,
    /// A person or a restart is needed; see [PauseReason].
    PAUSED,
    COMPLETED,
    /// The job itself cannot go on.
    FAILED,
    CANCELLED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean ended() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
