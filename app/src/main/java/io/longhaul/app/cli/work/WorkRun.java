package io.longhaul.app.cli.work;

import io.longhaul.app.Wiring;
import io.longhaul.app.cli.watch.Display;
import io.longhaul.app.cli.watch.JobFlow;
import io.longhaul.app.notice.NoticeSettings;
import io.longhaul.app.output.Single;
import io.longhaul.app.session.Claims;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.io.list.InputList;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Makes a job of a draft, or goes on with its unfinished one, and shows it to its end.
final class WorkRun {

    private final Wiring wiring;
    private final JobOptions job;

    WorkRun(Wiring wiring, JobOptions job) {
        this.wiring = wiring;
        this.job = job;
    }

    /// What is still to be found out before a new job is made.
    @FunctionalInterface
    interface Preparation {
        void run() throws IOException;
    }

    /// @param consent asked for unless a finished job has the results already
    /// @return the exit code, see [io.longhaul.app.Exit]
    int run(WorkDraft draft, InputList rows, Consent consent, Preparation beforeNew)
            throws IOException, InterruptedException {
        try (var session = wiring.sessions().forWork()) {
            if (session.owner() && !draft.targets().none()) { // else the owner says so, by its configuration
                NoticeSettings.of(wiring.config()).mustReach(draft.targets());
            }
            var flow = new JobFlow(wiring, session, new Display(job.quiet, job.json));
            var search = new Unfinished(wiring.home(), session.store(), draft, job, new Question(wiring, job));
            var unfinished = search.find();
            if (unfinished == null) {
                var offered = new Finished(wiring, session, draft, consent).offer(flow);
                if (offered.isPresent()) {
                    return offered.getAsInt();
                }
            }
            var claims = new Claims(wiring.home(), session.store());
            var output = draft.start() instanceof Start.Again ? "" : draft.output();
            claims.mustBeFree(unfinished == null ? draft.name() : "", output,
                    unfinished == null ? draft.beside() : unfinished.handle());
            tellLeft(session, search.left());
            if (unfinished == null || !unfinished.state().ended()) { // else only its results are to be written
                consent.toAll();
            }
            if (unfinished == null) {
                beforeNew.run();
            }
            var started = unfinished == null
                    ? session.submit(draft.submission(session.store(), rows))
                    : resumed(session, unfinished, draft);
            if (!job.quiet && !job.json && !Start.later(started)) {
                wiring.err().println("Job   " + started.handle() + "; Ctrl-C stops it, finished rows are kept");
            }
            return flow.follow(started, !job.timeLimit.length().isZero());
        }
    }

    private void tellLeft(Session session, @Nullable JobRecord left) {
        if (left == null || job.json) {
            return;
        }
        boolean whole = Single.of(left) == Single.WHOLE;
        wiring.err().println("      " + left.handle() + " of this command was stopped "
                + (whole ? "as one run" : "in batches of " + left.draft().batchSize()) + ", "
                + session.store().counts(left.id()).ended() + " of " + Text.count(left.total(), "row")
                + " done; this starts anew, " + (whole ? "in batches" : "as one run"));
        wiring.err().println("      go on with it instead: longhaul resume " + left.handle());
    }

    private JobRecord resumed(Session session, JobRecord unfinished, WorkDraft draft) {
        if (!draft.leaves(unfinished)) { // else it goes on as it was: in its batches, or as one run
            draft.adopt(unfinished);
        }
        if (unfinished.state().ended()) {
            if (!job.json) {
                wiring.err().println(
                        "      " + unfinished.handle() + " is complete; only its results were not written");
            }
            return unfinished;
        }
        var ended = session.store().counts(unfinished.id()).ended();
        if (!job.json) {
            wiring.err().println("      goes on with " + unfinished.handle() + ": " + ended + " of "
                    + Text.count(unfinished.total(), "row") + " done already");
        }
        return session.resume(unfinished, draft.options(), wiring.environment(), job.timeLimit.length());
    }
}
