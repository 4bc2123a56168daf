package io.longhaul.io.list;

import java.util.Locale;

/// When two tickers are the same: case, U+FEFF anywhere and spaces around do not count. `brk.b` is `BRK.B`; dots and
/// dashes differ, because exchanges give them meaning.
final class Folding {
    private static final char MARK = '\uFEFF';

    private Folding() {}

    static String ticker(String cell) {
        var plain = cell.indexOf(MARK) < 0 ? cell : cell.replace(String.valueOf(MARK), "");
        return strip(plain).toUpperCase(Locale.ROOT);
    }

    /// Without spaces (no-break ones included) and U+FEFF at the ends.
    static String strip(String cell) {
        int from = 0;
        int to = cell.length();
        while (from < to && isSpace(cell.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(cell.charAt(to - 1))) {
            to--;
        }
        return cell.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c == MARK || c == '\u00A0' || Character.isWhitespace(c);
    }
}
