package io.longhaul.io;

import io.longhaul.io.csv.CsvTable;
import io.longhaul.io.list.Bytes;
import io.longhaul.io.list.InputException;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import java.util.List;

/// Opens a list of rows to work on: a file, standard input or one that comes with the program.
public final class Lists {

    /// Names that stand for lists of the program; `./sp500` is a file of that name.
    public static final List<String> BUILT_IN = List.of("sp500", "nasdaq");

    private Lists() {}

    /// Reads the whole list once, in constant memory, so that a list which ends badly is refused before any job exists.
    ///
    /// @throws InputException if the list as a whole cannot be used
    public static InputList open(InputSpec spec) {
        var bytes = bytes(spec);
        try {
            return InputList.open(CsvTable.open(bytes, spec.reading()), spec);
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static Bytes bytes(InputSpec spec) {
        if (BUILT_IN.contains(spec.path())) {
            return new BuiltInBytes(spec.path());
        }
        if (!spec.path().equals("-")) {
            return FileBytes.of(spec.path());
        }
        var stdin = spec.stdin();
        if (stdin == null) {
            throw new InputException("-", "standard input is not to be had here", "Name a file.");
        }
        return SpooledBytes.of(stdin);
    }
}
