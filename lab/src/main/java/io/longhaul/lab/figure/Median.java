package io.longhaul.lab.figure;

import java.util.Arrays;
import java.util.Collection;

/// Statistics of a few runs.
public final class Median {

    private Median() {}

    /// The middle one; of an even number the mean of the two in the middle; NaN of none.
    public static double of(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static double of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// The smallest value that at least that share of all does not exceed; NaN of none.
    public static double quantile(double share, Collection<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        var sorted = values.stream().sorted().toList();
        return sorted.get(Math.clamp((int) Math.ceil(share * sorted.size()) - 1, 0, sorted.size() - 1));
    }
}
