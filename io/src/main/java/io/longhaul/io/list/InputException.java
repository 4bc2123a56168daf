package io.longhaul.io.list;

/// A list that cannot be read as a whole; no job is created for it (exit 2). The message says where, what is wrong
/// and what to do.
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long row;

    /// @param row as a spreadsheet shows it; 0 when none is known
    /// @param problem what was found and what was wanted
    /// @param remedy what to do, as one sentence
    public InputException(String file, long row, String problem, String remedy) {
        super(file + (row > 0 ? ", row " + row : "") + ": " + problem + ". " + remedy);
        this.file = file;
        this.row = row;
    }

    public InputException(String file, String problem, String remedy) {
        this(file, 0, problem, remedy);
    }

    /// The list as shown to the user.
    public String file() {
        return file;
    }

    /// 0 when no row is known.
    public long row() {
        return row;
    }
}
