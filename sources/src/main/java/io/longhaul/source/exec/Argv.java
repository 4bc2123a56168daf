package io.longhaul.source.exec;

import io.longhaul.engine.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A command as its user wrote it, made into words; no shell takes part.
///
/// `{column}` inside a word is replaced by the row's cell, which stays one argument whatever it holds. `{ticker}` is the
/// key's cell in a list that has no column of that name. `{in}` and `{out}` are left to [ExecTransport]. Braces around anything that neither is a column nor looks like a name stay
/// as they are (`awk '{print $1}'`); `{{name}}` gives `{name}`.
public final class Argv {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}\n]+)}}|\\{([^{}\n]+)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_ .-]*");
    private static final Set<String> FILES = Set.of("in", "out");
    private static final String KEY = "ticker";
    private static final Set<String> OPERATORS = Set.of("|", "||", "&", "&&", ";", "<", ">", ">>", "2>", "2>&1");

    private Argv() {}

    /// Splits as a POSIX shell splits words: blanks, quotes, backslashes; nothing is expanded.
    ///
    /// @throws IllegalArgumentException for an empty command, an open quote, or a word only a shell understands
    public static List<String> split(String command) {
        var words = new WordSplitter(command).words();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the command is empty; want a program and its arguments");
        }
        return words;
    }

    /// The columns a command names, first mention first.
    ///
    /// @param keyColumn what `{ticker}` stands for in a list without a column of that name
    /// @throws IllegalArgumentException for a name that is no column; the message lists the columns
    public static Set<String> columns(List<String> words, List<String> columns, String keyColumn) {
        var named = new LinkedHashSet<String>();
        for (var word : words) {
            var each = PLACEHOLDER.matcher(word);
            while (each.find()) {
                var name = meant(each.group(2), columns, keyColumn);
                if (name != null && replaced(name, columns)) {
                    named.add(name);
                }
            }
        }
        return named;
    }

    private static @Nullable String meant(@Nullable String name, List<String> columns, String keyColumn) {
        return KEY.equals(name) && !columns.contains(KEY) && columns.contains(keyColumn) ? keyColumn : name;
    }

    /// The words with the row's cells in place.
    ///
    /// @param keyColumn what `{ticker}` stands for in a list without a column of that name
    /// @throws IllegalArgumentException for a name that is no column, or a cell that no argument can carry
    public static List<String> fill(List<String> words, Row row, String keyColumn) {
        var filled = new ArrayList<String>(words.size());
        for (var word : words) {
            var text = new StringBuilder();
            var each = PLACEHOLDER.matcher(word);
            while (each.find()) {
                each.appendReplacement(text, Matcher.quoteReplacement(replacement(each, row, keyColumn)));
            }
            filled.add(each.appendTail(text).toString());
        }
        return filled;
    }

    private static String replacement(Matcher each, Row row, String keyColumn) {
        var literal = each.group(1);
        if (literal != null) {
            return NAME.matcher(literal).matches() ? "{" + literal + "}" : each.group();
        }
        var name = Objects.requireNonNull(meant(each.group(2), row.columns(), keyColumn), "one of the two matches");
        return replaced(name, row.columns()) ? carried(name, row.cell(name).orElseThrow()) : each.group();
    }

    /// Whether a placeholder stands for a cell; otherwise it stays as it is.
    private static boolean replaced(String name, List<String> columns) {
        if (FILES.contains(name)) {
            return false;
        }
        if (!columns.contains(name) && NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the command names column {" + name + "}; the list has "
                    + String.join(", ", columns) + "; write {{" + name + "}} to pass it as it is");
        }
        return columns.contains(name);
    }

    private static String carried(String column, String cell) {
        if (cell.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the cell in column " + column + " holds a NUL character, which no argument can carry");
        }
        if (cell.contains("{in}") || cell.contains("{out}")) {
            throw new IllegalArgumentException("the cell in column " + column
                    + " holds {in} or {out}, which stand for files in a command; pass the row on standard input");
        }
        return cell;
    }

    static boolean operator(String word) {
        return OPERATORS.contains(word);
    }
}
