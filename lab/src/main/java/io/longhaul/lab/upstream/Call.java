package io.longhaul.lab.upstream;

import java.time.Instant;

/// A call as the upstream saw it: one line of its log.
///
/// @param sequence 1 for the first
/// @param nanos when it arrived, monotonic
/// @param wall when it arrived, UTC
/// @param life which process of the caller it was, as the caller says; empty if it does not
/// @param owner whose quota it used; empty if nobody was named
/// @param key the idempotency key; empty for none
/// @param executed whether the upstream did the work (and would have charged)
/// @param status that was sent, or would have been; of upstreams that say 200 to everything, what it meant
public record Call(
        long sequence,
        long nanos,
        Instant wall,
        String source,
        String question,
        String life,
        String owner,
        String key,
        boolean executed,
        int status,
        Fault fault) {

    private static final int FIELDS = 11;

    String line() {
        return String.join(
                "\t",
                Long.toString(sequence),
                Long.toString(nanos),
                wall.toString(),
                source,
                question,
                life,
                owner,
                key,
                executed ? "executed" : "no",
                Integer.toString(status),
                fault.label())
                + "\n";
    }

    static Call parse(String line) {
        var fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(
                    "log line of " + fields.length + " fields, want " + FIELDS + ": \"" + line + "\"");
        }
        return new Call(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Instant.parse(fields[2]),
                fields[3],
                fields[4],
                fields[5],
                fields[6],
                fields[7],
                fields[8].equals("executed"),
                Integer.parseInt(fields[9]),
                Fault.of(fields[10]));
    }

    /// Whether the caller got the whole answer.
    public boolean answered() {
        return status == 200 && fault.answers();
    }
}
