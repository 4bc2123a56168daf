package io.longhaul.app.cli.jobs;

import io.longhaul.app.Exit;
import io.longhaul.app.view.JobFacts;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Table;
import io.longhaul.app.view.Table.Side;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.store.JobRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `jobs`: all jobs of the store, newest first.
@Command(name = "jobs", header = "Example: longhaul jobs", aliases = "list-jobs", description = "List all jobs, newest first.")
public final class JobsCommand extends JobCommand {

    private static final int MOST = 10_000;

    @Option(names = {"--incomplete", "--list-incomplete"}, description = "Only those that have not ended.")
    private boolean incomplete;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    public JobsCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (!context.stored()) {
            show(List.of(), null);
            return Exit.OK;
        }
        try (var session = context.reading()) {
            var jobs = session.store().jobs(MOST);
            show(
                    incomplete ? jobs.stream().filter(each -> !each.state().ended()).toList() : jobs,
                    session.ownerPid());
        }
        return Exit.OK;
    }

    private void show(List<JobRecord> jobs, @Nullable Long ownerPid) {
        if (json) {
            var document = Json.document().put("store", context.home().toString());
            var array = document.putArray("jobs");
            for (var job : jobs) {
                array.addObject()
                        .put("jobId", job.handle())
                        .put("name", job.draft().name())
                        .put("workflow", job.draft().workflow())
                        .put("status", state(job, ownerPid))
                        .put("rows", job.total())
                        .put("input", job.draft().input())
                        .put("startsAt", Times.rfc3339(startsAt(job)))
                        .put("createdAt", Times.rfc3339(job.draft().createdAt()));
            }
            Json.print(context.out(), document);
        } else if (jobs.isEmpty()) {
            context.out().println((incomplete ? "No unfinished jobs in " : "No jobs in ") + context.home());
        } else {
            var times = times();
            var table = new Table(
                    List.of("JOB", "STATE", "ROWS", "MADE", "NAME", "INPUT"),
                    Side.LEFT,
                    Side.LEFT,
                    Side.RIGHT,
                    Side.LEFT,
                    Side.LEFT,
                    Side.LEFT);
            jobs.forEach(job -> table.row(
                    job.handle(),
                    state(job, ownerPid),
                    String.valueOf(job.total()),
                    times.when(job.draft().createdAt()),
                    Text.fit(Text.visible(job.draft().name()), context.width() / 4),
                    job.draft().input()));
            print(table.lines(context.width()));
            print(jobs.stream().filter(job -> startsAt(job) != null)
                    .map(job -> job.handle() + " " + JobFacts.starts(job, times.now())).toList());
        }
    }

    private static @Nullable Instant startsAt(JobRecord job) {
        return JobFacts.starts(job, Instant.EPOCH).isEmpty() ? null : job.until();
    }

    private static String state(JobRecord job, @Nullable Long ownerPid) {
        return JobFacts.interrupted(job, ownerPid) ? "paused" : job.state().label();
    }
}
