package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.output.JobResults;
import io.longhaul.io.result.OutputException;
import io.longhaul.io.result.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where results are to go, looked at before there is a job: none shall run for weeks and not be able to write.
record ResultPlace(Wiring wiring, @Nullable Path listFile) {

    /// An absolute path, or `-`; empty for nowhere.
    ///
    /// @throws CommandException exit 2 for a place that cannot be written to, or that is the list's
    String of(@Nullable String given, JobResults.Form form) throws IOException {
        if (given != null && given.isBlank()) {
            throw CommandException.usage("--output is empty; want a file, or - for standard output");
        }
        JobResults.check(given == null ? "-" : given, form);
        if (given == null || given.equals("-")) {
            return given == null ? "" : given;
        }
        var results = wiring.resolve(given).normalize();
        try {
            Target.check(results);
            if (!Target.isStream(results)) {
                Target.check(JobFiles.failures(results));
            }
        } catch (OutputException e) {
            throw new CommandException(Exit.USAGE, "--output " + given + ": " + e.getMessage(), e);
        }
        if (isTheList(results)) {
            throw CommandException.usage("--output " + given + " is the list itself; choose another file");
        }
        if (isTheList(JobFiles.failures(results))) {
            throw CommandException.usage("--output " + given + ": failed rows would go to "
                    + JobFiles.failures(results).getFileName() + ", which is the list itself; choose another file");
        }
        return results.toString();
    }

    /// Under whatever name: links lead to it, hard ones too.
    private boolean isTheList(Path file) throws IOException {
        var read = listFile;
        if (read == null) {
            return false;
        }
        return Files.exists(file) && Files.exists(read) && Files.isSameFile(file, read);
    }
}
