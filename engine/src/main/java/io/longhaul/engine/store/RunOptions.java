package io.longhaul.engine.store;

import io.longhaul.engine.UnknownFate;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a job runs; none of these changes its answers, so all may change at a resume.
///
/// @param concurrency items computing, and calls open, at a time
/// @param lookAhead items started and not ended; 0 for 2 x concurrency
/// @param timeout of one attempt at one call
/// @param maxRetries caps the retries of every error class; -1 leaves them to the table
/// @param budget in USD; null for none
/// @param onUnknown overrides the sources' policy for an unknown fate; null leaves it
public record RunOptions(
        int concurrency,
        int lookAhead,
        Duration timeout,
        int maxRetries,
        Priority priority,
        @Nullable BigDecimal budget,
        @Nullable UnknownFate onUnknown) {

    public static final RunOptions DEFAULT =
            new RunOptions(4, 0, Duration.ofSeconds(120), -1, Priority.MEDIUM, null, null);

    public RunOptions {
        if (concurrency < 1 || lookAhead < 0 || maxRetries < -1 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("concurrency " + concurrency + ", look-ahead " + lookAhead
                    + ", time-out " + timeout + ", retries " + maxRetries
                    + "; want at least 1, 0, more than 0 s and 0");
        }
    }

    public RunOptions withConcurrency(int items) {
        return new RunOptions(items, lookAhead, timeout, maxRetries, priority, budget, onUnknown);
    }

    public RunOptions withTimeout(Duration attempt) {
        return new RunOptions(concurrency, lookAhead, attempt, maxRetries, priority, budget, onUnknown);
    }

    public RunOptions withMaxRetries(int retries) {
        return new RunOptions(concurrency, lookAhead, timeout, retries, priority, budget, onUnknown);
    }

    public RunOptions withBudget(@Nullable BigDecimal usd) {
        return new RunOptions(concurrency, lookAhead, timeout, maxRetries, priority, usd, onUnknown);
    }

    public RunOptions withPriority(Priority share) {
        return new RunOptions(concurrency, lookAhead, timeout, maxRetries, share, budget, onUnknown);
    }

    public RunOptions withLookAhead(int items) {
        return new RunOptions(concurrency, items, timeout, maxRetries, priority, budget, onUnknown);
    }

    public RunOptions withOnUnknown(@Nullable UnknownFate policy) {
        return new RunOptions(concurrency, lookAhead, timeout, maxRetries, priority, budget, policy);
    }

    public int effectiveLookAhead() {
        return lookAhead == 0 ? 2 * concurrency : lookAhead;
    }
}
