package io.longhaul.source.exec;

import java.nio.file.Path;
import java.util.Map;

/// Where and how children run.
///
/// @param workingDirectory of every child
/// @param environment of every child, and nothing else but `LONGHAUL_CHILD`, by which its descendants are found
/// @param directory ours alone: the register of running children and the files behind `{in}` and `{out}`
/// @param maxOutput most bytes a child may write to standard output or `{out}`; beyond it is ended
public record ExecPlace(Path workingDirectory, Map<String, String> environment, Path directory, long maxOutput) {

    /// What a child may write where there is memory for it: 64 MB.
    public static final long MOST_OUTPUT = 64L << 20;

    // Reading, storing and joining an answer makes up to eight copies of it, and several rows run at once.
    private static final int PARTS_OF_MEMORY = 16;

    public ExecPlace {
        environment = Map.copyOf(environment);
        directory = directory.toAbsolutePath().normalize();
        if (maxOutput < 1 || maxOutput > Integer.MAX_VALUE - 1024) {
            throw new IllegalArgumentException(
                    "output of at most " + maxOutput + " bytes; want 1 to " + (Integer.MAX_VALUE - 1024));
        }
    }

    public ExecPlace(Path workingDirectory, Map<String, String> environment, Path directory) {
        this(workingDirectory, environment, directory, defaultMaxOutput(Runtime.getRuntime().maxMemory()));
    }

    /// What a child may write when nothing else is said, in whole MB.
    ///
    /// @param memory bytes that this process may use
    static long defaultMaxOutput(long memory) {
        return Math.clamp(memory / PARTS_OF_MEMORY >> 20, 1, MOST_OUTPUT >> 20) << 20;
    }

    /// One file a running child, named by its process id.
    Path pids() {
        return directory.resolve("pids");
    }

    /// Named pipes for the output of children.
    Path pipes() {
        return directory.resolve("pipes");
    }

    /// The files behind `{in}` and `{out}`.
    Path files() {
        return directory.resolve("files");
    }
}
