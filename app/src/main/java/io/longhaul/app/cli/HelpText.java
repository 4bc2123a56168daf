package io.longhaul.app.cli;

import io.longhaul.app.view.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Help as it is read on a terminal: wrapped between words, and what belongs in a column stays in it.
public final class HelpText {

    /// Wider than any line: what is rendered so is wrapped here alone.
    public static final int UNWRAPPED = 4_000;

    private static final int LEAST = 40;
    private static final Pattern COLUMN = Pattern.compile("^( *\\S.*?\\S {2,}|\\S {2,})\\S");
    private static final Pattern WORD = Pattern.compile("( *)(\\S+)");
    private static final Pattern LABEL = Pattern.compile("^(Usage: |Example: |       +)\\S");
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private HelpText() {}

    /// @param width of the terminal
    public static List<String> wrap(String help, int width) {
        var lines = new ArrayList<String>();
        help.lines().map(String::stripTrailing).forEach(line -> wrap(line, Math.max(LEAST, width), lines));
        return lines;
    }

    private static void wrap(String text, int width, List<String> lines) {
        if (width(text) <= width) {
            lines.add(text);
            return;
        }
        int indent = Math.min(indent(text), width / 2);
        var line = new StringBuilder();
        for (var word : WORD.matcher(text).results().toList()) {
            if (!line.toString().isBlank() && width(line + word.group()) > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent)).append(word.group(2));
            } else {
                line.append(word.group());
            }
        }
        lines.add(line.toString());
    }

    /// Where the next line goes on: in the column of the text that is too long.
    private static int indent(String text) {
        var plain = COLOUR.matcher(text).replaceAll("");
        var label = LABEL.matcher(plain);
        if (label.find()) {
            return label.group(1).length();
        }
        var column = COLUMN.matcher(plain);
        int begins = plain.length() - plain.stripLeading().length();
        return column.find() ? column.group(1).length() : begins == 0 ? 2 : begins;
    }

    private static int width(String text) {
        return Text.width(COLOUR.matcher(text).replaceAll(""));
    }
}
