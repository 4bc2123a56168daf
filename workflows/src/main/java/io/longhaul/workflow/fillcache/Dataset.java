package io.longhaul.workflow.fillcache;

import java.util.Arrays;
import java.util.Locale;

/// What is cached of a ticker.
public enum Dataset {
    /// A bar for each session.
    DAILY,
    /// Price, market cap and shares outstanding at the first session of each year.
    YEARLY;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if there is none of that name
    public static Dataset of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("dataset \"" + label + "\"; want daily or yearly"));
    }
}
