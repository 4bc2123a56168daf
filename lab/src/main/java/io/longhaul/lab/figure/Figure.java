package io.longhaul.lab.figure;

import java.util.Locale;

/// A measured number.
///
/// @param name unique over all benches, as `noop.engine-of-floor`
/// @param unit as `s`, `MB`, `x` (a ratio), `items/s`
public record Figure(String name, double value, String unit, Target target) {

    /// What the number is held to.
    public sealed interface Target {
        boolean met(double value);
    }

    public record AtLeast(double limit) implements Target {
        @Override
        public boolean met(double value) {
            return value >= limit;
        }
    }

    public record AtMost(double limit) implements Target {
        @Override
        public boolean met(double value) {
            return value <= limit;
        }
    }

    public record Exactly(double limit) implements Target {
        @Override
        public boolean met(double value) {
            return value == limit;
        }
    }

    /// Told for its own sake: it explains the others.
    public record Informative() implements Target {
        @Override
        public boolean met(double value) {
            return true;
        }
    }

    public static Figure atLeast(double limit, String name, double value, String unit) {
        return new Figure(name, value, unit, new AtLeast(limit));
    }

    public static Figure atMost(double limit, String name, double value, String unit) {
        return new Figure(name, value, unit, new AtMost(limit));
    }

    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, new Informative());
    }

    public static Figure atLeast(long limit, String name, long count, String unit) {
        return atLeast((double) limit, name, (double) count, unit);
    }

    public static Figure atMost(long limit, String name, long count, String unit) {
        return atMost((double) limit, name, (double) count, unit);
    }

    public static Figure of(String name, long count, String unit) {
        return of(name, (double) count, unit);
    }

    public boolean met() {
        return !Double.isNaN(value) && target.met(value);
    }

    /// Whether it has a target.
    public boolean held() {
        return !(target instanceof Informative);
    }

    String line() {
        var held =
                switch (target) {
                    case AtLeast(var limit) -> ">= " + number(limit) + (met() ? "   met" : "   NOT MET");
                    case AtMost(var limit) -> "<= " + number(limit) + (met() ? "   met" : "   NOT MET");
                    case Exactly(var limit) -> "== " + number(limit) + (met() ? "   met" : "   NOT MET");
                    case Informative() -> "";
                };
        return String.format(Locale.ROOT, "  %-38s %10s %-8s %s", name, number(value), unit, held)
                .stripTrailing();
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "?";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e12 || size >= 1000) {
            return String.format(Locale.ROOT, "%d", Math.round(value));
        }
        return String.format(Locale.ROOT, size < 10 ? "%.3f" : "%.1f", value);
    }
}
