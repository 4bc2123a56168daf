package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.JobName;
import io.longhaul.app.Wiring;
import io.longhaul.app.cli.RunFlags;
import io.longhaul.app.cli.Slice;
import io.longhaul.app.cli.Typed;
import io.longhaul.app.config.Config;
import io.longhaul.app.notice.Targets;
import io.longhaul.app.output.JobResults;
import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.RunOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What every command that does work takes.
final class JobOptions {

    private static final int MOST_ROWS = 10_000_000;

    @Option(names = {"--name", "--job-name"}, paramLabel = "NAME", description = "a name for the job")
    private String name = "";

    @Mixin
    private final RunFlags run = new RunFlags();

    @Option(names = "--yes", description = "agree to a priced job without a budget")
    boolean yes;

    @Option(names = "--new", description = "start another job, even if one of this command is unfinished")
    boolean fresh;

    @Option(names = "--adopt", arity = "0..1", fallbackValue = "", paramLabel = "JOB", preprocessor = AttachedOnly.class, description = "go on with that unfinished job, or the only one of this list, under this command; its list and batches stay")
    @Nullable
    String adopt;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "results; - for standard output")
    @Nullable
    String output;

    @Option(names = "--format", paramLabel = "csv|json|jsonl|parquet", description = "make columns of the results, in this format")
    @Nullable
    String format;

    @Option(names = "--include-columns", arity = "0..1", fallbackValue = "all", paramLabel = "A,B|all", description = "columns of the list before each result [all]")
    @Nullable
    String includeColumns;

    @Option(names = "--exclude-failed", description = "leave out rows that failed in an earlier job")
    boolean excludeFailed;

    @Option(names = "--dry-run", description = "show the plan and do nothing")
    boolean dryRun;

    @Option(names = "--cost-estimate", description = "show the plan's cost and do nothing")
    boolean costEstimate;

    @Option(names = "--config-override", paramLabel = "KEY=VALUE", description = "a setting, for this job only")
    List<String> overrides = new ArrayList<>();

    @Option(names = {"--notify",
        "--notification-email"}, paramLabel = "URL|ADDRESS", description = "told when the job completes, pauses or needs you: https://… or mailto:…; repeatable, or A,B [setting notify]")
    @Nullable
    List<String> notify;

    @Option(names = "--checkpoint-interval", paramLabel = "N", description = "rows between two snapshots of progress [10]")
    @Nullable
    String checkpointInterval;

    @Option(names = "--batch-size", paramLabel = "N|auto", description = "rows a batch [10]")
    @Nullable
    String batchSize;

    @Mixin
    final Slice timeLimit = new Slice();

    @Mixin
    private final StartOptions start = new StartOptions();

    @Option(names = "--refresh", description = "only answers from now on count")
    boolean refresh;

    @Option(names = "--offline", description = "only stored answers; nothing is run")
    boolean offline;

    @Option(names = {"-q", "--quiet"}, description = "nothing but failures")
    boolean quiet;

    @Option(names = "--json", description = "one JSON document on standard output")
    boolean json;

    @Option(names = "--no-input", description = "never ask")
    boolean noInput;

    @Option(names = {"-v", "--verbose"}, description = "show where errors come from")
    boolean verbose;

    /// The word after an option of its own is no value of it: `--adopt list.csv` names a list.
    static final class AttachedOnly implements IParameterPreprocessor {
        @Override
        public boolean preprocess(
                Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (!"=".equals(info.get("separator"))) {
                args.push("");
            }
            return false;
        }
    }

    /// Empty for none. What is taken for something else where a job is named is no name.
    String name() {
        if (!JobName.fits(name)) {
            throw CommandException.usage(
                    "--name " + Text.fit(Text.visible(name), 60) + ": want " + JobName.WANTED);
        }
        return name;
    }

    /// @throws CommandException exit 2 for options of which one undoes the other
    void mustAgree() {
        if (offline && refresh) {
            throw CommandException.usage("--offline and --refresh contradict each other: only stored answers count, and"
                    + " no stored one does; want at most one of the two");
        }
        if (fresh && adopt != null) {
            throw CommandException.usage("--new and --adopt contradict each other: another job, and the unfinished one;"
                    + " want at most one of the two");
        }
        if (start.given() && !timeLimit.length().isZero()) {
            throw CommandException.usage("--time-limit is for a job that starts now; want it without --at or --cron");
        }
        if (start.again() && "-".equals(output)) {
            throw CommandException.usage("-o -: nobody reads what a job writes there that --cron starts; want a file");
        }
    }

    /// When it starts.
    Start start(Wiring wiring) {
        return start.start(wiring);
    }

    /// Flags before settings before defaults.
    RunOptions options(Wiring wiring) {
        return run.over(RunOptions.DEFAULT, wiring.config(overrides)::value);
    }

    /// How results are to be written.
    JobResults.Form form(Wiring wiring) {
        return JobResults.Form.typed(format == null ? wiring.config(overrides).text("format").orElse(null) : format,
                includeColumns);
    }

    /// Who is told of it.
    Targets targets(Wiring wiring) {
        var setting = wiring.config(overrides).value("notify");
        var words = notify != null ? notify : setting.map(value -> List.of(value.text())).orElse(List.of());
        try {
            return Targets.of(words);
        } catch (IllegalArgumentException wrong) {
            var blamed = notify != null || setting.isEmpty() ? "--notify" : setting.get().blamed();
            throw CommandException.usage(blamed + ": " + wrong.getMessage());
        }
    }

    int checkpointInterval(Wiring wiring) {
        var rows = said(wiring, "checkpoint-interval", checkpointInterval, "10");
        return Typed.whole(rows.blamed(), rows.text(), 1, MOST_ROWS);
    }

    /// A number of rows, or `auto`.
    String batchSize(Wiring wiring) {
        var rows = said(wiring, "batch-size", batchSize, "10");
        if (!rows.text().equals("auto") && !rows.text().matches("[1-9]\\d{0,6}")) {
            throw CommandException.usage(rows.blamed() + ": got \"" + Text.visible(rows.text())
                    + "\"; want 1 to 9999999 rows, or auto");
        }
        return rows.text();
    }

    /// The flag before the setting before what is usual.
    private Config.Value said(Wiring wiring, String key, @Nullable String flag, String usual) {
        return flag != null
                ? new Config.Value(key, flag, "--" + key)
                : wiring.config(overrides).value(key).orElse(new Config.Value(key, usual, "--" + key));
    }
}
