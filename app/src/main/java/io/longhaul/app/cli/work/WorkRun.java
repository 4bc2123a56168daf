package io.longhaul.app.cli.work;

import io.longhaul.app.Wiring;
import io.longhaul.app.cli.watch.Display;
import io.longhaul.app.cli.watch.JobFlow;
import io.longhaul.app.notice.NoticeSettings;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.io.list.InputList;
import java.io.IOException;

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

    /// @return the exit code, see [io.longhaul.app.Exit]
    int run(WorkDraft draft, InputList rows, Preparation beforeNew) throws IOException, InterruptedException {
        try (var session = wiring.sessions().forWork()) {
            if (session.owner() && !draft.targets().none()) { // else the owner says so, by its configuration
                NoticeSettings.of(wiring.config()).mustReach(draft.targets());
            }
            var unfinished = new Unfinished(wiring.home(), session.store(), draft, job).find();
            if (unfinished == null) {
                beforeNew.run();
            }
            var started = unfinished == null
                    ? session.submit(draft.submission(session.store(), rows))
                    : resumed(session, unfinished, draft);
            if (!job.quiet && !job.json && !Start.later(started)) {
                wiring.err().println("Job   " + started.handle() + "; Ctrl-C stops it, finished rows are kept");
            }
            var flow = new JobFlow(wiring, session, new Display(job.quiet, job.json));
            return flow.follow(started, !job.timeLimit.length().isZero());
        }
    }

    private JobRecord resumed(Session session, JobRecord unfinished, WorkDraft draft) {
        draft.adopt(unfinished);
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
