package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.app.Workflows;
import io.longhaul.app.output.BatchMirror;
import io.longhaul.app.output.JobResults;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.session.Session;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.list.InputList;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A screen as it was asked for, on its way to a job.
final class ScreenDraft {

    static final int USUAL_BATCH = 10;

    private final Wiring wiring;
    private final InputList rows;
    private final JobOptions job;
    private final ScreenSettings settings;
    private final JobResults.Form form;
    private final String output;
    private final RunOptions options;
    private final String input;
    private final boolean automatic;
    private int batchSize;
    private final @Nullable BatchYaml yaml;

    ScreenDraft(
            Wiring wiring,
            InputList rows,
            ListOptions list,
            JobOptions job,
            ScreenSettings settings,
            JobResults.Form form,
            String output,
            RunOptions options,
            boolean single,
            @Nullable BatchYaml yaml) {
        this.wiring = wiring;
        this.rows = rows;
        this.job = job;
        this.settings = settings;
        this.form = form;
        this.output = output;
        this.options = options;
        this.yaml = yaml;
        this.input = list.noFile() ? list.list : wiring.resolve(list.list).normalize().toString();
        this.batchSize = batchSize(single);
        this.automatic = settings.per() == Per.BATCH && !single && job.batchSize(wiring).equals("auto");
        for (var column : form.inputColumns()) {
            if (!column.equals("all") && !rows.columns().contains(column)) {
                throw CommandException.usage("--include-columns " + column + ": the list has "
                        + String.join(", ", rows.columns()) + "; or say all");
            }
        }
    }

    private int batchSize(boolean single) {
        var wanted = job.batchSize(wiring);
        if (single && settings.per() == Per.BATCH) {
            return Math.toIntExact(Math.min(Integer.MAX_VALUE, rows.summary().rows()));
        }
        return wanted.equals("auto") ? USUAL_BATCH : Integer.parseInt(wanted);
    }

    ScreenSettings settings() {
        return settings;
    }

    RunOptions options() {
        return options;
    }

    String input() {
        return input;
    }

    String output() {
        return output;
    }

    String name() {
        return job.name();
    }

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

    /// All that changes answers.
    String identity() {
        return Digest.of(
                Screen.NAME,
                Integer.toString(Screen.VERSION),
                Digest.of(settings.words().toArray(String[]::new)).toString(),
                settings.per().label(),
                settings.per() == Per.ITEM && !settings.rowOnInput() ? "" : settings.format().label(),
                settings.per() != Per.BATCH ? "" : automatic ? "auto" : Integer.toString(batchSize),
                settings.keyColumn(),
                String.join("\n", rows.columns()),
                rows.summary().digest().toString())
                .toString();
    }

    /// Lets an unfinished job go on under what this command says; where and with which programs stays as it was.
    void adopt(JobRecord unfinished) {
        var settings = new LinkedHashMap<>(stored());
        unfinished.draft().settings().forEach((name, text) -> {
            if (name.startsWith("env.") || name.equals("cwd")) {
                settings.put(name, text);
            }
        });
        boolean same = settings.equals(unfinished.draft().settings())
                && output.equals(unfinished.draft().output())
                && identity().equals(unfinished.draft().identity());
        if (!same) {
            Adopted.write(wiring.home(), unfinished, identity(), output, settings);
        }
    }

    Session.Submission submission(StoreView store, InputList list) {
        var identity = identity();
        var draft = new JobDraft(
                job.name(),
                Screen.NAME,
                Screen.VERSION,
                stored(),
                identity,
                input,
                output,
                list.columns(),
                batchSize,
                job.checkpointInterval(wiring),
                wiring.clocks().wall().instant(),
                job.refresh,
                options);
        Iterator<DraftItem> items = list.items();
        return new Session.Submission(
                draft,
                job.excludeFailed ? new WithoutFailed(items, store) : items,
                () -> identity,
                wiring.environment(),
                job.timeLimit.length());
    }

    Map<String, String> stored() {
        var all = new LinkedHashMap<>(settings.map());
        all.put("cwd", wiring.workingDirectory().toString());
        for (var name : Workflows.KEPT) {
            var value = wiring.environment().get(name);
            if (value != null) {
                all.put("env." + name, value);
            }
        }
        all.put(Workflows.NAMES, String.join("\n", wiring.environment().keySet().stream().sorted().toList()));
        all.put("list", rows.summary().digest().toString());
        all.put("format", form.format() == null ? "" : form.format());
        all.put("includeColumns", String.join("\n", form.inputColumns()));
        if (yaml != null) {
            all.put(BatchMirror.CHECKPOINT, yaml.checkpoint());
            all.put(BatchMirror.TEMP, yaml.temp());
        }
        all.put("offline", Boolean.toString(job.offline));
        return all;
    }

    /// Rows whose key failed in an earlier job end `skipped`.
    private record WithoutFailed(Iterator<DraftItem> items, StoreView store) implements Iterator<DraftItem> {

        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public DraftItem next() {
            var item = items.next();
            if (item.key().isEmpty() || item.refusal() != null) {
                return item;
            }
            var failedIn = store.failuresOf(Screen.NAME, item.key());
            return failedIn.isEmpty()
                    ? item
                    : new DraftItem(
                            item.rowNumber(),
                            item.key(),
                            new ArrayList<>(item.cells()),
                            new DraftItem.Refusal(ItemState.SKIPPED, null, "failed in " + failedIn.getFirst()));
        }
    }
}
