package io.longhaul.app.cli.serve;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.session.ServingSession;
import io.longhaul.app.view.JobFacts;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Jobs that nobody stopped on purpose go on by themselves: those that a crash, a reboot or the end of a process left,
/// and those that waited for their turn. Nobody watches them, so that their files are written here, too.
final class Unasked {

    private static final Logger LOG = LoggerFactory.getLogger(Unasked.class);

    private final Wiring wiring;
    private final ServingSession session;
    /// That go on here and have a file to be written.
    private final Set<Long> ours = ConcurrentHashMap.newKeySet();

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
    }

    private static boolean goesOn(JobRecord job) {
        return job.state() != JobState.PAUSED || job.reason() == PauseReason.INTERRUPTED;
    }

    private void resume(JobRecord job) {
        try {
            ours.add(job.id());
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
                if (changed.state() == JobState.COMPLETED && (ours.remove(job.id()) || scheduled(job))) {
                    Thread.ofVirtual().start(() -> deliver(job));
                }
            });
        }
    }

    /// Whoever made it need not be there when it ends.
    private static boolean scheduled(JobRecord job) {
        return job.draft().settings().containsKey(Start.AT);
    }

    private void deliver(JobRecord job) {
        try {
            new JobFiles(wiring, session.store())
                    .deliver(session, job)
                    .ifPresent(left -> LOG.info("{}: results in {}", job.handle(), left.results()));
        } catch (IOException | RuntimeException failed) {
            LOG.error("{}: results not written, longhaul resume {} writes them", job.handle(), job.handle(), failed);
        }
    }
}
