package io.longhaul.source.exec;

import java.util.Locale;

/// How rows are written to a command.
public enum BatchFormat {
    /// One JSON object a row, cells as strings.
    JSONL,
    /// A header, then the rows; commas, quoted where needed (RFC 4180), LF.
    CSV,
    /// The key's cell, one a line.
    LINES;

    /// The spelling of `--batch-format`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if there is none of that name; the message lists all
    public static BatchFormat of(String label) {
        for (var each : values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no batch format \"" + label + "\"; one of jsonl csv lines");
    }
}
