package io.longhaul.app.cli.watch;

/// How much of a job's way is shown.
///
/// @param quiet only failures and the end's exit code
/// @param json one JSON document on standard output, nothing else
public record Display(boolean quiet, boolean json) {

    boolean silent() {
        return quiet || json;
    }
}
