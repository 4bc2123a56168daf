package io.longhaul.app.session;

import io.longhaul.app.StateFile;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/// Settings under which an unfinished job goes on, where they differ from those it was stored with: what a repeated
/// command changed, or `--adopt` took over. Kept beside the store, in `adopted/JOB.properties`.
public final class Adopted {

    private static final String IDENTITY = "identity";
    private static final String OUTPUT = "output";
    private static final String SETTING = "setting.";

    private Adopted() {}

    private static Path file(Path home, JobRecord job) {
        return home.resolve("adopted").resolve(job.handle() + ".properties");
    }

    /// From now on the job goes by these.
    public static void write(Path home, JobRecord job, String identity, String output, Map<String, String> settings) {
        var all = new Properties();
        all.setProperty(IDENTITY, identity);
        all.setProperty(OUTPUT, output);
        settings.forEach((name, text) -> all.setProperty(SETTING + name, text));
        var file = file(home, job);
        try {
            var text = new StringWriter();
            all.store(text, null);
            StateFile.write(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The job as it goes on now.
    public static JobRecord apply(Path home, JobRecord job) {
        var file = file(home, job);
        if (!Files.exists(file)) {
            return job;
        }
        var all = new Properties();
        try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            all.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var settings = new HashMap<String, String>();
        for (var name : all.stringPropertyNames()) {
            if (name.startsWith(SETTING)) {
                settings.put(name.substring(SETTING.length()), all.getProperty(name));
            }
        }
        var draft = job.draft();
        var changed = new JobDraft(
                draft.name(),
                draft.workflow(),
                draft.version(),
                settings,
                all.getProperty(IDENTITY, draft.identity()),
                draft.input(),
                all.getProperty(OUTPUT, draft.output()),
                draft.columns(),
                draft.batchSize(),
                draft.checkpointInterval(),
                draft.createdAt(),
                draft.refresh(),
                draft.options());
        return job.withDraft(changed);
    }
}
