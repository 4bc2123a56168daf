package io.longhaul.engine.core;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import org.jspecify.annotations.Nullable;

/// How a call failed for good. All rows that it fails share it.
///
/// @param call the last attempt
/// @param person whether a person may have to mend it: the input is not to blame, and it does not heal by itself
/// @param stderr the end of what a command wrote there; empty if it wrote nothing, or is none
record CallFailure(
        long call, String source, ErrorClass errorClass, String reason, boolean person, String stderr) {

    private static final int FIRST_REFUSAL = 300;

    /// @param reply of the last attempt; null if none came
    /// @param heals whether the upstream is being probed until it is well again
    static CallFailure of(
            CallRun call, ErrorClass errorClass, String reason, @Nullable Reply reply, boolean heals) {
        return new CallFailure(
                call.id, call.spec.name(), errorClass, reason, !heals && person(errorClass, reply), stderr(reply));
    }

    /// The failure that an earlier process stored.
    static CallFailure of(Known known, ErrorClass errorClass, String reason) {
        var call = known.call();
        return new CallFailure(
                call.id(), call.source(), errorClass, reason, person(errorClass, call.reply()), stderr(call.reply()));
    }

    /// Nothing was asked: the job runs offline.
    static CallFailure notAsked(String source, ErrorClass errorClass, String reason) {
        return new CallFailure(0, source, errorClass, reason, false, "");
    }

    /// An answer that is none, from an upstream that took the question (exit statuses are below 256, too), is a defect
    /// of the upstream. A refusal, and a request that could not even be made, are the input's.
    private static boolean person(ErrorClass errorClass, @Nullable Reply reply) {
        return switch (errorClass) {
            case VALIDATION -> reply != null && reply.status() < FIRST_REFUSAL;
            case NOT_FOUND, TOO_LARGE -> false;
            case NETWORK, TIMEOUT, RATE_LIMIT, QUOTA, AUTH, SERVER, RESOURCE, UNKNOWN -> true;
        };
    }

    private static String stderr(@Nullable Reply reply) {
        return reply == null ? "" : reply.header("stderr").orElse("");
    }
}
