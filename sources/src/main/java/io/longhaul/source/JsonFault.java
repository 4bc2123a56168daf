package io.longhaul.source;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// What is wrong with JSON that somebody wrote, in words of ours: a parser's name its own settings and classes, and may
/// quote what it read.
public final class JsonFault {

    private JsonFault() {}

    /// As `it ends too early, at line 1, column 27`.
    public static String words(JacksonException fault) {
        return what(fault) + where(fault.getLocation());
    }

    private static String what(JacksonException fault) {
        return switch (fault) {
            case UnexpectedEndOfInputException _ -> "it ends too early";
            case StreamConstraintsException _ -> "it is nested too deep, or has too long a number, name or text";
            case StreamReadException _ -> "it is malformed";
            default -> "a field stands twice, or something follows its end";
        };
    }

    private static String where(TokenStreamLocation at) {
        return at == null || at.getLineNr() < 1
                ? ""
                : ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
