package io.longhaul.engine.plan;

import java.util.List;
import java.util.Locale;

/// Where a rate is heading: the mean of the newer half of its values against that of the older half, the middle one
/// of an odd number left out. Over 10 % more is rising, over 10 % less falling.
public enum Trend {
    RISING,
    STEADY,
    FALLING;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param values oldest first; steady if there are fewer than two
    static Trend of(List<Double> values) {
        int half = values.size() / 2;
        double older = mean(values.subList(0, half));
        double newer = mean(values.subList(values.size() - half, values.size()));
        return newer > older * 1.1 ? RISING : newer < older * 0.9 ? FALLING : STEADY;
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
