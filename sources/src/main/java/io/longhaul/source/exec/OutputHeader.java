package io.longhaul.source.exec;

import java.util.Locale;

/// Whether what a command writes begins with a line of column names.
public enum OutputHeader {
    /// Found out from the output.
    AUTO,
    /// It does: `--output-header`.
    YES,
    /// It does not: `--no-output-header`.
    NO;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if there is none of that name
    public static OutputHeader of(String label) {
        for (var each : values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no output header \"" + label + "\"; one of auto yes no");
    }
}
