package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the command that was given is that of an unfinished job.
final class Unfinished {

    private final Path home;
    private final StoreView store;
    private final ScreenDraft draft;
    private final JobOptions job;

    /// @param home of the store
    Unfinished(Path home, StoreView store, ScreenDraft draft, JobOptions job) {
        this.home = home;
        this.store = store;
        this.draft = draft;
        this.job = job;
    }

    /// The job to go on with; null for a new one.
    ///
    /// @throws CommandException exit 5 if it is nearly the command of an unfinished job: guessing would be wrong
    @Nullable
    JobRecord find() {
        if (job.fresh) {
            return null;
        }
        var identity = draft.identity();
        var unfinished = store.unfinished().stream()
                .filter(each -> each.draft().workflow().equals(Screen.NAME))
                .map(each -> Adopted.apply(home, each))
                .toList();
        var same = unfinished.stream().filter(each -> each.draft().identity().equals(identity)).findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        for (var each : unfinished) {
            if (related(each) && job.adopt && !listChanged(each)) {
                return each;
            }
            if (related(each)) {
                throw changed(each);
            }
        }
        return null;
    }

    /// Of the same name, or the same list into the same file or through the same command.
    private boolean related(JobRecord other) {
        var theirs = other.draft();
        if (!draft.name().isEmpty() && draft.name().equals(theirs.name())) {
            return true;
        }
        boolean input = draft.input().equals(theirs.input()) && !draft.input().equals("-");
        boolean output =
                !draft.output().isEmpty() && draft.output().equals(theirs.output()) && !draft.output().equals("-");
        return input && (job.adopt || output
                || draft.settings().command().equals(ScreenSettings.of(theirs.settings()).command()));
    }

    private CommandException changed(JobRecord other) {
        var ended = store.counts(other.id()).ended();
        return new CommandException(
                Exit.CONFLICT,
                other.handle() + " of this command is unfinished (" + ended + " of " + Text.count(other.total(), "row")
                        + "), but changed: " + String.join(", ", changes(other))
                        + ".\nRepeat the old command to go on with it,"
                        + (listChanged(other) ? "" : " add --adopt to go on under the new options,")
                        + " or add --new to start another job.");
    }

    private boolean listChanged(JobRecord other) {
        return !draft.stored().getOrDefault("list", "").equals(other.draft().settings().getOrDefault("list", ""));
    }

    private List<String> changes(JobRecord other) {
        var now = draft.stored();
        var before = other.draft().settings();
        var changes = new ArrayList<String>();
        if (listChanged(other)) {
            changes.add("the list");
        }
        for (var key : List.of("exec", "per", "batchFormat", "keyColumn")) {
            var was = before.getOrDefault(key, "");
            var is = now.getOrDefault(key, "");
            if (!was.equals(is)) {
                changes.add("--" + (key.equals("batchFormat") ? "batch-format" : key.equals("keyColumn") ? "key" : key)
                        + " (was " + Text.fit(Text.visible(was), 200) + ")");
            }
        }
        if (!draft.automatic() && draft.batchSize() != other.draft().batchSize()) {
            changes.add("--batch-size (was " + other.draft().batchSize() + ")");
        }
        return changes.isEmpty() ? List.of("its columns") : changes;
    }
}
