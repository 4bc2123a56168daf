package io.longhaul.engine;

import java.util.List;
import java.util.Optional;

/// One input row: the cells as they were given.
///
/// @param columns the input's header, shared by all rows
/// @param cells as many as there are columns
public record Row(List<String> columns, List<String> cells) {
    public Row {
        if (columns.size() != cells.size()) {
            throw new IllegalArgumentException(
                    "row of " + cells.size() + " cells; want " + columns.size() + ", one a column");
        }
    }

    public Optional<String> cell(String column) {
        int at = columns.indexOf(column);
        return at < 0 ? Optional.empty() : Optional.of(cells.get(at));
    }
}
