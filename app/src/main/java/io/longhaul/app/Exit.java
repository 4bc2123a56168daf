package io.longhaul.app;

/// Exit codes; what each means is told in the documentation of the command line.
public final class Exit {
    public static final int OK = 0;
    public static final int UNEXPECTED = 1;
    /// Usage, input or missing consent.
    public static final int USAGE = 2;
    /// The job is complete, with failed or uncertain rows.
    public static final int FAILED_ROWS = 3;
    public static final int NOT_FOUND = 4;
    public static final int CONFLICT = 5;
    /// Paused, for any reason without a code of its own.
    public static final int PAUSED = 6;
    public static final int AUTH_OR_CONFIG = 8;
    public static final int UNAVAILABLE = 9;
    public static final int STORAGE = 10;
    /// The time slice ended with work left.
    public static final int SLICE_ENDED = 75;
    public static final int HANGUP = 129;
    public static final int INTERRUPTED = 130;
    public static final int TERMINATED = 143;

    private Exit() {}
}
