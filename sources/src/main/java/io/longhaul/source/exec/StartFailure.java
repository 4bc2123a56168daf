package io.longhaul.source.exec;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Transport.Delivery.NotSent;
import java.io.IOException;
import java.util.Objects;

/// Why no process was started.
final class StartFailure {

    private StartFailure() {}

    static NotSent of(IOException failure) {
        var message = Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
        if (message.contains("null character") || message.contains("Argument list too long")) {
            return new NotSent(
                    ErrorClass.VALIDATION,
                    "the command's arguments cannot be passed on: " + message
                            + "; pass long or binary values through stdin or {in}");
        }
        if (message.contains("Too many open files")) {
            return new NotSent(
                    ErrorClass.RESOURCE,
                    "cannot start a process: Longhaul has too many open files. Raise the limit (`ulimit -n`), or lower"
                            + " --concurrency");
        }
        // below its first line the JDK guesses at reasons
        return new NotSent(ErrorClass.RESOURCE, "cannot start a process: " + message.lines().findFirst().orElse(""));
    }
}
