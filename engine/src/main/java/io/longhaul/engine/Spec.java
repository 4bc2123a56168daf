package io.longhaul.engine;

import java.time.Duration;

/// The facts about a source that the engine acts on.
///
/// @param name unique, as `edgar.filings`; what `status` and `explain` show
/// @param version of the question: a changed meaning of the same canonical question takes a new number
/// @param fate what to do when a call's fate is unknown
/// @param keyLife how long an idempotency key is honoured upstream; zero where none is taken
public record Spec(
        String name, int version, Limits limits, Price price, Reuse reuse, UnknownFate fate, Duration keyLife) {

    public Spec {
        if (name.isBlank() || version < 1) {
            throw new IllegalArgumentException(
                    "source \"" + name + "\" version " + version + "; want a name and 1 or more");
        }
        if ((fate == UnknownFate.SAME_KEY) == keyLife.isZero()) {
            throw new IllegalArgumentException(
                    name + ": fate " + fate + " with key life " + keyLife + "; a key life goes with SAME_KEY only");
        }
    }

    /// A call lost on the way is asked again.
    public Spec(String name, int version, Limits limits, Price price, Reuse reuse) {
        this(name, version, limits, price, reuse, UnknownFate.REPEAT, Duration.ZERO);
    }

    /// Whether a call uses something that is counted: only these are written down before they are sent.
    public boolean metered() {
        return !price.free() || !limits.quotas().isEmpty() || fate != UnknownFate.REPEAT;
    }
}
