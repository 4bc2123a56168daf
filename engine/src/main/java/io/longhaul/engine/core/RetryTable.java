package io.longhaul.engine.core;

import io.longhaul.engine.ErrorClass;
import java.time.Duration;
import java.util.List;

/// What follows a failed attempt, by error class. The one place; `longhaul explain` shows it.
public final class RetryTable {

    /// What the engine does when the retries are used up.
    public enum Then {
        FAIL,
        SKIP,
        PAUSE
    }

    /// One class's rule. The n-th retry comes after `first + step x (n - 1)`, at most `cap`, plus up to a quarter
    /// of it at random.
    ///
    /// @param retries further attempts after the first
    public record Rule(ErrorClass errorClass, int retries, Duration first, Duration step, Duration cap, Then then) {

        Duration delay(int retry) {
            var delay = first.plus(step.multipliedBy(retry - 1L));
            return delay.compareTo(cap) > 0 ? cap : delay;
        }
    }

    /// An upstream that is failing (at least 10 of at least 20 calls, and more than half) is probed by one call at a
    /// time: the first after that long, each next after twice as long.
    public static final Duration FIRST_PROBE = Duration.ofSeconds(5);
    /// The longest time between two probes.
    public static final Duration LONGEST_PROBE = Duration.ofSeconds(300);

    private static final List<Rule> RULES = List.of(
            rule(ErrorClass.NETWORK, 3, 5, 5, 30, Then.FAIL),
            rule(ErrorClass.SERVER, 3, 5, 5, 30, Then.FAIL),
            rule(ErrorClass.TIMEOUT, 2, 10, 10, 30, Then.FAIL),
            // waiting out a limit consumes no attempt: these delays stand in where the reply gives no hint
            rule(ErrorClass.RATE_LIMIT, 5, 60, 30, 600, Then.FAIL),
            rule(ErrorClass.QUOTA, 5, 60, 30, 600, Then.FAIL),
            rule(ErrorClass.RESOURCE, 2, 30, 30, 120, Then.FAIL),
            rule(ErrorClass.UNKNOWN, 1, 15, 0, 15, Then.FAIL),
            rule(ErrorClass.AUTH, 0, 0, 0, 0, Then.PAUSE),
            rule(ErrorClass.VALIDATION, 0, 0, 0, 0, Then.FAIL),
            rule(ErrorClass.NOT_FOUND, 0, 0, 0, 0, Then.FAIL),
            rule(ErrorClass.TOO_LARGE, 0, 0, 0, 0, Then.SKIP));

    private RetryTable() {}

    private static Rule rule(ErrorClass errorClass, int retries, int first, int step, int cap, Then then) {
        return new Rule(
                errorClass, retries, Duration.ofSeconds(first), Duration.ofSeconds(step), Duration.ofSeconds(cap),
                then);
    }

    public static List<Rule> rules() {
        return RULES;
    }

    public static Rule rule(ErrorClass errorClass) {
        for (var rule : RULES) {
            if (rule.errorClass() == errorClass) {
                return rule;
            }
        }
        throw new IllegalStateException("no rule for " + errorClass);
    }

    /// Retries allowed to a job that caps them (-1: no cap).
    static int retries(ErrorClass errorClass, int cap) {
        int retries = rule(errorClass).retries();
        return cap < 0 ? retries : Math.min(retries, cap);
    }
}
