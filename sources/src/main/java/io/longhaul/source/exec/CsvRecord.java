package io.longhaul.source.exec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One record of a command's CSV output, as cells.
record CsvRecord(List<String> cells) {

    /// @param bytes one record with or without its line end
    /// @throws Json.Malformed if a quote is not closed, or followed by anything but a comma
    static CsvRecord of(byte[] bytes) throws Json.Malformed {
        var text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        var cells = new ArrayList<String>();
        int at = 0;
        while (at <= text.length()) {
            if (at < text.length() && text.charAt(at) == '"') {
                int close = closing(text, at + 1);
                cells.add(text.substring(at + 1, close).replace("\"\"", "\""));
                at = close + 1;
                if (at < text.length() && text.charAt(at) != ',') {
                    throw new Json.Malformed("text after a closing quote: " + Json.shown(bytes));
                }
            } else {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                cells.add(text.substring(at, end));
                at = end;
            }
            at++;
        }
        return new CsvRecord(cells);
    }

    private static int closing(String text, int from) throws Json.Malformed {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                if (i + 1 == text.length() || text.charAt(i + 1) != '"') {
                    return i;
                }
                i++;
            }
        }
        throw new Json.Malformed(
                "a quote that is not closed: " + Json.shown(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Where a column is: its exact name, else the same but for case and blanks around it; -1 if it is not there.
    int indexOf(String column) {
        int exact = cells.indexOf(column);
        for (int i = 0; exact < 0 && i < cells.size(); i++) {
            if (cells.get(i).strip().equalsIgnoreCase(column.strip())) {
                exact = i;
            }
        }
        return exact;
    }
}
