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

    private static RetryAdvice yes(ErrorClass errorClass, String text) {
        return new RetryAdvice(errorClass, true, text);
    }

    private static RetryAdvice no(ErrorClass errorClass, String text) {
        return new RetryAdvice(errorClass, false, text);
    }
}
