package io.longhaul.workflow.screen;

import java.util.Locale;

/// What one run of the command is for.
public enum Per {
    /// One row.
    ITEM,
    /// A batch of rows: a table in, a table out.
    BATCH,
    /// A process that stays and answers row after row.
    WORKER;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if there is none of that name; the message lists all
    public static Per of(String label) {
        for (var each : values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        throw new IllegalArgumentException("--per " + label + "; want item, batch or worker");
    }
}
