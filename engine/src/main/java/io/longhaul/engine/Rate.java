package io.longhaul.engine;

import java.time.Duration;

/// At most `calls` in every trailing `window`, as the upstream sees it.
public record Rate(int calls, Duration window) {
    public Rate {
        if (calls < 1 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException(
                    "rate " + calls + " per " + window + "; want at least 1 call and a window above zero");
        }
    }
}
