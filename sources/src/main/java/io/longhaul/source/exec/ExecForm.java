package io.longhaul.source.exec;

import io.longhaul.engine.Row;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// How rows reach a command and are found again in its output.
///
/// @param format of the rows on standard input or in `{in}`; the output may be JSON lines, CSV or, for `lines`, keys
/// @param keyColumn whose cell names the item, in the input and in the output
/// @param rowOnInput whether a command run for one item gets its row at all; false where `{column}` arguments say
///     it all, so that rows which differ elsewhere share work. Batches and workers always do.
/// @param output how what the command writes is read
public record ExecForm(BatchFormat format, String keyColumn, boolean rowOnInput, OutputForm output) {

    /// Nothing is said about the output.
    public ExecForm(BatchFormat format, String keyColumn, boolean rowOnInput) {
        this(format, keyColumn, rowOnInput, OutputForm.UNTOLD);
    }

    /// The key as the row spells it.
    String cell(ExecQuestion question) {
        return question.row().cell(keyColumn).orElse(question.key());
    }

    /// All that a command gets to read.
    byte[] bytes(List<ExecQuestion> questions) {
        var text = new StringBuilder();
        if (format == BatchFormat.CSV && !questions.isEmpty()) {
            text.append(csv(questions.getFirst().row().columns()));
        }
        // the engine asks equal rows once; whoever calls this directly gets the same
        questions.stream().map(this::line).distinct().forEach(text::append);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// One row with its line end.
    String line(ExecQuestion question) {
        return switch (format) {
            case JSONL -> Json.object(question.row()) + "\n";
            case CSV -> csv(question.row().cells());
            case LINES -> {
                var cell = cell(question);
                if (cell.indexOf('\n') >= 0 || cell.indexOf('\r') >= 0) {
                    throw new IllegalArgumentException("the " + keyColumn + " of row " + question.rowNumber()
                            + " holds a line end, which batch format lines cannot carry; use jsonl or csv");
                }
                yield cell + "\n";
            }
        };
    }

    private static String csv(List<String> cells) {
        return cells.stream().map(ExecForm::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && cell.equals(cell.strip());
        return plain ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }

    /// Command and row as one string that no other command and row share.
    String canonical(ExecQuestion question, boolean withRow) {
        var text = new StringBuilder();
        text.append(question.argv().size()).append(' ');
        question.argv().forEach(word -> append(text, word));
        if (withRow) {
            text.append(format.label()).append(' ');
            Row row = question.row();
            append(text, cell(question));
            if (format != BatchFormat.LINES) {
                row.columns().forEach(column -> append(text, column));
                row.cells().forEach(cell -> append(text, cell));
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }
}
