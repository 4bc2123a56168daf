package io.longhaul.source.exec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The output of a run over many rows, by key.
///
/// What it is shows itself: JSON lines begin with a brace; a first line that names the key column is the header of
/// CSV; for batch format `lines`, anything else is one key a line.
///
/// @param header of CSV with its line end, else empty
/// @param lines by the key as the command spelled it, each in its own order, as it was written
record BatchOutput(byte[] header, Map<String, List<byte[]>> lines) {

    static BatchOutput parse(byte[] body, ExecForm form) throws Json.Malformed {
        var start = new String(body, 0, Math.min(body.length, 64), StandardCharsets.UTF_8).replace("\uFEFF", "");
        if (body.length <= 64 && start.isBlank()) {
            return new BatchOutput(ExecAnswer.Output.NONE, Map.of());
        }
        if (start.stripLeading().startsWith("{")) {
            return json(body, form.keyColumn());
        }
        return form.format() == BatchFormat.LINES && !hasHeader(body, form.keyColumn())
                ? keys(body)
                : csv(body, form.keyColumn());
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

    private static BatchOutput json(byte[] body, String column) throws Json.Malformed {
        var lines = new LinkedHashMap<String, List<byte[]>>();
        int number = 0;
        for (var line : Lines.of(body, false)) {
            number++;
            if (blank(line)) {
                continue;
            }
            var key = Json.scalar(Json.members(line), column);
            if (key.isEmpty()) {
                throw new Json.Malformed("line " + number + " of the output has no \"" + column
                        + "\" to match it by: " + Json.shown(line));
            }
            lines.computeIfAbsent(key.get(), _ -> new ArrayList<>()).add(line);
        }
        return new BatchOutput(ExecAnswer.Output.NONE, lines);
    }

    private static BatchOutput csv(byte[] body, String column) throws Json.Malformed {
        var records = Lines.of(body, true);
        int at = CsvRecord.of(records.getFirst()).indexOf(column);
        if (at < 0) {
            throw new Json.Malformed(
                    "the output has no column \"" + column + "\" to match its rows by; its first line is "
                            + Json.shown(records.getFirst()));
        }
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
        return new BatchOutput(records.getFirst(), lines);
    }

    private static BatchOutput keys(byte[] body) {
        var lines = new LinkedHashMap<String, List<byte[]>>();
        for (var line : Lines.of(body, false)) {
            if (!blank(line)) {
                var key = new String(line, StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
                lines.computeIfAbsent(key, _ -> new ArrayList<>()).add(line);
            }
        }
        return new BatchOutput(ExecAnswer.Output.NONE, lines);
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
