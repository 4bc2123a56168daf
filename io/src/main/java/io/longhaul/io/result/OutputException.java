package io.longhaul.io.result;

/// A result that cannot be written where or as the user said (exit 2). The message says what and what to do.
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutputException(String message) {
        super(message);
    }
}
