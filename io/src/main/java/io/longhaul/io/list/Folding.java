package io.longhaul.io.list;

/// When two tickers are the same: case, U+FEFF anywhere and spaces around do not count. `brk.b` is `BRK.B`; dots and
/// dashes differ, because exchanges give them meaning.
public final class Folding {
    private static final char MARK = '\uFEFF';

    private Folding() {}

    public static String ticker(String cell) {
        var plain = cell.indexOf(MARK) < 0 ? cell : cell.replace(String.valueOf(MARK), "");
        return capitals(strip(plain));
    }

    /// Only letters that are the small ones of their capitals: a long s (ſ) is none of S, nor a dotless i (ı) of I.
    private static String capitals(String text) {
        var capitals = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int capital = Character.toUpperCase(c);
            capitals.appendCodePoint(Character.toLowerCase(capital) == c ? capital : c);
        });
        return capitals.toString();
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
