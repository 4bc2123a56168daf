package io.longhaul.io.list;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/// How a list turned out to be written, for display and for reading it again the same way.
///
/// @param delimiter without meaning when one a line
/// @param quote null when nothing is quoted
/// @param bom whether a byte order mark stands at the start
/// @param spaced whether spaces stand between a delimiter and a quote
/// @param header whether the first row names the columns
public record Dialect(
        Shape shape,
        char delimiter,
        @Nullable Character quote,
        Charset charset,
        boolean bom,
        LineEnd lineEnd,
        boolean spaced,
        boolean header) {

    public enum Shape {
        DELIMITED,
        /// One value a line; a line that begins with `#` is a comment.
        ONE_A_LINE,
        /// One line of values; a value's row number is its position.
        ONE_LINE
    }

    public enum LineEnd {
        LF,
        CR_LF,
        /// What a text-mode conversion makes of CR LF: one line end, not two.
        CR_CR_LF,
        CR
    }

    public Dialect header(boolean yes) {
        return new Dialect(shape, delimiter, quote, charset, bom, lineEnd, spaced, yes);
    }

    /// One line for people: `comma, quote ", UTF-8, CR LF, header`.
    public String describe() {
        return String.join(
                ", ",
                switch (shape) {
                    case DELIMITED -> delimiterName();
                    case ONE_A_LINE -> "one a line";
                    case ONE_LINE -> "one line, " + delimiterName();
                },
                quote == null ? "no quotes" : "quote " + quote,
                charset.name() + (bom ? " with BOM" : ""),
                lineEnd.name().replace('_', ' '),
                header ? "header" : "no header");
    }

    private String delimiterName() {
        return switch (delimiter) {
            case ',' -> "comma";
            case ';' -> "semicolon";
            case '\t' -> "tab";
            case '|' -> "pipe";
            default -> "delimiter " + delimiter;
        };
    }
}
