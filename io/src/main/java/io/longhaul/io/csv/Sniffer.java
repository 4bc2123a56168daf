package io.longhaul.io.csv;

import io.longhaul.io.list.CellKind;
import io.longhaul.io.list.ColumnNames;
import io.longhaul.io.list.Dialect.LineEnd;
import io.longhaul.io.list.Dialect.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells shape, delimiter, quote and line ends from the beginning of a text.
final class Sniffer {
    private static final String DELIMITERS = ",;\t|";
    private static final int RECORDS = 300;
    private static final double SOME = 0.5;
    private static final double MOST = 0.66;

    private final String text;
    private final boolean whole;

    /// @param spaced whether spaces stand between a delimiter and a quote
    record Found(Shape shape, char delimiter, @Nullable Character quote, LineEnd lineEnd, boolean spaced) {}

    /// @param whole whether the text ends here
    Sniffer(String text, boolean whole) {
        this.text = text;
        this.whole = whole;
    }

    Found find(@Nullable Character asked) {
        var lineEnd = lineEnd();
        if (isOneLine()) {
            for (char delimiter : (asked == null ? DELIMITERS : String.valueOf(asked)).toCharArray()) {
                if (isTickers(delimiter)) {
                    return new Found(Shape.ONE_LINE, delimiter, null, lineEnd, false);
                }
            }
        }
        double best = 0;
        char delimiter = ',';
        char quote = '"';
        for (char q : new char[] {'"', '\''}) {
            for (char d : (asked == null ? DELIMITERS : String.valueOf(asked)).toCharArray()) {
                double score = score(d, q);
                if (score > best) {
                    best = score;
                    delimiter = d;
                    quote = q;
                }
            }
        }
        if (best == 0 && asked == null) {
            return new Found(Shape.ONE_A_LINE, ',', quotedLines() || opened() ? '"' : null, lineEnd, false);
        }
        boolean spaced = text.contains(delimiter + " " + quote);
        return new Found(Shape.DELIMITED, asked == null ? delimiter : asked, quote, lineEnd, spaced);
    }

    private LineEnd lineEnd() {
        var counts = new EnumMap<LineEnd, Integer>(LineEnd.class);
        int i = 0;
        while (i < text.length()) {
            var end = lineEndAt(i);
            if (end != null) {
                counts.merge(end, 1, Integer::sum);
            }
            i += end == LineEnd.CR_CR_LF ? 3 : end == LineEnd.CR_LF ? 2 : 1;
        }
        var most = LineEnd.LF;
        for (var end : LineEnd.values()) {
            most = counts.getOrDefault(end, 0) > counts.getOrDefault(most, 0) ? end : most;
        }
        return most;
    }

    private @Nullable LineEnd lineEndAt(int i) {
        if (text.charAt(i) == '\n') {
            return LineEnd.LF;
        } else if (text.startsWith("\r\r\n", i)) {
            return LineEnd.CR_CR_LF;
        } else if (text.startsWith("\r\n", i)) {
            return LineEnd.CR_LF;
        }
        return text.charAt(i) == '\r' ? LineEnd.CR : null;
    }

    private boolean isOneLine() {
        return text.strip().indexOf('\n') < 0;
    }

    /// Two or more cells that all look like tickers and none like a column's name.
    private boolean isTickers(char delimiter) {
        var cells = text.strip().split(java.util.regex.Pattern.quote(String.valueOf(delimiter)), -1);
        int filled = 0;
        int names = 0;
        int count = whole ? cells.length : cells.length - 1;
        for (int i = 0; i < count; i++) {
            switch (CellKind.of(cells[i])) {
                case TICKER, NUMBER -> filled++;
                case EMPTY -> {}
                case DATE, WEBSITE, TEXT -> {
                    return false;
                }
            }
            if (ColumnNames.isKeyWord(cells[i])) {
                return false;
            }
            names += ColumnNames.isCommonWord(cells[i]) && !cells[i].equals(cells[i].toUpperCase(java.util.Locale.ROOT))
                    ? 1
                    : 0;
        }
        return filled >= 2 && names < 2;
    }

    /// How evenly the delimiter cuts the records; 0 when most are not cut.
    private double score(char delimiter, char quote) {
        var records = split(delimiter, quote);
        var counts = new HashMap<Integer, Integer>();
        for (var record : records) {
            counts.merge(record.size(), 1, Integer::sum);
        }
        int mode = 1;
        int times = 0;
        for (var entry : counts.entrySet()) {
            if (entry.getValue() > times || (entry.getValue() == times && entry.getKey() > mode)) {
                mode = entry.getKey();
                times = entry.getValue();
            }
        }
        if (records.isEmpty()) {
            return 0;
        }
        boolean named = records.getFirst().size() > 1
                && records.getFirst().stream().anyMatch(ColumnNames::isKeyWord);
        double even = (double) times / records.size();
        // Prose has delimiters too; a title above a table stands alone on its line.
        boolean begins = records.getFirst().size() > 1 ? even >= SOME : even >= MOST && records.size() > 2;
        if (!named && (mode < 2 || !begins)) {
            return 0;
        }
        // Apostrophes stand in many words; as quotes they must prove themselves.
        double quoted = quote == '"' ? 0.01 : quotedCells(records, quote) ? 0.02 : -1;
        return Math.max(0, even + (named ? 1 : 0) + Math.min(mode, 50) * 0.0001 + quoted);
    }

    private static boolean quotedCells(List<List<String>> records, char quote) {
        long begun = cells(records).filter(cell -> cell.charAt(0) == quote).count();
        long closed = cells(records)
                .filter(cell -> cell.length() > 1 && cell.charAt(0) == quote && cell.charAt(cell.length() - 1) == quote)
                .count();
        boolean ordinary = cells(records).anyMatch(cell -> cell.charAt(0) == '"');
        return !ordinary && begun >= 2 && begun == closed;
    }

    private static java.util.stream.Stream<String> cells(List<List<String>> records) {
        return records.stream().flatMap(List::stream).map(String::strip).filter(cell -> !cell.isEmpty());
    }

    /// Whether a line opens a quote and does not close it: it goes on in the next one, or is a mistake.
    private boolean opened() {
        return text.lines().limit(RECORDS).anyMatch(OneALine::opensQuote);
    }

    private boolean quotedLines() {
        return text.lines()
                .limit(RECORDS)
                .map(String::strip)
                .anyMatch(line -> line.length() > 1 && line.startsWith("\"") && line.endsWith("\""));
    }

    /// Cells with their quotes, of the first records that are not blank; the last is left out when it may be cut.
    private List<List<String>> split(char delimiter, char quote) {
        var records = new ArrayList<List<String>>();
        var cells = new ArrayList<String>();
        int from = 0;
        boolean inside = false;
        for (int i = 0; i <= text.length() && records.size() < RECORDS; i++) {
            boolean end = i == text.length();
            char c = end ? '\n' : text.charAt(i);
            if (c == quote && !end && (inside || text.substring(from, i).isBlank())) {
                inside = !inside || (i + 1 < text.length() && text.charAt(i + 1) == quote && ++i > 0);
            } else if (end || (!inside && (c == delimiter || c == '\n' || c == '\r'))) {
                cells.add(text.substring(from, i));
                from = i + 1;
                if (c != delimiter || end) {
                    boolean blank = cells.size() == 1 && cells.getFirst().isBlank();
                    if (!blank && (!end || whole || records.isEmpty())) {
                        records.add(List.copyOf(cells));
                    }
                    cells.clear();
                }
            }
        }
        return records;
    }
}
