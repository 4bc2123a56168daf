package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.cli.RunFlags;
import io.longhaul.app.cli.Slice;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.session.Session;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import java.util.Comparator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `resume [JOB]`: runs what is left of a job, and shows it.
@Command(name = "resume", header = "Example: longhaul resume screen-7", description = "Go on with an unfinished job; the newest one without JOB.", footer = {
    "", RunFlags.KEPT
})
public final class ResumeCommand extends JobCommand {

    private static final String LATEST = "latest";

    @Parameters(arity = "0..1", paramLabel = "JOB", description = "Id, name or latest.")
    private String job = LATEST;

    @Mixin
    private RunFlags options = new RunFlags();

    @Mixin
    private Slice timeLimit = new Slice();

    public ResumeCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        var slice = timeLimit.length();
        return working(job, (session, named) -> {
            var record = chosen(session, named);
            if (record.state().ended()) {
                return over(session, record);
            }
            mustLeaveMoney(options, session, record);
            var change = options.change(record.options());
            context.mustFit(slice, record, change == null ? record.options() : change);
            var going = Driving.goOn(this, session, record, change, slice);
            return context.follow().follow(session, going, !slice.isZero());
        });
    }

    /// `latest` means the newest job that can go on, if only to write its results.
    private JobRecord chosen(Session session, JobRecord named) {
        if (!job.equals(LATEST) || !named.state().ended()) {
            return named;
        }
        var undelivered = JobFiles.recent(session.store(), context.home()).filter(JobFiles::undelivered);
        return Stream.concat(session.store().unfinished().stream(), undelivered)
                .max(Comparator.comparingLong(JobRecord::id))
                .orElse(named);
    }

    private int over(Session session, JobRecord record) {
        if (record.state() != JobState.COMPLETED) {
            throw new CommandException(
                    Exit.CONFLICT,
                    record.handle() + " is " + record.state().label()
                            + (record.because().isEmpty() ? "" : " (" + record.because() + ")")
                            + " and does not go on. Give its command again with --new.");
        }
        if (JobFiles.due(record)) {
            // it died between its last row and its files
            return context.follow().follow(session, record, false);
        }
        var counts = session.store().counts(record.id());
        long bad = counts.failed() + counts.uncertain();
        say(record.handle() + " is complete: " + stored(session, record)
                + (bad == 0 ? "." : ", " + bad + " failed or uncertain: longhaul retry " + record.handle()));
        return bad == 0 ? Exit.OK : Exit.FAILED_ROWS;
    }
}
