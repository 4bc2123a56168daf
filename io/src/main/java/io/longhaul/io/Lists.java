package io.longhaul.io;

import io.longhaul.io.csv.CsvTable;
import io.longhaul.io.list.Bytes;
import io.longhaul.io.list.InputException;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Opens a list of rows to work on: a file, standard input or one that comes with the program.
public final class Lists {

    /// Names that stand for lists of the program; `./sp500` is a file of that name.
    public static final List<String> BUILT_IN = List.of("sp500", "nasdaq");

    /// Of a file's mode, as POSIX has it: the kind of file, and that of a pipe.
    private static final int TYPE = 0170000;
    private static final int PIPE = 0010000;

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
            return file(spec.path());
        }
        var stdin = spec.stdin();
        if (stdin == null) {
            throw new InputException("-", "standard input is not to be had here", "Name a file.");
        }
        return SpooledBytes.of("-", stdin);
    }

    /// A pipe gives what it has once, so that it is kept as standard input is: `screen <(grep …) --exec …`.
    private static Bytes file(String path) {
        var named = FileBytes.of(path);
        if (Files.isRegularFile(named.path())) {
            return named;
        }
        if (!isPipe(named.path())) {
            throw new InputException(
                    path, "is a device or a socket, not a file", "Name a file, a pipe, or - for standard input.");
        }
        try (var in = Files.newInputStream(named.path())) {
            return SpooledBytes.of(path, in);
        } catch (IOException e) {
            throw new InputException(path, "could not be read: " + e.getMessage(), "Check who writes to the pipe.");
        }
    }

    private static boolean isPipe(Path path) {
        try {
            return ((Integer) Files.getAttribute(path, "unix:mode") & TYPE) == PIPE;
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
