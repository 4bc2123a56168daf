package io.longhaul.engine.plan;

import io.longhaul.engine.ErrorClass;

/// Whether items that failed for a class of errors are worth another run, and what to do first.
///
/// @param worthwhile whether a retry without any change may succeed
/// @param text what to do
public record RetryAdvice(ErrorClass errorClass, boolean worthwhile, String text) {

    public static RetryAdvice of(ErrorClass errorClass) {
        return switch (errorClass) {
            case NETWORK -> yes(errorClass, "retry once the line is up; it may have been down for a while");
            case TIMEOUT -> yes(errorClass, "retry with a longer --timeout, or lower the concurrency");
            case RATE_LIMIT -> yes(errorClass, "retry later; declare the real limit so that it is kept");
            case QUOTA -> yes(errorClass, "retry after the reset, or add an owner");
            case SERVER -> yes(errorClass, "retry later: the upstream failed on its side");
            case UNKNOWN -> yes(errorClass, "read one reason, then retry");
            case AUTH -> no(errorClass, "mend the key or the consent first, then retry");
            case VALIDATION -> no(errorClass, "correct these rows, then retry with --input FILE");
            case NOT_FOUND -> no(errorClass, "check the spelling of these keys; the upstream knows none of them");
            case TOO_LARGE -> no(errorClass, "ask for less, or use a source that takes more");
            case RESOURCE -> no(errorClass, "free memory or disk, or lower the concurrency first, then retry");
        };
    }

    /// The same for a job whose calls are runs of a command: what it says of itself is the first thing to read, and its
    /// user can mend it.
    public static RetryAdvice of(ErrorClass errorClass, Culprit culprit) {
        var usual = of(errorClass);
        return switch (culprit) {
            case UPSTREAM -> usual;
            case COMMAND -> new RetryAdvice(errorClass, usual.worthwhile(), ofCommand(errorClass, usual.text()));
        };
    }

    private static String ofCommand(ErrorClass errorClass, String usual) {
        return switch (errorClass) {
            case UNKNOWN -> "the command failed: see what it said (longhaul explain JOB ROW), mend it, then retry";
            case TIMEOUT -> "the command took longer than --timeout: see where it hangs, or retry with a longer one";
            case VALIDATION -> "correct these rows (retry --input FILE), or the command if its output was refused";
            case RATE_LIMIT -> "the command asked for later until its time was over; retry when it can go on";
            case SERVER -> "what the command asked failed on its side; retry later";
            case NOT_FOUND -> "check the spelling of these keys; the command knows none of them";
            case NETWORK, QUOTA, AUTH, TOO_LARGE, RESOURCE -> usual;
        };
    }

    private static RetryAdvice yes(ErrorClass errorClass, String text) {
        return new RetryAdvice(errorClass, true, text);
    }

    private static RetryAdvice no(ErrorClass errorClass, String text) {
        return new RetryAdvice(errorClass, false, text);
    }
}
