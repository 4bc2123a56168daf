package io.longhaul.app.cli.jobs;

import io.longhaul.app.Exit;
import io.longhaul.app.output.AllRows;
import io.longhaul.app.output.JobResults;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.JobRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `export JOB -o FILE`: what a job has found so far.
@Command(name = "export", header = "Example: longhaul export screen-7 -o so-far.csv", description = "Write the results a job has by now.")
public final class ExportCommand extends JobCommand {

    @Parameters(paramLabel = "JOB", description = "Id, name or latest.")
    private String job = "";

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Where to; - (default) is standard output.")
    private String output = "-";

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv, json, jsonl or parquet; default: by extension.")
    private @Nullable String format;

    @Option(names = "--include-columns", arity = "0..1", fallbackValue = "all", paramLabel = "A,B|all", description = "The list's columns before each result (with --all-rows the key always); default: as its command said.")
    private @Nullable String includeColumns;

    @Option(names = "--all-rows", description = "Every row of the list with its status: passed, screened-out, skipped, failed, uncertain, pending.")
    private boolean allRows;

    public ExportCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        return reading(job, (session, record) -> {
            var rows = new JobResults(session.store(), record, context.insight().results(record));
            boolean file = !output.equals("-");
            var path = file ? context.workingDirectory().resolve(output).toString() : output;
            long written = write(rows, path, form(record));
            var what = allRows ? "row" : "result";
            context.out().flush();
            if (file) {
                say(Text.count(written, what) + " in " + Text.visible(output) + "; "
                        + record.handle() + " has " + stored(session, record) + ".");
            }
            return Exit.OK;
        });
    }

    private JobResults.Form form(JobRecord job) {
        return includeColumns == null
                ? new JobResults.Form(format, JobResults.Form.of(job).inputColumns())
                : JobResults.Form.typed(format, includeColumns);
    }

    private long write(JobResults rows, String path, JobResults.Form form) {
        try {
            return allRows
                    ? new AllRows(rows, form).write(path, form.format(), context.out())
                    : rows.write(path, form, context.out());
        } catch (IOException e) {
            throw new UncheckedIOException(Text.visible(path) + ": " + e.getMessage(), e);
        }
    }
}
