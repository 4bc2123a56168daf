package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Identity;
import io.longhaul.app.Wiring;
import io.longhaul.app.notice.Targets;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.session.Claims;
import io.longhaul.app.session.SameWork;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.list.InputList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Work as it was asked for, on its way to a job.
abstract class WorkDraft {

    static final int USUAL_BATCH = 10;
    private static final int LONGEST_SHOWN = 200;

    final Wiring wiring;
    final InputList rows;
    final JobOptions job;
    private final Asked asked;
    private final Targets targets;
    private String beside = "";

    WorkDraft(Asked asked) {
        this.asked = asked;
        this.wiring = asked.wiring();
        this.rows = asked.rows();
        this.job = asked.job();
        this.targets = job.targets(wiring);
        for (var column : asked.form().inputColumns()) {
            if (!column.equals("all") && !rows.columns().contains(column)) {
                throw CommandException.usage("--include-columns " + column + ": the list has "
                        + String.join(", ", rows.columns()) + "; or say all.");
            }
        }
    }

    abstract String workflow();

    abstract int version();

    /// What the workflow is made from.
    abstract Map<String, String> settings();

    /// All that changes answers.
    abstract Identity work();

    /// Whether a job runs where this command would.
    boolean sameFolder(JobRecord other) {
        return true;
    }

    /// Whether running it again would do, or pay for, again what a finished job of the same work did.
    boolean repeats() {
        return false;
    }

    /// Whether stored answers are what it is to get beyond.
    boolean asksAgain() {
        return false;
    }

    abstract int batchSize();

    /// Settings with the options that a person changes them by.
    abstract Map<String, String> named();

    /// Whether a job of the same list is meant for the same: another of its options was changed then.
    abstract boolean sameWork(JobRecord other);

    /// Whether it starts anew beside a job that stands still, instead of going on with it.
    boolean leaves(JobRecord other) {
        return false;
    }

    /// Starts beside a job that stands still: it may write to the same file.
    final void beside(String handle) {
        beside = handle;
    }

    final String beside() {
        return beside;
    }

    /// What changed although the job keeps it: its rows are stored under their keys, in batches.
    List<String> kept(JobRecord other) {
        var changes = new ArrayList<String>();
        compare(other, "keyColumn", "--key", changes);
        if (start() instanceof Start.Again && !start().equals(Start.of(other.draft()))) {
            changes.add("when it starts (was " + Start.of(other.draft()) + ")");
        }
        if (changes.isEmpty()
                && !stored().getOrDefault("list", "").equals(other.draft().settings().getOrDefault("list", ""))) {
            changes.add("the list");
        }
        return changes;
    }

    /// What is not as in that job, as a person would say it.
    final List<String> changes(JobRecord other) {
        var changes = new ArrayList<>(kept(other));
        named().forEach((setting, option) -> compare(other, setting, option, changes));
        if (changes.isEmpty()) {
            changes.add("its columns");
        }
        changes.addAll(placed(other));
        return changes;
    }

    /// What of that job this command would call, or put, elsewhere; what it does not say stays as it is.
    final List<String> placed(JobRecord other) {
        var theirs = other.draft();
        var placed = new ArrayList<String>();
        if (!name().isEmpty() && !name().equals(theirs.name())) {
            placed.add("--name (was " + (theirs.name().isEmpty() ? "none" : Text.visible(theirs.name())) + ")");
        }
        if (!output().isEmpty() && !theirs.output().isEmpty() && !output().equals(theirs.output())) {
            placed.add("-o (was " + Text.visible(Text.path(theirs.output(), wiring.workingDirectory())) + ")");
        }
        return placed;
    }

    private void compare(JobRecord other, String setting, String option, List<String> changes) {
        var was = other.draft().settings().getOrDefault(setting, "");
        if (!was.equals(stored().getOrDefault(setting, ""))) {
            changes.add(option + " (was " + Text.fit(Text.visible(was), LONGEST_SHOWN) + ")");
        }
    }

    Targets targets() {
        return targets;
    }

    RunOptions options() {
        return asked.options();
    }

    String input() {
        return asked.input();
    }

    String output() {
        return asked.output();
    }

    String name() {
        return job.name();
    }

    final String identity() {
        return start().identity(work().text());
    }

    /// The jobs of a store that are this work.
    final SameWork among(StoreView store) {
        return new SameWork(wiring.home(), store, work(), start());
    }

    Asked asked() {
        return asked;
    }

    final Start start() {
        return job.start(wiring);
    }

    /// Lets an unfinished job go on under what this command says. Where it runs stays as it was, and with which programs,
    /// unless it is adopted.
    final void adopt(JobRecord unfinished) {
        var settings = new LinkedHashMap<>(stored());
        // a line that names no file leaves the results where they were to go
        var output = output().isEmpty() ? unfinished.draft().output() : output();
        unfinished.draft().settings().forEach((name, text) -> {
            boolean found = name.startsWith("env.") && job.adopt == null; // whoever adopts a job means the programs of now
            if (found || name.startsWith("schedule.") || name.equals("cwd")) {
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

    final Session.Submission submission(StoreView store, InputList list) {
        var identity = identity();
        var settings = stored();
        settings.putAll(start().settings(work().text()));
        if (!beside.isEmpty()) {
            settings.put(Claims.BESIDE, beside);
        }
        var draft = new JobDraft(
                job.name(),
                workflow(),
                version(),
                settings,
                identity,
                input(),
                output(),
                list.columns(),
                batchSize(),
                job.checkpointInterval(wiring),
                wiring.clocks().wall().instant(),
                job.refresh || asksAgain(),
                options());
        Iterator<DraftItem> items = list.items();
        return new Session.Submission(
                draft,
                job.excludeFailed ? new WithoutFailed(items, store, workflow()) : items,
                () -> identity,
                wiring.environment(),
                job.timeLimit.length());
    }

    /// What a job keeps to be made again: the workflow's settings, and how its results are written.
    Map<String, String> stored() {
        var all = new LinkedHashMap<>(settings());
        all.put("list", rows.summary().digest().toString());
        all.put("format", asked.form().format() == null ? "" : asked.form().format());
        all.put("includeColumns", String.join("\n", asked.form().inputColumns()));
        all.put("offline", Boolean.toString(job.offline));
        if (job.excludeFailed) {
            all.put(SameWork.EXCLUDE_FAILED, "true");
        }
        all.putAll(targets.setting());
        return all;
    }

    /// Rows whose key failed in an earlier job end `skipped`.
    private record WithoutFailed(Iterator<DraftItem> items, StoreView store, String workflow)
            implements Iterator<DraftItem> {

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
            var failedIn = store.failuresOf(workflow, item.key());
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
