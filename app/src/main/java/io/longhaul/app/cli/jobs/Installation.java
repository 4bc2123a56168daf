package io.longhaul.app.cli.jobs;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/// This copy of the program.
///
/// @param version as `0.1.0`
/// @param launcher the executable that starts it
/// @param userHome under which it is installed
/// @param commands all commands below one named `longhaul`
/// @param work names of those that can be planned
public record Installation(String version, Path launcher, Path userHome, Commands commands, List<String> work) {

    public Installation {
        work = List.copyOf(work);
    }

    /// Makes the whole command line; costly, so only when asked.
    @FunctionalInterface
    public interface Commands {
        CommandLine all();
    }
}
