package io.longhaul.io.list;

import io.longhaul.engine.store.DraftItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which rows are meant.
///
/// @param keys folded as the key column is; empty with empty ranges for all
record Selection(int filter, String value, Set<String> keys, List<Range> ranges) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?");

    record Range(long from, long to) {}

    Selection {
        keys = Set.copyOf(keys);
        ranges = List.copyOf(ranges);
    }

    static Selection of(InputSpec.Choice choice, Layout layout) {
        var column = choice.filterColumn();
        int filter = column == null ? -1 : Layout.find(layout.file(), layout.columns(), column);
        var value = choice.filterValue();
        var keys = new HashSet<String>();
        var ranges = new ArrayList<Range>();
        parse(choice.select(), layout, keys, ranges);
        return new Selection(filter, value == null ? "" : value, keys, ranges);
    }

    private static void parse(@Nullable String select, Layout layout, Set<String> keys, List<Range> ranges) {
        if (select == null) {
            return;
        }
        boolean rows = false;
        for (var part : select.split(",", -1)) {
            var word = part.strip();
            if (word.startsWith("rows:") || word.startsWith("row:")) {
                rows = true;
                word = word.substring(word.indexOf(':') + 1).strip();
                if (!RANGE.matcher(word).matches()) {
                    throw wrong(layout, part.strip());
                }
            }
            var range = RANGE.matcher(word);
            if (rows && range.matches()) {
                long from = Long.parseLong(range.group(1));
                long to = range.group(2) == null ? from : Long.parseLong(range.group(2));
                if (from < 1 || to < from) {
                    throw wrong(layout, part.strip());
                }
                ranges.add(new Range(from, to));
            } else if (!layout.identity(word).isEmpty()) {
                keys.add(layout.identity(word));
            }
        }
        if (keys.isEmpty() && ranges.isEmpty()) {
            throw wrong(layout, select);
        }
    }

    private static InputException wrong(Layout layout, String got) {
        return new InputException(
                layout.file(),
                "--select \"" + got + "\" is neither keys nor rows",
                "Write AAPL,MSFT or rows:2-10 with the numbers a spreadsheet shows.");
    }

    boolean keeps(DraftItem item) {
        if (filter >= 0 && !item.cells().get(filter).equals(value)) {
            return false;
        }
        if (keys.isEmpty() && ranges.isEmpty()) {
            return true;
        }
        return keys.contains(item.key())
                || ranges.stream().anyMatch(r -> r.from <= item.rowNumber() && item.rowNumber() <= r.to);
    }

    boolean all() {
        return filter < 0 && keys.isEmpty() && ranges.isEmpty();
    }
}
