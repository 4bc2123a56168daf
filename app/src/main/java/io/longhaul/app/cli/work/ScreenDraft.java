package io.longhaul.app.cli.work;

import io.longhaul.app.Identity;
import io.longhaul.app.Workflows;
import io.longhaul.app.WrappedCommand;
import io.longhaul.app.config.Config;
import io.longhaul.app.output.BatchMirror;
import io.longhaul.app.output.Single;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A screen as it was asked for, on its way to a job.
final class ScreenDraft extends WorkDraft {

    private static final Map<String, String> NAMED = named(
            "exec", "--exec", "per", "--per", "batchFormat", "--batch-format", "outputKey", "--output-key",
            Single.MODE, "--mode");

    private final ScreenSettings settings;
    private final boolean single;
    private final boolean automatic;
    private final @Nullable BatchYaml yaml;
    private int batchSize;
    private @Nullable WrappedCommand command;

    ScreenDraft(Asked asked, ScreenSettings settings, boolean single, @Nullable BatchYaml yaml) {
        super(asked);
        this.settings = settings;
        this.single = single;
        this.yaml = yaml;
        this.batchSize = batchSize(single);
        this.automatic = settings.per() == Per.BATCH && !single && job.batchSize(wiring).equals("auto");
    }

    private static Map<String, String> named(String... pairs) {
        var named = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            named.put(pairs[i], pairs[i + 1]);
        }
        return named;
    }

    private int batchSize(boolean single) {
        var wanted = job.batchSize(wiring);
        if (single && settings.per() == Per.BATCH) {
            return Math.toIntExact(Math.min(Integer.MAX_VALUE, rows.summary().rows()));
        }
        return wanted.equals("auto") ? USUAL_BATCH : Integer.parseInt(wanted);
    }

    ScreenSettings screen() {
        return settings;
    }

    @Override
    String workflow() {
        return Screen.NAME;
    }

    @Override
    int version() {
        return Screen.VERSION;
    }

    @Override
    Map<String, String> settings() {
        return settings.map();
    }

    @Override
    int batchSize() {
        return batchSize;
    }

    /// Whether the size of batches is to be measured.
    boolean automatic() {
        return automatic;
    }

    void measured(int size) {
        batchSize = size;
    }

    /// With the files as they were when it was first asked for.
    private WrappedCommand command() {
        var known = command;
        if (known == null) {
            known = WrappedCommand.of(
                    settings, automatic ? "auto" : Integer.toString(batchSize), wiring.workingDirectory(),
                    wiring.environment());
            command = known;
        }
        return known;
    }

    @Override
    Identity work() {
        return command().identity(rows);
    }

    @Override
    boolean sameFolder(JobRecord other) {
        return command().sameFolder(other);
    }

    /// Stored answers alone cost nothing again.
    @Override
    boolean repeats() {
        return !job.offline;
    }

    /// One run over all rows cannot go on with batches, nor batches with it, so that it would be another job.
    @Override
    boolean leaves(JobRecord other) {
        return settings.output().whole() != (Single.of(other) == Single.WHOLE)
                && other.state() == JobState.PAUSED
                && settings.per() == Per.BATCH
                && ScreenSettings.of(other.draft().settings()).per() == Per.BATCH
                && sameWork(other);
    }

    @Override
    Map<String, String> named() {
        return NAMED;
    }

    @Override
    boolean sameWork(JobRecord other) {
        return settings.command().equals(other.draft().settings().get("exec"));
    }

    @Override
    List<String> kept(JobRecord other) {
        var changes = super.kept(other);
        boolean batches = settings.per() == Per.BATCH && !automatic && !settings.output().whole();
        if (batches && batchSize != other.draft().batchSize()) {
            changes.add("--batch-size (was " + other.draft().batchSize() + ")");
        }
        return changes;
    }

    @Override
    Map<String, String> stored() {
        job.overrides.forEach(Config::mustBearNoSecret);
        var all = super.stored();
        all.putAll(command().stored());
        all.put(Workflows.NAMES, String.join("\n", wiring.environment().keySet().stream().sorted().toList()));
        if (single) {
            all.put(Single.MODE, Single.SINGLE);
        }
        if (yaml != null) {
            all.put(BatchMirror.CHECKPOINT, yaml.checkpoint());
            all.put(BatchMirror.TEMP, yaml.temp());
        }
        return all;
    }
}
