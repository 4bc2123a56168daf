package io.longhaul.engine;

/// What follows when a request may have left and no reply came (time-out, cut, crash).
public enum UnknownFate {
    /// Ask again; where the call has a price, both are booked.
    REPEAT,
    /// Ask again under the same idempotency key while it lives, afterwards the item is `uncertain`.
    SAME_KEY,
    /// Never ask again by itself; the item is `uncertain` until a person decides.
    UNCERTAIN
}
