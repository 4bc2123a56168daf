package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.Workflows;
import io.longhaul.app.cli.watch.JobFlow;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.output.JobResults;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.OptionalInt;

/// A finished job of the same command: its results are offered before anything is run, or paid for, again.
///
/// Not where that is what the command says: `--new`, `--refresh`, a time to start at. A workflow whose answers are in
/// the store asks only for what is missing; running it again costs nothing, so that nothing is offered.
final class Finished {

    private final Wiring wiring;
    private final Session session;
    private final WorkDraft draft;
    private final JobOptions job;
    private final Consent consent;

    /// @param consent to what running it, or its failed rows, again may cost
    Finished(Wiring wiring, Session session, WorkDraft draft, Consent consent) {
        this.wiring = wiring;
        this.session = session;
        this.draft = draft;
        this.job = draft.job;
        this.consent = consent;
    }

    /// The exit code of what was done instead of a new job; empty if that is to be made.
    ///
    /// @throws CommandException exit 5 if nobody can be asked, or wants nothing
    OptionalInt offer(JobFlow flow) throws IOException, InterruptedException {
        boolean meant = job.fresh || job.refresh || !(draft.start() instanceof Start.Now);
        if (meant || !draft.repeats()) {
            return OptionalInt.empty();
        }
        var complete = draft.among(session.store()).complete(draft.stored());
        return complete.isEmpty() ? OptionalInt.empty() : offer(complete.get(), flow);
    }

    private OptionalInt offer(JobRecord done, JobFlow flow) throws IOException, InterruptedException {
        var counts = session.store().counts(done.id());
        long bad = counts.failed() + counts.uncertain();
        var question = new Question(wiring, job);
        var head = head(done, bad);
        if (!question.possible()) {
            throw new CommandException(
                    Exit.CONFLICT,
                    head + "\n  its results  longhaul export " + done.handle() + " -o " + place(done)
                            + (bad == 0 ? "" : "\n  failed rows  longhaul retry " + done.handle())
                            + "\n  run again    the same command with --new");
        }
        wiring.err().println(head);
        var retry = bad == 0 ? "" : "t: retry its failed rows, ";
        return switch (question.ask(
                "e: export its results to " + place(done) + ", " + retry + "r: run it again, Enter: nothing",
                bad == 0 ? "er" : "ert")) {
            case 'e' -> OptionalInt.of(export(done, bad));
            case 'r' -> OptionalInt.empty();
            case 't' -> OptionalInt.of(retry(done, flow));
            default -> throw new CommandException(Exit.CONFLICT, "nothing was started");
        };
    }

    private String head(JobRecord done, long bad) {
        var times = new Times(wiring.clocks().wall().instant(), ZoneId.systemDefault());
        var finished = done.finishedAt();
        var left = JobFiles.results(session.store(), done, wiring.workingDirectory());
        boolean there = !left.isEmpty() && !JobFiles.due(done);
        return done.handle() + " of this command is complete: " + Text.count(done.total(), "row")
                + (bad == 0 ? "" : ", " + bad + " failed or uncertain")
                + (finished == null ? "" : ", finished " + times.when(finished))
                + (there ? "; its results are in " + Text.visible(left) : "") + ".";
    }

    /// Where this command wants the results, else where the job's are.
    private String place(JobRecord done) {
        var output = draft.output().isEmpty() ? done.draft().output() : draft.output();
        return output.isEmpty() ? "-" : Text.visible(Text.path(output, wiring.workingDirectory()));
    }

    private int export(JobRecord done, long bad) throws IOException {
        var output = draft.output().isEmpty() ? done.draft().output() : draft.output();
        var results = new JobResults(session.store(), done, Workflows.results(done, wiring.environment()));
        long rows = results.write(output.isEmpty() ? "-" : output, draft.asked().form(), wiring.out());
        wiring.out().flush();
        wiring.err().println(Text.count(rows, "result") + " in " + place(done));
        return bad == 0 ? Exit.OK : Exit.FAILED_ROWS;
    }

    private int retry(JobRecord done, JobFlow flow) throws IOException, InterruptedException {
        consent.toRetry(session.store().counts(done.id()).failed());
        session.order(done, new Command.Retry(ItemFilter.in(ItemState.FAILED)));
        var going = session.resume(done, draft.options(), wiring.environment(), Duration.ZERO);
        return flow.follow(going, false);
    }
}
