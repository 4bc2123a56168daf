package io.longhaul.engine.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much later than at its start a job can end at the earliest, booked to causes.
///
/// The bound is recomputed for what is left; its growth since the last time is booked to the cause that held in
/// between. So the booked times always add up to the current bound less the first, and at the end, when the bound is
/// the present, to the actual finish less the first bound.
///
/// @param first the bound at the start
/// @param current the newest bound
/// @param booked by cause, in the order of causes; only [Cause#LESS_WORK] may be negative
public record Lateness(Instant first, Instant current, Map<Cause, Duration> booked) {

    public Lateness {
        var ordered = new EnumMap<Cause, Duration>(Cause.class);
        ordered.putAll(booked);
        booked = Collections.unmodifiableMap(ordered);
        var sum = booked.values().stream().reduce(Duration.ZERO, Duration::plus);
        if (!first.plus(sum).equals(current)) {
            throw new IllegalArgumentException(
                    "booked " + sum + " from " + first + " to " + current + "; want the sum to be the difference");
        }
    }

    /// Nothing booked yet.
    public static Lateness from(Instant bound) {
        return new Lateness(bound, bound, Map.of());
    }

    /// As stored: what [#millis()] gave.
    public static Lateness restored(Instant first, Map<String, Long> millis) {
        var booked = new EnumMap<Cause, Duration>(Cause.class);
        var current = first;
        for (var each : millis.entrySet()) {
            var time = Duration.ofMillis(each.getValue());
            booked.merge(Cause.of(each.getKey()), time, Duration::plus);
            current = current.plus(time);
        }
        return new Lateness(first, current, booked);
    }

    /// The bound is now `bound`. Growth goes to `cause`; a bound that became earlier goes to [Cause#LESS_WORK],
    /// whatever held.
    public Lateness book(Instant bound, Cause cause) {
        var growth = Duration.between(current, bound);
        if (growth.isZero()) {
            return this;
        }
        var more = new EnumMap<Cause, Duration>(Cause.class);
        more.putAll(booked);
        more.merge(growth.isNegative() ? Cause.LESS_WORK : cause, growth, Duration::plus);
        return new Lateness(first, bound, more);
    }

    public Duration total() {
        return Duration.between(first, current);
    }

    /// Milliseconds by label, rounded so that they add up to [#total()] rounded down.
    public Map<String, Long> millis() {
        var rounded = new LinkedHashMap<String, Long>();
        var sum = Duration.ZERO;
        long before = 0;
        for (var each : booked.entrySet()) {
            sum = sum.plus(each.getValue());
            rounded.put(each.getKey().label(), sum.toMillis() - before);
            before = sum.toMillis();
        }
        return rounded;
    }
}
