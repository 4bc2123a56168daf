package io.longhaul.engine.plan;

import java.util.List;

/// What reading the list has shown.
///
/// @param rows data rows, accepted and refused
/// @param refused rows that cannot be worked on; they end `failed: validation`
/// @param duplicates accepted rows equal to an earlier one; answered from the first
/// @param rowBytes of an input row, on average
public record ListFacts(long rows, List<Refused> refused, long duplicates, long rowBytes) {

    /// @param row numbered as a spreadsheet shows it
    public record Refused(long row, String reason) {}

    public ListFacts {
        refused = List.copyOf(refused);
        if (duplicates < 0 || rowBytes < 0 || rows < refused.size() + duplicates) {
            throw new IllegalArgumentException(rows + " rows of " + rowBytes + " bytes, " + refused.size()
                    + " refused, " + duplicates + " duplicates; want no more of these than rows, and 0 or more bytes");
        }
    }

    public long accepted() {
        return rows - refused.size();
    }

    /// Accepted rows that are not answered from an earlier one.
    public long different() {
        return accepted() - duplicates;
    }
}
