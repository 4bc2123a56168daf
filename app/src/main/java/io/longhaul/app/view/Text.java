package io.longhaul.app.view;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Text for a terminal. Keys, reasons and names come from input and upstreams: what they hold beyond plain characters
/// is shown, never sent.
public final class Text {

    private Text() {}

    /// Control characters, escape sequences, direction marks and invisible characters in a spelling that can be read:
    /// `\n`, `\e`, `\x9b`, `\u202e`. What is written once is one line.
    public static String visible(String raw) {
        var text = new StringBuilder(raw.length());
        raw.codePoints().forEach(c -> append(text, c));
        return text.toString();
    }

    private static void append(StringBuilder text, int c) {
        switch (c) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case 0x1b -> text.append("\\e");
            default -> {
                if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
                    text.append(String.format("\\x%02x", c));
                } else if (unseen(c)) {
                    text.append(String.format(c > 0xffff ? "\\u{%x}" : "\\u%04x", c));
                } else {
                    text.appendCodePoint(c);
                }
            }
        }
    }

    /// Whether a character shows itself and does nothing else.
    static boolean plain(int c) {
        return c >= 0x20 && (c < 0x7f || c >= 0xa0) && !unseen(c);
    }

    private static boolean unseen(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE,
                    Character.PRIVATE_USE, Character.UNASSIGNED ->
                true;
            default -> false;
        };
    }

    /// Columns the text takes on a terminal: wide characters count 2, combining marks 0.
    public static int width(String text) {
        return text.codePoints().map(Text::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return wide(c) ? 2 : 1;
    }

    private static boolean wide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }

    /// At most that wide; what is cut off is told by `...`.
    public static String fit(String text, int width) {
        if (width(text) <= width) {
            return text;
        }
        int room = Math.max(0, width - 3);
        var cut = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > room) {
                break;
            }
            cut.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return cut.append(".".repeat(Math.min(3, width))).toString();
    }

    /// Filled up with blanks at its end.
    public static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /// Filled up with blanks before it.
    public static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - width(text))) + text;
    }

    /// Words on as many lines as they take; lines after the first are indented. A word wider than a line stays whole.
    public static List<String> wrap(String text, int width, int indent) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        boolean first = true;
        for (var word : text.split(" ", -1)) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent)).append(word);
            } else {
                line.append(first ? "" : " ").append(word);
            }
            first = false;
        }
        lines.add(line.toString());
        return lines;
    }

    /// `1 row`, `2 rows`.
    public static String count(long n, String one) {
        return n + " " + (n == 1 ? one : one + "s");
    }

    /// A file as short as it can be named from a directory; `-` stays.
    public static String path(String path, Path from) {
        if (path.isEmpty() || path.equals("-")) {
            return path;
        }
        var here = from.normalize();
        var file = here.resolve(path).normalize();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }
}
