package io.longhaul.io.result;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The line of column names that a table begins with.
///
/// Two such lines are equal when their cells are: a byte order mark, the kind of line end and needless quotes make no
/// difference. Cells are parted by the first of comma, tab, semicolon and bar that the line has outside quotes.
///
/// @param cells names, in order; empty for no header at all
/// @param parting character between the cells; a line end where there is one cell
public record HeaderLine(List<String> cells, char parting) {

    public static final HeaderLine NONE = new HeaderLine(List.of(), '\n');

    private static final String MARK = "\uFEFF";
    private static final char[] PARTING = {',', '\t', ';', '|'};
    private static final int LONGEST_NAME = 60;

    /// A letter or underscore first, and none of what ends a sentence or a YAML key last.
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][^\\p{Cntrl}]*[^\\p{Cntrl}.!?:;,]|[\\p{L}_]");

    /// Words that are values wherever they stand.
    private static final Set<String> VALUES =
            Set.of("yes", "no", "true", "false", "null", "none", "nan", "n/a", "na", "inf", "infinity", "ok");

    public HeaderLine {
        cells = List.copyOf(cells);
    }

    /// @param line with or without its line end; one that no table has becomes a single cell
    public static HeaderLine of(byte[] line) {
        var text = text(line);
        text = text.endsWith("\n") ? text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1)) : text;
        text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        text = text.startsWith(MARK) ? text.substring(1) : text;
        for (char parting : PARTING) {
            var cells = parted(text, parting);
            if (cells.size() > 1) {
                return new HeaderLine(cells, parting);
            }
        }
        return new HeaderLine(parted(text, '\n'), '\n');
    }

    public boolean isNone() {
        return cells.isEmpty();
    }

    /// Whether the cells look like the names of a table's columns: none is empty, no two alike but for case,
    /// and each begins with a letter or underscore, is no value such as `yes` or `NaN`, and is shorter than a sentence.
    public boolean looksLikeNames() {
        var seen = new HashSet<String>();
        return !cells.isEmpty() && cells.stream().map(String::strip).allMatch(cell -> cell.length() <= LONGEST_NAME
                && NAME.matcher(cell).matches()
                && !VALUES.contains(cell.toLowerCase(Locale.ROOT))
                && seen.add(cell.toLowerCase(Locale.ROOT)));
    }

    /// UTF-8, else a character a byte: two lines that differ never become alike.
    private static String text(byte[] line) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            return new String(line, StandardCharsets.ISO_8859_1);
        }
    }

    /// The cells; the whole as one where a quote is left open or followed by text.
    private static List<String> parted(String text, char parting) {
        var cells = new ArrayList<String>();
        int at = 0;
        while (at <= text.length()) {
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            int end = quoted ? closing(text, at + 1) + 1 : text.indexOf(parting, at);
            if (quoted && (end == 0 || end < text.length() && text.charAt(end) != parting)) {
                return List.of(text);
            }
            end = end < 0 ? text.length() : end;
            cells.add(quoted ? text.substring(at + 1, end - 1).replace("\"\"", "\"") : text.substring(at, end));
            at = end + 1;
        }
        return cells;
    }

    /// Where the quote that is open at `from` ends; -1 if nowhere.
    private static int closing(String text, int from) {
        for (int at = from; at < text.length(); at++) {
            if (text.charAt(at) == '"') {
                if (at + 1 == text.length() || text.charAt(at + 1) != '"') {
                    return at;
                }
                at++;
            }
        }
        return -1;
    }
}
