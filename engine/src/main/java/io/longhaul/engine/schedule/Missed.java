package io.longhaul.engine.schedule;

/// What becomes of times at which nothing could start, because nothing was running.
public enum Missed {
    /// They are left out.
    SKIP,
    /// However many they are, one start makes up for them: that of the latest.
    ONCE,
    /// Each is made up for, oldest first, but at most the latest [Schedule#MOST] of them.
    ALL
}
