package io.longhaul.lab.source;

import io.longhaul.engine.Price;
import io.longhaul.engine.UnknownFate;
import java.time.Duration;

/// How the lab's source is counted.
public enum Metering {
    /// Free: nothing is written down before a call, a crash repeats at most twice the concurrency.
    UNMETERED,
    /// Priced: each call is reserved before it is sent, a crash repeats at most the concurrency.
    PRICED,
    /// Priced, with an idempotency key: a repeated call is not executed again.
    KEYED;

    Price price() {
        return this == UNMETERED ? Price.FREE : Price.perCall("0.001");
    }

    UnknownFate fate() {
        return this == KEYED ? UnknownFate.SAME_KEY : UnknownFate.REPEAT;
    }

    Duration keyLife() {
        return this == KEYED ? Duration.ofHours(24) : Duration.ZERO;
    }

    /// The header in which the upstream takes the key; empty for none.
    public String idempotencyHeader() {
        return this == KEYED ? "idempotency-key" : "";
    }

    /// How many calls one kill may repeat.
    public int repeatsAKill(int concurrency) {
        return switch (this) {
            case UNMETERED -> 2 * concurrency;
            case PRICED -> concurrency;
            case KEYED -> 0;
        };
    }
}
