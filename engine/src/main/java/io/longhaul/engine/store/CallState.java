package io.longhaul.engine.store;

/// What the ledger knows of one call.
public enum CallState {
    /// Reserved; no reply yet.
    OPEN,
    /// The request may have left and no reply came; its reservation stays booked.
    LOST,
    /// Proved not to have run; its reservation was returned.
    NOT_SENT,
    /// The reply is stored, not yet read.
    UNREAD,
    FOUND,
    MISSING,
    THROTTLED,
    FAILED,
    TOO_LARGE,
    REFUSED;

    /// Whether the stored reply answers the question for good.
    public boolean answers() {
        return this == UNREAD || this == FOUND || this == MISSING || this == TOO_LARGE;
    }
}
