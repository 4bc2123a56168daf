package io.longhaul.engine.run;

import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/// A list to work on, for [Longhaul#run]. Rows are numbered from 1.
///
/// @param columns their names
/// @param cells a list for each row, as long as `columns`
/// @param key the column that names a row
public record Rows(List<String> columns, List<List<String>> cells, String key) {

    public Rows {
        columns = List.copyOf(columns);
        cells = cells.stream().map(List::copyOf).toList();
        if (!columns.contains(key)) {
            throw new IllegalArgumentException("key column \"" + key + "\"; want one of " + columns);
        }
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).size() != columns.size()) {
                throw new IllegalArgumentException("row " + (i + 1) + " has " + cells.get(i).size() + " cells; want "
                        + columns.size() + ", one a column: " + columns);
            }
        }
    }

    /// Rows of one column.
    public static Rows of(String column, List<String> values) {
        return new Rows(List.of(column), values.stream().map(List::of).toList(), column);
    }

    /// Rows of several columns, of which the first names a row.
    public static Rows of(List<String> columns, List<List<String>> cells) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("no columns; want at least one, which names a row");
        }
        return new Rows(columns, cells, columns.getFirst());
    }

    /// The same, named by another column.
    public Rows keyedBy(String column) {
        return new Rows(columns, cells, column);
    }

    Iterator<DraftItem> items() {
        int at = columns.indexOf(key);
        return IntStream.range(0, cells.size())
                .mapToObj(i -> new DraftItem(i + 1L, cells.get(i).get(at), cells.get(i), null))
                .iterator();
    }

    /// Equal for equal lists only.
    Digest digest() {
        var parts = new ArrayList<String>();
        parts.add(Digest.of(columns.toArray(String[]::new)).toString());
        parts.add(key);
        cells.forEach(row -> parts.add(Digest.of(row.toArray(String[]::new)).toString()));
        return Digest.of(parts.toArray(String[]::new));
    }
}
