package io.longhaul.app.output;

import de.siegmar.fastcsv.reader.CsvReader;
import io.longhaul.engine.Columns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes columns of what a command wrote: of CSV by its header, of JSON lines by their names, else one column
/// `output`. Columns stand in the order in which they were first seen.
final class ChildTable {

    /// The column of text that is no table.
    static final String OUTPUT = "output";

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");
    /// Names of what looks like a number and is none.
    private static final Set<String> TEXT = Set.of("ticker", "symbol", "cik", "isin", "cusip", "figi", "zip", "id");

    private final ChildFormat format;
    private final JsonMapper mapper = new JsonMapper();
    private final Map<String, Boolean> numeric = new LinkedHashMap<>();
    private List<String> header = List.of();

    ChildTable(ChildFormat format, String keyColumn) {
        this.format = format;
        this.keyColumn = keyColumn;
    }

    private final String keyColumn;

    /// First pass: learns columns and types.
    void learn(Chunk chunk) {
        rows(chunk, row -> row.forEach((name, value) -> {
            boolean number = value.number() || value.text() == null;
            numeric.merge(name, number, Boolean::logicalAnd);
        }));
    }

    /// Known after all was learnt.
    List<Columns.Column<Object>> columns() {
        var columns = new ArrayList<Columns.Column<Object>>();
        numeric.forEach((name, number) -> {
            boolean isNumber = number && !name.equals(keyColumn) && !TEXT.contains(name.toLowerCase(Locale.ROOT));
            columns.add(new Columns.Column<>(
                    name, isNumber ? Columns.Type.NUMBER : Columns.Type.TEXT, any -> null));
        });
        return columns;
    }

    /// Second pass: the cells of a chunk's rows, in the order of [#columns].
    void cells(Chunk chunk, Consumer<List<@Nullable String>> take) {
        rows(chunk, row -> {
            var cells = new ArrayList<@Nullable String>(numeric.size());
            for (var name : numeric.keySet()) {
                var value = row.get(name);
                cells.add(value == null ? null : value.text());
            }
            take.accept(cells);
        });
    }

    private record Value(@Nullable String text, boolean number) {
        static Value of(String text) {
            return new Value(text, text.isEmpty() || NUMBER.matcher(text).matches());
        }
    }

    private void rows(Chunk chunk, Consumer<Map<String, Value>> take) {
        switch (format) {
            case NOTHING -> {}
            case TEXT -> take.accept(Map.of(OUTPUT, Value.of(text(chunk.whole()).stripTrailing())));
            case CSV -> csv(text(chunk.whole()), take);
            case JSON_LINES -> text(chunk.whole())
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> take.accept(json(line)));
        }
    }

    private void csv(String text, Consumer<Map<String, Value>> take) {
        boolean first = true;
        for (var csvRecord : CsvReader.builder().ofCsvRecord(text)) {
            if (first) {
                first = false;
                header = csvRecord.getFields();
                header.forEach(name -> numeric.putIfAbsent(name, true));
                continue;
            }
            var row = new LinkedHashMap<String, Value>();
            for (int at = 0; at < csvRecord.getFieldCount(); at++) {
                var name = at < header.size() ? header.get(at) : "column_" + (at + 1);
                row.put(name, Value.of(csvRecord.getField(at)));
            }
            take.accept(row);
        }
    }

    private Map<String, Value> json(String line) {
        JsonNode tree;
        try {
            tree = mapper.readTree(line);
        } catch (tools.jackson.core.JacksonException garbage) {
            return Map.of(OUTPUT, new Value(line, false));
        }
        if (!tree.isObject()) {
            return Map.of(OUTPUT, new Value(line, false));
        }
        var row = new LinkedHashMap<String, Value>();
        tree.properties().forEach(each -> row.put(each.getKey(), value(each.getValue())));
        return row;
    }

    private static Value value(JsonNode node) {
        if (node.isNull()) {
            return new Value(null, true);
        }
        return node.isNumber()
                ? new Value(node.isIntegralNumber() ? node.asString() : node.decimalValue().toPlainString(), true)
                : new Value(node.isString() ? node.stringValue() : node.toString(), false);
    }

    /// UTF-8 where it is, else a character a byte.
    private static String text(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
