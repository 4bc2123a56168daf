package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Identity.Likeness;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.session.SameWork;
import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Whether the command that was given is that of an unfinished job. Only the same work goes on unasked; what is nearly
/// the same is named, and the person says what is meant.
final class Unfinished {

    private final Path home;
    private final StoreView store;
    private final WorkDraft draft;
    private final JobOptions job;
    private final Question question;
    private final SameWork work;
    private @Nullable JobRecord left;

    /// @param home of the store
    Unfinished(Path home, StoreView store, WorkDraft draft, JobOptions job, Question question) {
        this.home = home;
        this.store = store;
        this.draft = draft;
        this.job = job;
        this.question = question;
        this.work = draft.among(store);
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
        var unfinished = work.unfinished();
        var adopt = job.adopt;
        if (adopt != null && !adopt.isEmpty()) {
            return adopted(adopt, unfinished);
        }
        var same = unfinished.stream().filter(each -> work.like(each) == Likeness.SAME).findFirst();
        if (same.isPresent()) {
            mustStartThen(same.get());
            return agreed(same.get()) ? same.get() : null;
        }
        var undelivered = draft.start() instanceof Start.Now ? undelivered() : null;
        if (undelivered != null) {
            return undelivered;
        }
        if (adopt != null) {
            return only(unfinished);
        }
        for (var each : unfinished) {
            if (work.like(each) == Likeness.CHANGED) {
                throw changedFiles(each);
            }
        }
        var near = unfinished.stream().filter(this::related).findFirst();
        if (near.isPresent() && draft.leaves(near.get())) {
            left = near.get();
            draft.beside(left.handle());
            return null;
        }
        if (near.isPresent()) {
            throw changed(near.get());
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
                            + " " + anew(other) + ".");
        }
    }

    /// Whether to go on with it although its name, or where its results go, is another.
    private boolean agreed(JobRecord other) {
        var differs = draft.placed(other);
        if (differs.isEmpty() || job.adopt != null) {
            return true;
        }
        var what = unfinished(other) + ", but differs in " + String.join(" and ", differs) + ".";
        if (!question.possible()) {
            throw new CommandException(
                    Exit.CONFLICT,
                    what + "\nRepeat the old command to go on as it was, add --adopt=" + other.handle() + " to go on"
                            + goingOn(other) + ", or " + anew(other) + ".");
        }
        draft.wiring.err().println(what);
        return switch (question.ask("Go on with it" + goingOn(other) + "? y: go on, n: a new job, Enter: nothing",
                "yn")) {
            case 'y' -> true;
            case 'n' -> false;
            default -> throw new CommandException(Exit.CONFLICT, "nothing was started");
        };
    }

    private String goingOn(JobRecord other) {
        boolean elsewhere = !draft.output().isEmpty() && !draft.output().equals(other.draft().output());
        return elsewhere ? " and write to " + Text.visible(draft.output()) : ", under the name it has";
    }

    /// The same command's newest job, if it is complete and only its results were not written.
    private @Nullable JobRecord undelivered() {
        return JobFiles.recent(store, home)
                .filter(each -> work.like(each) == Likeness.SAME)
                .findFirst()
                .filter(JobFiles::undelivered)
                .orElse(null);
    }

    /// The job that `--adopt=JOB` names, or nothing.
    private JobRecord adopted(String name, List<JobRecord> unfinished) {
        var named = unfinished.stream()
                .filter(each -> each.handle().equals(name) || each.draft().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        Exit.CONFLICT,
                        "--adopt=" + Text.visible(name) + ": there is no unfinished " + draft.workflow()
                                + " job of that name; longhaul status lists them"));
        if (!draft.sameFolder(named)) {
            throw new CommandException(
                    Exit.CONFLICT,
                    "--adopt=" + Text.visible(name) + ": " + named.handle() + " runs its command in "
                            + Text.visible(named.draft().settings().getOrDefault("cwd", "another folder"))
                            + ", and keeps to it. Give the command there, or go on with it as it was: longhaul resume "
                            + named.handle());
        }
        return fit(named);
    }

    /// Plain `--adopt` takes the only job that can be meant, or nothing.
    private JobRecord only(List<JobRecord> unfinished) {
        var meant = unfinished.stream()
                .filter(draft::sameFolder)
                .filter(each -> sameInput(each) || related(each) || work.like(each) == Likeness.CHANGED)
                .toList();
        if (meant.isEmpty()) {
            throw new CommandException(
                    Exit.CONFLICT,
                    "--adopt: there is no unfinished job of this list; leave it out to start one, or name the job:"
                            + " --adopt=JOB");
        }
        if (meant.size() > 1) {
            throw new CommandException(
                    Exit.CONFLICT,
                    "--adopt: " + meant.size() + " unfinished jobs may be meant. Name the one: " + meant.stream()
                            .limit(5)
                            .map(each -> "--adopt=" + each.handle() + " (" + ended(each) + ")")
                            .collect(Collectors.joining(", ")));
        }
        return fit(meant.getFirst());
    }

    private JobRecord fit(JobRecord other) {
        if (!draft.leaves(other) && !draft.kept(other).isEmpty()) {
            throw changed(other);
        }
        mustStartThen(other);
        return other;
    }

    private boolean sameInput(JobRecord other) {
        return draft.input().equals(other.draft().input()) && !draft.input().equals("-");
    }

    /// Of the same name, or the same list into the same file or through the same command; in the same folder.
    private boolean related(JobRecord other) {
        var theirs = other.draft();
        if (!draft.sameFolder(other)) {
            return false;
        }
        if (!draft.name().isEmpty() && draft.name().equals(theirs.name())) {
            return true;
        }
        boolean spelt = draft.input().equals(TickerOptions.SPELT); // other tickers are another list
        boolean output =
                !draft.output().isEmpty() && draft.output().equals(theirs.output()) && !draft.output().equals("-");
        return sameInput(other) && (output || !spelt && draft.sameWork(other));
    }

    private String ended(JobRecord other) {
        return store.counts(other.id()).ended() + " of " + Text.count(other.total(), "row");
    }

    private String unfinished(JobRecord other) {
        return other.handle() + " of this command is unfinished (" + ended(other) + ")";
    }

    private String anew(JobRecord other) {
        boolean file = !draft.output().isEmpty() && draft.output().equals(other.draft().output());
        boolean name = !draft.name().isEmpty() && draft.name().equals(other.draft().name());
        return "add --new" + (file ? " and another -o" : "") + (name ? " and another --name" : "")
                + " to start another job";
    }

    private CommandException changed(JobRecord other) {
        var kept = draft.kept(other);
        var offer = kept.isEmpty() ? " add --adopt=" + other.handle() + " to go on under the new options," : "";
        var refusal = job.adopt != null
                ? "\n--adopt cannot change " + String.join(", ", kept)
                        + ": a job keeps the rows and batches it began with."
                : "";
        return new CommandException(
                Exit.CONFLICT,
                unfinished(other) + ", but changed: " + String.join(", ", draft.changes(other)) + "." + refusal
                        + "\nRepeat the old command to go on with it," + offer + " or " + anew(other) + ".");
    }

    private CommandException changedFiles(JobRecord other) {
        var files = draft.work().changedFiles(other).stream()
                .map(file -> Text.visible(Text.path(file.toString(), draft.wiring.workingDirectory())))
                .collect(Collectors.joining(", "));
        return new CommandException(
                Exit.CONFLICT,
                unfinished(other) + ", but changed since it was made: " + files
                        + ".\nAdd --adopt=" + other.handle()
                        + " to go on with what it is now (rows that are done stay as"
                        + " they are), or " + anew(other) + ".");
    }
}
