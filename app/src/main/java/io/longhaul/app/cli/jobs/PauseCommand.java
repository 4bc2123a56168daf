package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.session.Session;
import io.longhaul.engine.core.Command.Pause;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `pause JOB`: sends nothing new; calls under way end and are stored.
@Command(name = "pause", header = "Example: longhaul pause screen-7", description = "Stop a job for now; finished rows are kept.")
public final class PauseCommand extends JobCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(paramLabel = "JOB", description = "Id, name or latest.")
    private String job = "";

    public PauseCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        return working(job, (session, record) -> {
            if (record.state().ended()) {
                throw new CommandException(
                        Exit.CONFLICT,
                        record.handle() + " is " + record.state().label() + "; there is nothing to pause");
            }
            if (record.state() == JobState.PAUSED && record.reason() == PauseReason.USER) {
                say(record.handle() + " is paused already.");
                return Exit.OK;
            }
            session.order(record, new Pause(PauseReason.USER, ""));
            boolean quiet = quiet(session, record, PATIENCE);
            say((quiet ? "Paused " : "Pausing ") + record.handle() + ": " + stored(session, record)
                    + (quiet ? "." : "; calls under way end first."));
            say("Resume   longhaul resume " + record.handle());
            return Exit.OK;
        });
    }

    /// Whether nothing of the job runs any more.
    static boolean quiet(Session session, JobRecord job, Duration patience) {
        try {
            return session.await(job, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
