package io.longhaul.app.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// When a notice that was not taken is sent again.
final class Redelivery {

    private static final List<Duration> AFTER = List.of(
            Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(2),
            Duration.ofHours(8), Duration.ofHours(24));

    /// A tenth more or less, so that what failed together does not come back together.
    private static final double JITTER = 0.1;

    private Redelivery() {}

    /// @param tries made so far, at least 1
    /// @param key of the delivery: the same one gets the same jitter, whoever computes it
    /// @return empty when it is given up
    static Optional<Instant> next(Instant lastTry, int tries, String key) {
        if (tries > AFTER.size()) {
            return Optional.empty();
        }
        var random = new SplittableRandom(key.hashCode() * 31L + tries);
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Optional.of(lastTry.plusMillis(Math.round(AFTER.get(tries - 1).toMillis() * factor)));
    }
}
