package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Whether the command that was given is that of an unfinished job.
final class Unfinished {

    private final Path home;
    private final StoreView store;
    private final WorkDraft draft;
    private final JobOptions job;
    private @Nullable JobRecord left;

    /// @param home of the store
    Unfinished(Path home, StoreView store, WorkDraft draft, JobOptions job) {
        this.home = home;
        this.store = store;
        this.draft = draft;
        this.job = job;
    }

    /// After [#find]: the job of this command that stands still and is left so.
    @Nullable
    JobRecord left() {
        return left;
    }

    /// The job to go on with, or a complete one whose results were not written; null for a new one.
    ///
    /// @throws CommandException exit 5 if it is nearly the command of an unfinished job: guessing would be wrong
    @Nullable
    JobRecord find() {
        if (job.fresh) {
            return null;
        }
        var identity = draft.identity();
        boolean template = draft.start() instanceof Start.Again;
        var unfinished = store.unfinished().stream()
                .filter(each -> each.draft().workflow().equals(draft.workflow()))
                .filter(each -> Start.of(each.draft()) instanceof Start.Again == template)
                .map(each -> Adopted.apply(home, each))
                .toList();
        var same = unfinished.stream().filter(each -> each.draft().identity().equals(identity)).findFirst();
        if (same.isPresent()) {
            mustStartThen(same.get());
            return same.get();
        }
        var undelivered = draft.start() instanceof Start.Now ? undelivered(identity) : null;
        if (undelivered != null) {
            return undelivered;
        }
        for (var each : unfinished) {
            if (related(each)) {
                if (job.adopt && (draft.leaves(each) || draft.kept(each).isEmpty())) {
                    return each;
                }
                if (draft.leaves(each)) {
                    left = each;
                    return null;
                }
                throw changed(each);
            }
        }
        return null;
    }

    /// A job keeps its time.
    private void mustStartThen(JobRecord other) {
        if (draft.start() instanceof Start.Once once && !once.equals(Start.of(other.draft()))) {
            throw new CommandException(
                    Exit.CONFLICT,
                    other.handle() + " of this command is unfinished and "
                            + (Start.later(other) ? Start.of(other.draft()) : "does not wait for a time")
                            + ", but --at says " + once.at() + ".\nRepeat the command without --at to go on with it, or"
                            + " add --new to start another job.");
        }
    }

    /// The same command's newest job, if it is complete and only its results were not written.
    private @Nullable JobRecord undelivered(String identity) {
        return JobFiles.recent(store, home)
                .filter(each -> each.draft().workflow().equals(draft.workflow()))
                .filter(each -> each.draft().identity().equals(identity))
                .findFirst()
                .filter(JobFiles::undelivered)
                .orElse(null);
    }

    /// Of the same name, or the same list into the same file or through the same command.
    private boolean related(JobRecord other) {
        var theirs = other.draft();
        if (!draft.name().isEmpty() && draft.name().equals(theirs.name())) {
            return true;
        }
        boolean input = draft.input().equals(theirs.input()) && !draft.input().equals("-");
        boolean spelt = draft.input().equals(TickerOptions.SPELT); // other tickers are another list
        boolean output =
                !draft.output().isEmpty() && draft.output().equals(theirs.output()) && !draft.output().equals("-");
        return input && (job.adopt || output || !spelt && draft.sameWork(other));
    }

    private CommandException changed(JobRecord other) {
        var ended = store.counts(other.id()).ended();
        var kept = draft.kept(other);
        var offer = kept.isEmpty() ? " add --adopt to go on under the new options," : "";
        var refusal = job.adopt
                ? "\n--adopt cannot change " + String.join(", ", kept)
                        + ": a job keeps the rows and batches it began with."
                : "";
        return new CommandException(
                Exit.CONFLICT,
                other.handle() + " of this command is unfinished (" + ended + " of " + Text.count(other.total(), "row")
                        + "), but changed: " + String.join(", ", draft.changes(other)) + "." + refusal
                        + "\nRepeat the old command to go on with it," + offer
                        + " or add --new to start another job.");
    }
}
