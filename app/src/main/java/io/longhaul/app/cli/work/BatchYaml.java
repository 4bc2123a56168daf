package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.config.Config;
import io.longhaul.io.result.OutputException;
import io.longhaul.io.result.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings of `--config batch.yaml`.
///
/// @param batchSize as typed; null where it says nothing
/// @param checkpoint file of the mirror, and `temp` directory of the batches' results, as absolute paths
record BatchYaml(@Nullable String batchSize, String checkpoint, String temp) {

    private static final List<String> KEYS = List.of("batch_size", "checkpoint_file", "temp_results_dir");

    /// @throws CommandException exit 2 or 8 for a file that is missing or says something else
    static BatchYaml read(Wiring wiring, String path) {
        var file = wiring.resolve(path);
        if (!Files.isRegularFile(file)) {
            throw CommandException
                    .usage("--config " + path + ": no such file; want YAML with " + String.join(", ", KEYS));
        }
        var values = Config.read(file);
        for (var key : values.keySet()) {
            if (!KEYS.contains(key)) {
                throw CommandException
                        .usage("--config " + path + ": no key \"" + key + "\"; there are " + String.join(", ", KEYS));
            }
        }
        var checkpoint = wiring.resolve(values.getOrDefault("checkpoint_file", "batch_progress.json"));
        var temp = wiring.resolve(values.getOrDefault("temp_results_dir", "batch_temp/"));
        mustBeWritable(path, "checkpoint_file", checkpoint.normalize());
        mustHaveRoom(path, temp.normalize());
        return new BatchYaml(values.get("batch_size"), checkpoint.normalize().toString(), temp.normalize().toString());
    }

    /// A job that could not write its checkpoint would end in the middle. Its directory is somebody's choice, and a typing
    /// error in it would hide the file from those who wait for it: it is not made. That of the batches' results is ours.
    private static void mustBeWritable(String path, String key, Path file) {
        try {
            Target.check(file);
        } catch (OutputException e) {
            throw new CommandException(Exit.USAGE, "--config " + path + ": " + key + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The directory is made when the first batch ends; what it would stand in must be there, or can be made.
    private static void mustHaveRoom(String path, Path directory) {
        var at = directory;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        if (!Files.isDirectory(at) || !Files.isWritable(at)) {
            throw CommandException.usage("--config " + path + ": temp_results_dir: " + directory
                    + " cannot be made, for " + at + (Files.isDirectory(at) ? " may not be written to" : " is a file")
                    + "; choose another directory");
        }
    }
}
