package io.longhaul.app.cli.jobs;

import io.longhaul.app.Exit;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.ReportBlock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `report [JOB]`: why rows failed and what to do about it.
@Command(name = "report", header = "Example: longhaul report screen-7", description = "Why rows of a job failed, and what to do.")
public final class ReportCommand extends JobCommand {

    @Parameters(paramLabel = "JOB", arity = "0..1", defaultValue = "latest", description = "Id, name or latest (default).")
    private String job = "latest";

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    public ReportCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        return reading(job, (session, record) -> {
            var report = ReportBlock.of(facts(session, record));
            if (json) {
                Json.print(context.out(), report.document());
            } else {
                print(report.lines(context.width()));
            }
            return Exit.OK;
        });
    }
}
