package io.longhaul.app.cli.serve;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.session.ServingSession;
import io.longhaul.app.view.JobFacts;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.StoreException;
import java.time.Duration;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Jobs that nobody stopped on purpose go on by themselves: those that a crash, a reboot or the end of a process left,
/// and those that waited for their turn. So do results that were never written, because a process died before.
final class Unasked {

    private static final Logger LOG = LoggerFactory.getLogger(Unasked.class);

    private final Wiring wiring;
    private final ServingSession session;

    Unasked(Wiring wiring, ServingSession session) {
        this.wiring = wiring;
        this.session = session;
    }

    void resume() {
        session.listen(this::heard);
        session.store().unfinished().stream()
                .filter(Unasked::goesOn)
                .sorted(Comparator.comparing((JobRecord job) -> job.options().priority())
                        .reversed()
                        .thenComparingLong(JobRecord::id))
                .forEach(this::resume);
        JobFiles.recent(session.store(), wiring.home())
                .filter(JobFiles::undelivered)
                .forEach(job -> Thread.ofVirtual().start(() -> publish(job)));
    }

    private static boolean goesOn(JobRecord job) {
        return job.state() != JobState.PAUSED || job.reason() == PauseReason.INTERRUPTED;
    }

    private void resume(JobRecord job) {
        try {
            var going = session.resume(job, null, wiring.environment(), Duration.ZERO);
            var now = wiring.clocks().wall().instant();
            var until = going.until();
            if (until != null && until.isAfter(now) && Start.later(going)) {
                LOG.info("{} {}", job.handle(), JobFacts.starts(going, now));
                return;
            }
            LOG.info("{} goes on: {} of {} rows done", job.handle(),
                    session.store().counts(job.id()).ended(), job.total());
        } catch (CommandException | StoreException | IllegalArgumentException cannot) {
            // one job that this version cannot make again must not hold up the others
            LOG.error("{} cannot go on: {}", job.handle(), cannot.getMessage());
        }
    }

    private void heard(JobEvent event) {
        if (event instanceof JobEvent.StateChanged changed) {
            session.store().job(changed.job()).ifPresent(job -> {
                LOG.info("{} {}{}", job.handle(), changed.state().label(),
                        changed.because().isEmpty() ? "" : ": " + changed.because());
                if (changed.state() == JobState.COMPLETED && !job.draft().output().isEmpty()) {
                    Thread.ofVirtual().start(() -> publish(job));
                }
            });
        }
    }

    private void publish(JobRecord stored) {
        var job = Adopted.apply(wiring.home(), stored);
        if (!JobFiles.belongs(job)) {
            return;
        }
        try {
            session.order(job, new Command.Publish());
            var results = JobFiles.results(session.store(), job, wiring.workingDirectory());
            LOG.info(results.isEmpty() ? "{}: no results" : "{}: results in {}", job.handle(), results);
        } catch (CommandException unwritten) {
            LOG.error(unwritten.getMessage());
        } catch (RuntimeException failed) {
            LOG.error("{}: results not written, longhaul resume {} writes them", job.handle(), job.handle(), failed);
        }
    }
}
