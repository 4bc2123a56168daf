package io.longhaul.source.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds programs as a child would, to say beforehand what is wrong.
final class Programs {

    // What execvp takes when PATH is not set.
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private Programs() {}

    /// Why the program cannot be run; empty if it can.
    static Optional<String> missing(ExecPlace place, String program) {
        if (program.isEmpty()) {
            return Optional.of("the command's program is an empty word");
        }
        if (!Files.isDirectory(place.workingDirectory())) {
            return Optional.of("the working directory " + place.workingDirectory() + " is gone; create it or start"
                    + " the job again from where the command is to run");
        }
        if (program.indexOf('/') >= 0) {
            return unusable(place.workingDirectory().resolve(program));
        }
        var path = place.environment().getOrDefault("PATH", DEFAULT_PATH);
        Optional<String> notExecutable = Optional.empty();
        for (var entry : path.split(":", -1)) {
            var candidate = place.workingDirectory().resolve(entry).resolve(program);
            var problem = unusable(candidate);
            if (problem.isEmpty()) {
                return problem;
            }
            if (Files.isRegularFile(candidate)) {
                notExecutable = problem;
            }
        }
        return notExecutable.or(
                () -> Optional.of("command not found: " + program + "; looked in PATH " + path
                        + "; install it or give its path"));
    }

    private static Optional<String> unusable(Path file) {
        if (!Files.exists(file)) {
            return Optional.of("command not found: " + file + "; check its path");
        }
        if (Files.isDirectory(file)) {
            return Optional.of("command is a directory: " + file);
        }
        return Files.isExecutable(file)
                ? Optional.empty()
                : Optional.of("command is not executable: " + file + "; run chmod +x on it, or name its interpreter");
    }
}
