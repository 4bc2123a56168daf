package io.longhaul.engine;

import java.util.Locale;

/// Why a call or an item gave no answer. The class alone decides what happens next: see
/// [io.longhaul.engine.core.RetryTable].
public enum ErrorClass {
    /// The upstream could not be reached or the connection broke.
    NETWORK,
    /// No complete answer within the time-out of one attempt.
    TIMEOUT,
    /// Too many calls in a short window; waiting it out consumes no attempt.
    RATE_LIMIT,
    /// The quota of a calendar window is used up; waiting for its reset consumes no attempt.
    QUOTA,
    /// The upstream does not accept who we are. Only a person can mend it.
    AUTH,
    /// The input or the answer has not the required form. Asking again cannot help.
    VALIDATION,
    /// The upstream proved that the thing asked for does not exist.
    NOT_FOUND,
    /// The question exceeds what the upstream takes, as a prompt longer than the model's context.
    TOO_LARGE,
    /// The upstream failed on its side (5xx).
    SERVER,
    /// This machine is short of something, or the item keeps killing the process.
    RESOURCE,
    /// None of the above could be told.
    UNKNOWN;

    /// The spelling users see and type: `rate-limit`, `not-found`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The class of a [#label()].
    ///
    /// @throws IllegalArgumentException if there is none of that name; the message lists all
    public static ErrorClass of(String label) {
        for (var each : values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        var all = java.util.Arrays.stream(values()).map(ErrorClass::label).toList();
        throw new IllegalArgumentException("no error class \"" + label + "\"; one of " + String.join(" ", all));
    }
}
