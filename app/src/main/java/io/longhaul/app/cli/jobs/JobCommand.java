package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.cli.RunFlags;
import io.longhaul.app.session.Adopted;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.JobFacts;
import io.longhaul.app.view.Times;
import io.longhaul.engine.store.JobRecord;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntBiFunction;
import picocli.CommandLine.Option;

/// A command about jobs.
///
/// - **Output**: data on `out`, messages on `err`; `--json` prints one document.
/// - **Errors**: [CommandException] with its exit code, and what the store and io throw; the caller of the command
///   prints them.
abstract class JobCommand implements Callable<Integer> {

    final JobContext context;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    boolean help;

    JobCommand(JobContext context) {
        this.context = context;
    }

    @Override
    public abstract Integer call();

    /// Reads the store for one job.
    ///
    /// @throws CommandException exit 4 for an unknown job
    final int reading(String name, ToIntBiFunction<Session, JobRecord> work) {
        mustBeStored(name);
        try (var session = context.reading()) {
            return work.applyAsInt(session, current(Lookup.job(session.store(), name)));
        }
    }

    /// Works on one job.
    ///
    /// @throws CommandException exit 4 for an unknown job
    final int working(String name, ToIntBiFunction<Session, JobRecord> work) {
        mustBeStored(name);
        try (var session = context.working()) {
            return work.applyAsInt(session, current(Lookup.job(session.store(), name)));
        }
    }

    /// As it goes on now: with what a repeated command changed of it.
    final JobRecord current(JobRecord stored) {
        return Adopted.apply(context.home(), stored);
    }

    private void mustBeStored(String name) {
        if (!context.stored()) {
            throw new CommandException(
                    Exit.NOT_FOUND, Lookup.noJob(name) + "; there is no store in " + context.home() + " yet");
        }
    }

    final JobFacts facts(Session session, JobRecord job) {
        return JobFacts.read(session.store(), job, session.ownerPid(), context.clock().instant());
    }

    final Times times() {
        return new Times(context.clock().instant(), context.zone());
    }

    final void print(List<String> lines) {
        context.paint().print(context.out(), lines);
    }

    final void say(String line) {
        context.err().println(line);
    }

    /// @throws CommandException exit 2 for a budget that the job has spent already
    static void mustLeaveMoney(RunFlags flags, Session session, JobRecord job) {
        var counts = session.store().counts(job.id());
        flags.mustLeaveMoney(job.handle(), counts.costNanos() + counts.reservedNanos());
    }

    /// `216 of 503 rows stored`.
    static String stored(Session session, JobRecord job) {
        return session.store().counts(job.id()).ended() + " of " + job.total() + " rows stored";
    }
}
