package io.longhaul.app.output;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Columns.Column;
import io.longhaul.io.result.Cells;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The columns in what a command wrote: first seen over all its chunks, then read again row by row.
///
/// A chunk that begins with a brace is JSON lines, any other CSV. Names are those of JSON objects, in first-seen
/// order, or of the header that all CSV chunks share. CSV without one has `column_1`, `column_2` and so on, or, where
/// no line has a second cell, `output`, as has a line of JSON that is none.
final class ChildColumns {

    private static final String OUTPUT = "output";

    /// Digits that name something.
    private static final Set<String> NAMES =
            Set.of("ticker", "symbol", "cik", "cusip", "isin", "figi", "sic", "zip", "id");

    private final Beginnings beginnings;
    private final String keyColumn;
    private final Map<String, Boolean> csvNumeric = new LinkedHashMap<>();
    private final Map<String, Boolean> jsonNumeric = new LinkedHashMap<>();
    private List<String> header = List.of();
    private int width;
    private Map<String, Integer> csvNames = Map.of();
    private List<String> jsonNames = List.of();

    /// @param beginnings of all chunks
    ChildColumns(Beginnings beginnings, String keyColumn) {
        this.beginnings = beginnings;
        this.keyColumn = keyColumn;
    }

    /// First pass.
    void see(Chunk chunk) {
        if (chunk.json()) {
            chunk.objects(row -> row.properties().forEach(each -> {
                boolean number = each.getValue().isNumber() || each.getValue().isNull();
                jsonNumeric.merge(each.getKey(), number, Boolean::logicalAnd);
            }));
            return;
        }
        var rows = chunk.rows();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            if (header.isEmpty()) {
                header = row;
            }
            width = Math.max(width, row.size());
            for (int c = 0; c < row.size(); c++) {
                // the first line may be the header, which is not known before all chunks were seen
                boolean number = row.get(c).isEmpty() || Cells.isNumber(row.get(c));
                csvNumeric.merge((i == 0 ? "first " : "later ") + c, number, Boolean::logicalAnd);
            }
        }
    }

    private boolean headed() {
        return !beginnings.header().isNone() || oneHeader();
    }

    /// One chunk alone has a header if its first line holds no number and what follows does.
    private boolean oneHeader() {
        return beginnings.mayHaveHeader()
                && beginnings.oneTable()
                && csvNumeric.entrySet().stream()
                        .noneMatch(each -> each.getKey().startsWith("first ") && each.getValue())
                && csvNumeric.entrySet().stream()
                        .anyMatch(each -> each.getKey().startsWith("later ") && each.getValue());
    }

    /// After the first pass.
    List<Column<?>> columns() {
        boolean headed = headed();
        if (!headed) {
            header = List.of();
        }
        csvNames = csvNames();
        jsonNames = jsonNumeric.keySet().stream().filter(name -> !csvNames.containsKey(name)).toList();
        var all = new ArrayList<Column<?>>();
        csvNames.forEach((name, at) -> all.add(JobResults.column(name, type(name, number(at, headed)))));
        jsonNames.forEach(name -> all.add(JobResults.column(name, type(name, jsonNumeric.getOrDefault(name, false)))));
        return all;
    }

    private boolean number(int at, boolean headed) {
        boolean later = csvNumeric.getOrDefault("later " + at, true);
        return later && (headed || csvNumeric.getOrDefault("first " + at, true));
    }

    private Columns.Type type(String name, boolean number) {
        boolean names = name.equals(keyColumn) || NAMES.contains(name.strip().toLowerCase(Locale.ROOT));
        return number && !names ? Columns.Type.NUMBER : Columns.Type.TEXT;
    }

    private Map<String, Integer> csvNames() {
        var names = new LinkedHashMap<String, Integer>();
        if (header.isEmpty() && width == 1) {
            names.put(OUTPUT, 0);
            return names;
        }
        for (int i = 0; i < width; i++) {
            boolean named = i < header.size() && !header.get(i).isBlank() && !names.containsKey(header.get(i));
            names.put(named ? header.get(i) : "column_" + (i + 1), i);
        }
        return names;
    }

    /// Second pass: the rows of one chunk, in the order of [#columns].
    void rows(Chunk chunk, Consumer<List<@Nullable String>> use) {
        if (chunk.json()) {
            chunk.objects(row -> {
                var cells = new ArrayList<@Nullable String>();
                csvNames.keySet().forEach(name -> cells.add(cell(row.get(name))));
                jsonNames.forEach(name -> cells.add(cell(row.get(name))));
                use.accept(cells);
            });
            return;
        }
        var rows = chunk.rows();
        int first = !rows.isEmpty() && rows.getFirst().equals(header) ? 1 : 0;
        for (var row : rows.subList(first, rows.size())) {
            var cells = new ArrayList<@Nullable String>(row);
            while (cells.size() < csvNames.size() + jsonNames.size()) {
                cells.add(null);
            }
            use.accept(cells);
        }
    }

    private static @Nullable String cell(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        return value.isObject() || value.isArray() ? value.toString() : value.asString();
    }
}
