package io.longhaul.engine.store;

import java.util.Locale;

/// Where an item is. Only the last four are stored; the others follow from their absence and the owner's pulse.
public enum ItemState {
    PENDING,
    RUNNING,
    WAITING,
    DONE,
    FAILED,
    SKIPPED,
    /// A paid call's fate is unknown and its source's policy forbids asking again.
    UNCERTAIN;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean ended() {
        return compareTo(DONE) >= 0;
    }
}
