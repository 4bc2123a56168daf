package io.longhaul.source.exec;

import io.longhaul.engine.Row;
import java.util.List;

/// One row for a command.
///
/// @param key of the item, as the output names it
/// @param argv with `{column}` already replaced, see [Argv#fill]
/// @param row the input row as it was given
/// @param rowNumber as a spreadsheet shows it; for people, no part of what is asked
/// @param occurrence 1 for the first row of that key, likewise
public record ExecQuestion(String key, List<String> argv, Row row, long rowNumber, int occurrence) {
    public ExecQuestion {
        argv = List.copyOf(argv);
    }
}
