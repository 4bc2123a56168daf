package io.longhaul.app.cli.jobs;

import io.longhaul.app.session.Session;
import io.longhaul.engine.core.Command.Change;
import io.longhaul.engine.core.Command.Probe;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Making a job run, or joining it where it runs.
final class Driving {

    private Driving() {}

    /// @param change options new from now on; null leaves them
    /// @param slice zero for to the end
    static JobRecord goOn(
            JobCommand command, Session session, JobRecord job, @Nullable RunOptions change, Duration slice) {
        boolean runs = job.state() == JobState.RUNNING || job.state() == JobState.WAITING;
        if (runs && !session.owner() && session.ownerPid() != null) {
            if (change != null) {
                session.order(job, new Change(change));
            }
            session.order(job, new Probe());
            command.say(job.handle() + " runs already, in process " + session.ownerPid() + ".");
            return job;
        }
        command.say("Resuming " + job.handle() + ": " + JobCommand.stored(session, job) + ".");
        return session.resume(job, change, command.context.environment(), slice);
    }
}
