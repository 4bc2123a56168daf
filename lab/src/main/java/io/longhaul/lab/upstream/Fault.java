package io.longhaul.lab.upstream;

import java.util.Arrays;
import java.util.Locale;

/// What the lab's upstream does wrong with a call.
public enum Fault {
    NONE,
    /// Answers, half a second late.
    SLOW,
    /// 429 without a hint; not executed.
    THROTTLE,
    /// 429 with `Retry-After: 1`; not executed.
    THROTTLE_HINT,
    /// 503; not executed.
    SERVER,
    /// Executed; the body ends in the middle.
    CUT,
    /// Executed; the connection breaks without an answer.
    LOST;

    /// Whether the caller gets a complete answer, so that asking again is its own doing.
    public boolean answers() {
        return this == NONE || this == SLOW;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Fault of(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("got fault \"" + label + "\"; want one of "
                        + String.join(" ", Arrays.stream(values()).map(Fault::label).toList())));
    }
}
