package io.longhaul.engine;

import java.time.Duration;

/// The facts about a source that the engine acts on.
///
/// @param name unique, as `edgar.filings`; what `status` and `explain` show
/// @param version of the question: a changed meaning of the same canonical question takes a new number
/// @param fate what to do when a call's fate is unknown
/// @param keyLife how long an idempotency key is honoured upstream; zero where none is taken
/// @param units what the upstream counts one call as in its quotas (EODHD: 10 for fundamentals); rates count calls
public record Spec(
        String name,
        int version,
        Limits limits,
        Price price,
        Reuse reuse,
        UnknownFate fate,
        Duration keyLife,
        int units) {

    public Spec {
        if (name.isBlank() || version < 1) {
            throw new IllegalArgumentException(
                    "source \"" + name + "\" version " + version + "; want a name and 1 or more");
        }
        if ((fate == UnknownFate.SAME_KEY) == keyLife.isZero()) {
            throw new IllegalArgumentException(
                    name + ": fate " + fate + " with key life " + keyLife + "; a key life goes with SAME_KEY only");
        }
        if (units < 1) {
            throw new IllegalArgumentException(name + ": " + units + " quota units a call; want 1 or more");
        }
        for (var quota : limits.quotas()) {
            if (quota.amount() < units) {
                throw new IllegalArgumentException(name + ": a quota of " + quota.amount() + " never lets a call of "
                        + units + " units pass; want " + units + " or more");
            }
        }
    }

    public Spec(
            String name, int version, Limits limits, Price price, Reuse reuse, UnknownFate fate, Duration keyLife) {
        this(name, version, limits, price, reuse, fate, keyLife, 1);
    }

    /// A call lost on the way is asked again.
    public Spec(String name, int version, Limits limits, Price price, Reuse reuse) {
        this(name, version, limits, price, reuse, UnknownFate.REPEAT, Duration.ZERO);
    }

    /// The same, each call counted as so many in the quotas.
    public Spec counting(int unitsOfACall) {
        return new Spec(name, version, limits, price, reuse, fate, keyLife, unitsOfACall);
    }

    /// Under which the ledger counts its calls with those of its gate: the gate's name for a source named `gate.…`,
    /// else its own.
    public String countedAs() {
        var gate = limits.gate();
        return name.startsWith(gate + ".") ? gate : name;
    }

    /// Whether a call uses something that is counted: only these are written down before they are sent.
    public boolean metered() {
        return !price.free() || !limits.quotas().isEmpty() || fate != UnknownFate.REPEAT;
    }
}
