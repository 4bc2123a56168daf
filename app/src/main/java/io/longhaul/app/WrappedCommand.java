package io.longhaul.app;

import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.io.list.InputList;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A job of a wrapped command, made in one place, so that a request and a command line make the same job.
///
/// @param batch rows a batch, or `auto`
/// @param directory in which the command runs
/// @param environment in which its program is found
/// @param files of the command as they are now
public record WrappedCommand(
        ScreenSettings settings, String batch, Path directory, Map<String, String> environment, CommandFiles files) {

    public static WrappedCommand of(
            ScreenSettings settings, String batch, Path directory, Map<String, String> environment) {
        var place = directory.toAbsolutePath().normalize();
        return new WrappedCommand(
                settings, batch, place, environment,
                CommandFiles.of(settings.words(), place, environment.getOrDefault("PATH", "")));
    }

    public Identity identity(InputList rows) {
        var parts = new ArrayList<>(List.of(
                Digest.of(settings.words().toArray(String[]::new)).toString(),
                settings.per().label(),
                settings.per() == Per.ITEM && !settings.rowOnInput() ? "" : settings.format().label(),
                settings.per() == Per.BATCH ? batch : "",
                settings.keyColumn()));
        if (!settings.output().key().isEmpty()) {
            parts.add("output key " + settings.output().key());
        }
        if (settings.output().whole()) {
            parts.add("single");
        }
        return Identity.of(Screen.NAME, Screen.VERSION, parts, new Identity.Command(directory, files), rows);
    }

    /// What the job keeps of it.
    public Map<String, String> stored() {
        var all = new LinkedHashMap<>(settings.map());
        all.put("cwd", directory.toString());
        all.put(CommandFiles.SETTING, files.setting());
        for (var name : Workflows.KEPT) {
            var value = environment.get(name);
            if (value != null) {
                all.put("env." + name, value);
            }
        }
        return all;
    }

    /// Whether a job's command runs in this folder.
    public boolean sameFolder(JobRecord job) {
        return directory.toString().equals(job.draft().settings().get("cwd"));
    }
}
