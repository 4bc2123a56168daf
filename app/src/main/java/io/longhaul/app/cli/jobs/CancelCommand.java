package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.engine.core.Command.Cancel;
import io.longhaul.engine.store.JobState;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `cancel JOB`: ends it for good; its answers stay in the store.
@Command(name = "cancel", header = "Example: longhaul cancel screen-7", description = "End a job for good; finished rows can still be exported.")
public final class CancelCommand extends JobCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(paramLabel = "JOB", description = "Id, name or latest.")
    private String job = "";

    public CancelCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        return working(job, (session, record) -> {
            if (record.state() == JobState.CANCELLED) {
                say(record.handle() + " is cancelled already.");
                return Exit.OK;
            }
            if (record.state().ended()) {
                throw new CommandException(
                        Exit.CONFLICT,
                        record.handle() + " is " + record.state().label() + "; there is nothing to cancel");
            }
            session.order(record, new Cancel());
            boolean quiet = PauseCommand.quiet(session, record, PATIENCE);
            say((quiet ? "Cancelled " : "Cancelling ") + record.handle() + ": " + stored(session, record)
                    + (quiet ? "." : "; calls under way end first."));
            say("So far   longhaul export " + record.handle() + " -o so-far.csv");
            return Exit.OK;
        });
    }
}
