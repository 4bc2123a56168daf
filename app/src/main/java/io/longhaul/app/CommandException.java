package io.longhaul.app;

/// Ends a command with an exit code; the message says what, where and what to do.
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exit;

    public CommandException(int exit, String message) {
        super(message);
        this.exit = exit;
    }

    public CommandException(int exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    public static CommandException usage(String message) {
        return new CommandException(Exit.USAGE, message);
    }

    /// See [Exit].
    public int exit() {
        return exit;
    }
}
