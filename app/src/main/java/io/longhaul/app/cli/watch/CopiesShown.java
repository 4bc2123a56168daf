package io.longhaul.app.cli.watch;

import io.longhaul.app.Wiring;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Text;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;

/// Tells of the jobs that a template in view is copied to.
final class CopiesShown {

    private final Wiring wiring;
    private final Session session;
    private final JobRecord template;
    private final boolean silent;

    CopiesShown(Wiring wiring, Session session, JobRecord template, boolean silent) {
        this.wiring = wiring;
        this.session = session;
        this.template = template;
        this.silent = silent;
    }

    void listen() {
        session.listen(this::heard);
    }

    private void heard(JobEvent event) {
        if (event instanceof JobEvent.StateChanged changed) {
            session.store().job(changed.job())
                    .filter(job -> template.handle().equals(job.draft().settings().get(Start.OF)))
                    .ifPresent(job -> {
                        if (changed.state() == JobState.COMPLETED) {
                            Thread.ofVirtual().start(() -> finished(job));
                        } else {
                            tell(job.handle() + " " + changed.state().label()
                                    + (changed.because().isEmpty() ? "" : ": " + changed.because()));
                        }
                    });
        }
    }

    private void finished(JobRecord job) {
        var counts = session.store().counts(job.id());
        var bad = counts.failed() + counts.uncertain();
        var rows = job.handle() + " finished: " + Text.count(job.total(), "row")
                + (bad == 0 ? "" : ", " + bad + " failed");
        try {
            session.order(job, new Command.Publish());
            var left = JobFiles.results(session.store(), job, wiring.workingDirectory());
            tell(rows + (left.isEmpty() ? "" : "; " + left));
        } catch (RuntimeException failed) {
            tell(rows + "; " + failed.getMessage());
        }
    }

    private void tell(String line) {
        if (!silent) {
            wiring.err().println("      " + Text.visible(line));
        }
    }
}
