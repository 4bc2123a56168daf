package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.app.config.Config;
import java.nio.file.Files;
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
        return new BatchYaml(values.get("batch_size"), checkpoint.normalize().toString(), temp.normalize().toString());
    }
}
