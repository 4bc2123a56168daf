package io.longhaul.source.exec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The output of a run over many rows, by key.
///
/// What it is shows itself: JSON lines begin with a brace; a first line that names the key column is the header of
/// CSV; for batch format `lines`, anything else is one key a line. The column that names the row is that of [KeyNames].
///
/// @param columns that were seen, and `key` the one among them that names the row; empty for bare keys
/// @param header of CSV with its line end, else empty
/// @param lines by the key as the command spelled it, each in its own order, as it was written
record BatchOutput(List<String> columns, String key, byte[] header, Map<String, List<byte[]>> lines) {

    static BatchOutput parse(byte[] body, ExecForm form) throws Json.Malformed {
        var start = new String(body, 0, Math.min(body.length, 64), StandardCharsets.UTF_8).replace("\uFEFF", "");
        if (body.length <= 64 && start.isBlank()) {
            return new BatchOutput(List.of(), "", ExecAnswer.Output.NONE, Map.of());
        }
        var names = new KeyNames(form);
        if (start.stripLeading().startsWith("{")) {
            return json(body, names);
        }
        // a key alone on a line may be spelt as a synonym of the key column: KEY is a ticker
        var column = form.output().key().isEmpty() ? form.keyColumn() : form.output().key();
        return form.format() == BatchFormat.LINES && !hasHeader(body, column) ? keys(body) : csv(body, names);
    }

    /// Whether it begins as JSON does, after the mark and blanks.
    static boolean json(byte[] body) {
        var start =
                new String(body, 0, Math.min(body.length, 64), StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
        return start.startsWith("{") || start.startsWith("[");
    }

    /// The cells of the first line; none where it is no CSV.
    static List<String> firstCells(byte[] body) {
        try {
            return CsvRecord.of(Lines.of(body, true).getFirst()).cells();
        } catch (Json.Malformed notCsv) {
            return List.of();
        }
    }

    /// Whether the first line is a CSV header that names the column.
    static boolean hasHeader(byte[] body, String column) {
        try {
            var records = Lines.of(body, true);
            return !records.isEmpty() && CsvRecord.of(records.getFirst()).indexOf(column) >= 0;
        } catch (Json.Malformed notCsv) {
            return false;
        }
    }

    private static BatchOutput json(byte[] body, KeyNames names) throws Json.Malformed {
        var columns = new LinkedHashSet<String>();
        var column = "";
        var lines = new LinkedHashMap<String, List<byte[]>>();
        int number = 0;
        for (var line : Lines.of(body, false)) {
            number++;
            if (blank(line)) {
                continue;
            }
            var members = Json.members(line);
            var mine = List.copyOf(members.keySet());
            column = names.among(mine).orElse("");
            var key = Json.scalar(members, column);
            if (key.isEmpty()) {
                throw new Json.Malformed("line " + number + " of the output has no name of its row: its members are "
                        + KeyNames.shown(mine) + "; " + names.wanted());
            }
            columns.addAll(mine);
            lines.computeIfAbsent(key.get(), _ -> new ArrayList<>()).add(line);
        }
        return new BatchOutput(List.copyOf(columns), column, ExecAnswer.Output.NONE, lines);
    }

    private static BatchOutput csv(byte[] body, KeyNames names) throws Json.Malformed {
        var records = Lines.of(body, true);
        var columns = CsvRecord.of(records.getFirst()).cells();
        var column = names.among(columns)
                .orElseThrow(() -> new Json.Malformed("no column of the output names its rows: its first line has "
                        + KeyNames.shown(columns) + "; " + names.wanted()));
        int at = columns.indexOf(column);
        var lines = new LinkedHashMap<String, List<byte[]>>();
        for (var line : records.subList(1, records.size())) {
            if (blank(line)) {
                continue;
            }
            var cells = CsvRecord.of(line).cells();
            if (cells.size() <= at) {
                throw new Json.Malformed(
                        "a row of the output ends before column \"" + column + "\": " + Json.shown(line));
            }
            lines.computeIfAbsent(cells.get(at), _ -> new ArrayList<>()).add(line);
        }
        return new BatchOutput(columns, column, records.getFirst(), lines);
    }

    private static BatchOutput keys(byte[] body) {
        var lines = new LinkedHashMap<String, List<byte[]>>();
        for (var line : Lines.of(body, false)) {
            if (!blank(line)) {
                var key = new String(line, StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
                lines.computeIfAbsent(key, _ -> new ArrayList<>()).add(line);
            }
        }
        return new BatchOutput(List.of(), "", ExecAnswer.Output.NONE, lines);
    }

    private static boolean blank(byte[] line) {
        return new String(line, StandardCharsets.UTF_8).isBlank();
    }

    /// What is said about an item, under any of the names it goes by.
    ExecAnswer.Output of(Set<String> names) {
        var mine = new ArrayList<byte[]>();
        names.forEach(name -> mine.addAll(lines.getOrDefault(name, List.of())));
        return new ExecAnswer.Output(header, Lines.joined(mine));
    }
}
