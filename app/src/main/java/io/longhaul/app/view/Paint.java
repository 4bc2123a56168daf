package io.longhaul.app.view;

import java.io.PrintStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A few colours for a terminal, put on finished lines so that no width changes: headings bold, finished green, waiting
/// and paused yellow, failed red. The first word of a line, or the state of a job in it, tells which.
///
/// @param on false leaves all lines as they are
public record Paint(boolean on) {

    public static final Paint NONE = new Paint(false);

    private static final String BOLD = "1";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";

    private record Rule(Pattern where, String colour) {
        Rule(String where, String colour) {
            this(Pattern.compile(where), colour);
        }
    }

    /// The first group of a pattern is what gets the colour.
    private static final List<Rule> RULES = List.of(
            new Rule("^([A-Z]{3,}(?: +[A-Z]+)+)$", BOLD),
            new Rule("^(Finished)\\b", GREEN),
            new Rule("^(Stopped|Paused|Waiting|Cancelled)\\b", YELLOW),
            new Rule("^(Failed)\\b", RED),
            new Rule("^ +(\\d+ (?:failed|uncertain))\\b", RED),
            new Rule("^[a-z0-9-]+-\\d+ +(completed)\\b", GREEN),
            new Rule("^[a-z0-9-]+-\\d+ +(waiting|paused)\\b", YELLOW),
            new Rule("^[a-z0-9-]+-\\d+ +(failed)\\b", RED));

    public List<String> lines(List<String> lines) {
        return lines.stream().map(line -> String.join("", pieces(line))).toList();
    }

    /// Prints them; only the colours reach a terminal as they are.
    public void print(PrintStream to, List<String> lines) {
        for (var line : lines) {
            var pieces = pieces(line);
            for (int i = 0; i < pieces.size(); i++) {
                if (i % 2 == 0) {
                    to.print(pieces.get(i));
                } else {
                    Shown.own(to, pieces.get(i));
                }
            }
            to.println();
        }
    }

    /// Text and sequences, in turn.
    private List<String> pieces(String line) {
        for (var rule : on ? RULES : List.<Rule>of()) {
            Matcher match = rule.where.matcher(line);
            if (match.find()) {
                return List.of(line.substring(0, match.start(1)), "\u001b[" + rule.colour + "m", match.group(1),
                        "\u001b[0m", line.substring(match.end(1)));
            }
        }
        return List.of(line);
    }
}
