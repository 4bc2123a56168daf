package io.longhaul.app.cli.jobs;

import io.longhaul.app.Exit;
import io.longhaul.app.view.ExportRows;
import io.longhaul.app.view.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `export JOB -o FILE`: what a job has found so far.
@Command(name = "export", description = "Write the results a job has by now.")
public final class ExportCommand extends JobCommand {

    @Parameters(paramLabel = "JOB", description = "Id, name or latest.")
    private String job = "";

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Where to; - (default) is standard output.")
    private String output = "-";

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv, json or jsonl; default: by extension.")
    private @Nullable String format;

    @Option(names = "--include-columns", description = "The input's columns before the result's.")
    private boolean includeColumns;

    public ExportCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        return reading(job, (session, record) -> {
            var rows = new ExportRows(session.store(), record, context.insight().columns(record));
            boolean file = !output.equals("-");
            var path = file ? context.workingDirectory().resolve(output).toString() : output;
            long written = rows.write(path, new ExportRows.Options(format, includeColumns), context.out());
            context.out().flush();
            if (file) {
                say(Text.count(written, "result") + " in " + Text.visible(output) + "; "
                        + record.handle() + " has " + stored(session, record) + ".");
            }
            return Exit.OK;
        });
    }
}
