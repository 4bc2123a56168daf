package io.longhaul.source.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Finds programs as a child would, to say beforehand what is wrong.
public final class Programs {

    // What execvp takes when PATH is not set.
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private Programs() {}

    /// Why the program cannot be run; empty if it can.
    static Optional<String> missing(ExecPlace place, String program) {
        return missing(place.workingDirectory(), place.environment(), program);
    }

    /// Why the program cannot be run; empty if it can.
    ///
    /// @param directory in which it is to run
    /// @param environment in which it is to run
    /// @param program the first word of a command
    public static Optional<String> missing(Path directory, Map<String, String> environment, String program) {
        if (program.isEmpty()) {
            return Optional.of("the command's program is an empty word");
        }
        if (!Files.isDirectory(directory)) {
            return Optional.of("the working directory " + directory + " is gone; create it or start"
                    + " the job again from where the command is to run");
        }
        if (program.indexOf('/') >= 0) {
            return unusable(directory.resolve(program));
        }
        var path = path(environment);
        Optional<String> notExecutable = Optional.empty();
        for (var entry : path.split(":", -1)) {
            var candidate = directory.resolve(entry).resolve(program);
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

    /// The directories that are looked through, in this order, parted by colons.
    public static String path(Map<String, String> environment) {
        return environment.getOrDefault("PATH", DEFAULT_PATH);
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
