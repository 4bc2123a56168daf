package io.longhaul.app.view;

import de.siegmar.fastcsv.reader.CsvReader;
import io.longhaul.engine.Columns;
import io.longhaul.engine.Columns.Column;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.RawMerge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The columns in what a command printed: first seen over all its chunks, then read again row by row.
///
/// A chunk that begins with a brace is JSON lines, any other CSV. Names are those of JSON objects, in first-seen
/// order, or of the header that all CSV chunks share; CSV without one has `column_1`, `column_2` and so on. A line of
/// JSON that is none becomes the column `output`.
final class ParsedColumns {

    /// As JSON has them: `007` is text.
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");

    /// Digits that name something.
    private static final List<String> NAMES = List.of("ticker", "symbol", "cik", "cusip", "isin", "figi", "sic");

    private static final String OUTPUT = "output";

    private final Map<String, Boolean> numeric = new LinkedHashMap<>();
    private final Map<String, Boolean> jsonNumeric = new LinkedHashMap<>();
    private final List<RawMerge.Start> starts = new ArrayList<>();
    private boolean headed;
    private int csvChunks;
    private int jsonChunks;
    private int width;
    private List<String> header = List.of();

    /// First pass.
    ///
    /// @param latin bytes as ISO-8859-1 text
    /// @param known whether it is known to begin with a header
    void see(String latin, boolean known) {
        headed |= known;
        if (isJson(latin)) {
            jsonChunks++;
            jsonRows(text(latin), row -> row.properties().forEach(each -> {
                boolean number = each.getValue().isNumber() || each.getValue().isNull();
                jsonNumeric.merge(each.getKey(), number, Boolean::logicalAnd);
            }));
            return;
        }
        csvChunks++;
        start(latin);
        var rows = csvRows(text(latin));
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            if (header.isEmpty()) {
                header = row;
            }
            width = Math.max(width, row.size());
            for (int c = 0; c < row.size(); c++) {
                // the first line may be the header, which is not known before all chunks were seen
                boolean number = row.get(c).isEmpty() || NUMBER.matcher(row.get(c)).matches();
                numeric.merge((i == 0 ? "first " : "later ") + c, number, Boolean::logicalAnd);
            }
        }
    }

    /// Keeps of all beginnings only what decides about a header: the first, one unlike it, one with more behind.
    private void start(String latin) {
        try {
            var start = RawMerge.start(new ByteArrayInputStream(latin.getBytes(StandardCharsets.ISO_8859_1)));
            boolean telling = starts.size() < 2
                    || !Arrays.equals(start.line(), starts.getFirst().line())
                    || (start.more() && starts.stream().noneMatch(RawMerge.Start::more));
            if (telling && starts.size() < 4) {
                starts.add(start);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether all CSV chunks begin with the same header.
    boolean header() {
        return headed || RawMerge.carryHeader(starts) || oneHeader();
    }

    /// One chunk alone has a header if its first line holds no number and what follows does.
    private boolean oneHeader() {
        return csvChunks == 1
                && starts.getFirst().more()
                && numeric.entrySet().stream().noneMatch(each -> each.getKey().startsWith("first ") && each.getValue())
                && numeric.entrySet().stream().anyMatch(each -> each.getKey().startsWith("later ") && each.getValue());
    }

    /// Whether the bytes are of the target's format already.
    boolean agrees(Format format, String path) {
        boolean named = path.toLowerCase(Locale.ROOT).endsWith("." + format.name());
        return switch (format.name()) {
            case "csv" -> jsonChunks == 0 || !named;
            case "jsonl" -> csvChunks == 0;
            default -> false;
        };
    }

    /// After the first pass.
    List<Column<?>> columns() {
        var all = new ArrayList<Column<?>>();
        csvNames().forEach((name, at) -> all.add(ExportRows.column(name, type(name, number(at)))));
        jsonNumeric.forEach((name, number) -> {
            if (!csvNames().containsKey(name)) {
                all.add(ExportRows.column(name, type(name, number)));
            }
        });
        return all;
    }

    private boolean number(int at) {
        boolean later = numeric.getOrDefault("later " + at, header());
        return later && (header() || numeric.getOrDefault("first " + at, false));
    }

    private static Columns.Type type(String name, boolean number) {
        return number && !NAMES.contains(name.strip().toLowerCase(Locale.ROOT))
                ? Columns.Type.NUMBER
                : Columns.Type.TEXT;
    }

    private Map<String, Integer> csvNames() {
        var names = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < width; i++) {
            boolean named =
                    header() && i < header.size() && !header.get(i).isBlank() && !names.containsKey(header.get(i));
            names.put(named ? header.get(i) : "column_" + (i + 1), i);
        }
        return names;
    }

    /// Second pass: the rows of one chunk, in the order of [#columns].
    void rows(String latin, Consumer<List<@Nullable String>> use) {
        var names = csvNames();
        if (!isJson(latin)) {
            var rows = csvRows(text(latin));
            int first = header() && !rows.isEmpty() && rows.getFirst().equals(header) ? 1 : 0;
            rows.subList(first, rows.size()).forEach(row -> use.accept(filled(row, names.size())));
            return;
        }
        jsonRows(text(latin), row -> {
            var cells = new ArrayList<@Nullable String>();
            names.keySet().forEach(name -> cells.add(cell(row.get(name))));
            jsonNumeric.keySet().stream()
                    .filter(name -> !names.containsKey(name))
                    .forEach(name -> cells.add(cell(row.get(name))));
            use.accept(cells);
        });
    }

    private List<@Nullable String> filled(List<String> row, int csvColumns) {
        var cells = new ArrayList<@Nullable String>(row);
        long all = csvColumns + jsonNumeric.keySet().stream().filter(name -> !csvNames().containsKey(name)).count();
        while (cells.size() < all) {
            cells.add(null);
        }
        return cells;
    }

    private static @Nullable String cell(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        return value.isString() ? value.stringValue() : Json.text(value);
    }

    private static boolean isJson(String latin) {
        var text = latin.stripLeading();
        return text.startsWith("{") || text.startsWith("\u00ef\u00bb\u00bf{");
    }

    private static void jsonRows(String text, Consumer<ObjectNode> use) {
        for (var line : text.lines().toList()) {
            if (!line.isBlank()) {
                use.accept(object(line));
            }
        }
    }

    private static ObjectNode object(String line) {
        try {
            if (Json.read(line) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            return Json.object().put(OUTPUT, line);
        }
        return Json.object().put(OUTPUT, line);
    }

    /// Blank lines left out; what no CSV reader takes is one cell a line.
    private static List<List<String>> csvRows(String text) {
        var rows = new ArrayList<List<String>>();
        try (var reader = CsvReader.builder().ofCsvRecord(text)) {
            for (var row : reader) {
                rows.add(row.getFields());
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            return text.lines().filter(line -> !line.isEmpty()).map(List::of).toList();
        }
    }

    /// The bytes as the text they are: UTF-8 without its mark, else a character a byte.
    private static String text(String latin) {
        try {
            var utf8 = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            return utf8.startsWith("\ufeff") ? utf8.substring(1) : utf8;
        } catch (CharacterCodingException e) {
            return latin;
        }
    }
}
