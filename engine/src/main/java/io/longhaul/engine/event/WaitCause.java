package io.longhaul.engine.event;

/// Why a call waits at its gate.
public enum WaitCause {
    CONCURRENCY,
    RATE,
    QUOTA,
    BREAKER,
    BACK_OFF,
    /// This machine's clock jumped and the upstream has not confirmed it yet.
    CLOCK
}
