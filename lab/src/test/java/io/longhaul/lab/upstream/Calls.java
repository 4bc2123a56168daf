package io.longhaul.lab.upstream;

import java.time.Duration;
import java.time.Instant;

/// Lines of a log, made by hand.
public final class Calls {

    public static final Instant BEGIN = Instant.parse("2026-11-20T10:00:00Z");

    private Calls() {}

    /// An answered and executed call.
    public static Call at(Duration since, String question) {
        return call(since, question, "1", Fault.NONE);
    }

    public static Call call(Duration since, String question, String life, Fault fault) {
        return new Call(
                since.toNanos(), since.toNanos(), BEGIN.plus(since), "lab", question, life, "ann", "", true, 200,
                fault);
    }

    /// By whom, and whether the upstream did the work.
    public static Call by(String owner, Instant wall, boolean executed) {
        return new Call(1, 0, wall, "lab", "q", "1", owner, "", executed, executed ? 200 : 429, Fault.NONE);
    }
}
