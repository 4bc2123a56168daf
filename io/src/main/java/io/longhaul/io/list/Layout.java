package io.longhaul.io.list;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.DraftItem.Refusal;
import io.longhaul.engine.store.ItemState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes an item of a row: columns, key, refusal.
record Layout(String file, List<String> columns, int key, boolean folded, char delimiter) {

    static Layout of(Table table, InputSpec.Reading reading) {
        var sample = table.sample();
        var columns = table.dialect().header()
                ? ColumnNames.fromHeader(sample.getFirst().cells())
                : ColumnNames.invented(sample);
        var asked = reading.keyColumn();
        int key = asked == null ? ColumnNames.keyAmong(columns) : find(table.name(), columns, asked);
        return new Layout(
                table.name(), columns, key, ColumnNames.isTicker(columns.get(key)), table.dialect().delimiter());
    }

    /// A column by name (case does not count where it is unambiguous) or by number from 1.
    static int find(String file, List<String> columns, String asked) {
        int exact = columns.indexOf(asked);
        if (exact >= 0) {
            return exact;
        }
        var alike = IntStream.range(0, columns.size())
                .filter(at -> columns.get(at).equalsIgnoreCase(asked.strip()))
                .toArray();
        if (alike.length == 1) {
            return alike[0];
        }
        if (asked.matches("[1-9]\\d{0,4}") && Integer.parseInt(asked) <= columns.size()) {
            return Integer.parseInt(asked) - 1;
        }
        throw new InputException(
                file,
                "no column \"" + asked + "\"; there are " + String.join(", ", columns),
                "Name one of these." + Suggestion.among(columns, asked));
    }

    String keyColumn() {
        return columns.get(key);
    }

    /// The identity in a key cell; empty when there is none.
    String identity(String cell) {
        if (folded) {
            return Folding.ticker(cell);
        }
        // Other white space may be meant: names pass unchanged.
        return cell.chars().allMatch(c -> c == ' ' || c == '\t') ? "" : cell;
    }

    DraftItem item(RawRow row) {
        int got = row.cells().size();
        int width = columns.size();
        if (got == width || (got > width && emptyFrom(row.cells(), width))) {
            var cells = row.cells().subList(0, width);
            var identity = identity(cells.get(key));
            var refusal = identity.isEmpty() ? refuse("no " + keyColumn()) : null;
            return new DraftItem(row.number(), identity, cells, refusal);
        }
        var reason = "row has " + cells(got) + "; the header has " + width;
        if (got > width) {
            // A cell that holds the rest of the line is no identity.
            var identity = key < width - 1 ? identity(row.cells().get(key)) : "";
            return new DraftItem(
                    row.number(), identity, joined(row.cells()), refuse(reason + " (the last holds the rest)"));
        }
        var identity = key < got ? identity(row.cells().get(key)) : "";
        return new DraftItem(row.number(), identity, padded(row.cells()), refuse(reason));
    }

    private static String cells(int n) {
        return n + (n == 1 ? " cell" : " cells");
    }

    /// Delimiters left over at the end of a line, as spreadsheets write them, say nothing.
    private static boolean emptyFrom(List<String> cells, int from) {
        return cells.subList(from, cells.size()).stream().allMatch(String::isEmpty);
    }

    private List<String> padded(List<String> cells) {
        var all = new ArrayList<>(cells);
        while (all.size() < columns.size()) {
            all.add("");
        }
        return all;
    }

    private List<String> joined(List<String> cells) {
        int last = columns.size() - 1;
        var all = new ArrayList<>(cells.subList(0, last));
        all.add(String.join(String.valueOf(delimiter), cells.subList(last, cells.size())));
        return all;
    }

    private static @Nullable Refusal refuse(String reason) {
        return new Refusal(ItemState.FAILED, ErrorClass.VALIDATION, reason);
    }
}
