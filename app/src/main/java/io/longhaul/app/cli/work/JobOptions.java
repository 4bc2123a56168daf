package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.app.config.Config;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command that does work takes.
final class JobOptions {

    @Option(names = {"--name", "--job-name"}, paramLabel = "NAME", description = "a name for the job")
    String name = "";

    @Option(names = "--priority", paramLabel = "low|medium|high", description = "share of the limits, 1 : 4 : 8")
    @Nullable
    String priority;

    @Option(names = "--concurrency", paramLabel = "N", description = "rows at a time [4]")
    @Nullable
    Integer concurrency;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "of one attempt at a row [120]")
    @Nullable
    String timeout;

    @Option(names = "--max-retries", paramLabel = "N", description = "caps the retries of every class of error")
    @Nullable
    Integer maxRetries;

    @Option(names = "--budget", paramLabel = "USD", description = "the job pauses before it spends more")
    @Nullable
    String budget;

    @Option(names = "--on-unknown", paramLabel = "repeat|uncertain", description = "a run whose fate is unknown: again, or left to you")
    @Nullable
    String onUnknown;

    @Option(names = "--yes", description = "agree to a priced job without a budget")
    boolean yes;

    @Option(names = "--new", description = "start another job, even if one of this command is unfinished")
    boolean fresh;

    @Option(names = "--adopt", description = "go on with the unfinished job under changed options")
    boolean adopt;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "results; - for standard output")
    @Nullable
    String output;

    @Option(names = "--format", paramLabel = "csv|json|jsonl", description = "make columns of the results, in this format")
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

    @Option(names = "--checkpoint-interval", paramLabel = "N", description = "rows between two snapshots of progress [10]")
    @Nullable
    Integer checkpointInterval;

    @Option(names = "--batch-size", paramLabel = "N|auto", description = "rows a batch [10]")
    @Nullable
    String batchSize;

    @Option(names = "--time-limit", paramLabel = "SECONDS", description = "stop after that time; exit 75 when work is left")
    @Nullable
    String timeLimit;

    @Option(names = "--refresh", description = "only answers from now on count")
    boolean refresh;

    @Option(names = "--offline", description = "only stored answers; nothing is run")
    boolean offline;

    @Option(names = {"-q", "--quiet"}, description = "nothing but failures")
    boolean quiet;

    @Option(names = "--json", description = "one JSON document on standard output")
    boolean json;

    @Option(names = "--no-color", description = "plain text (always so)")
    boolean noColor;

    @Option(names = "--no-input", description = "never ask")
    boolean noInput;

    @Option(names = {"-v", "--verbose"}, description = "show where errors come from")
    boolean verbose;

    /// Flags before settings before defaults.
    ///
    /// @throws CommandException exit 2 for a value that cannot be
    RunOptions options(Wiring wiring) {
        var config = wiring.config(overrides);
        try {
            return RunOptions.DEFAULT
                    .withConcurrency(number("--concurrency", concurrency, config, "concurrency", 4))
                    .withTimeout(Durations.parse("--timeout", text(timeout, config, "timeout", "120")))
                    .withMaxRetries(number("--max-retries", maxRetries, config, "max-retries", -1))
                    .withPriority(priority(text(priority, config, "priority", "medium")))
                    .withBudget(budget(text(budget, config, "budget", "")))
                    .withOnUnknown(fate(text(onUnknown, config, "on-unknown", "")));
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(io.longhaul.app.Exit.USAGE, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    int checkpointInterval(Wiring wiring) {
        int rows = number(
                "--checkpoint-interval", checkpointInterval, wiring.config(), "checkpoint-interval", 10);
        if (rows < 1) {
            throw CommandException.usage("--checkpoint-interval " + rows + ": want at least 1 row");
        }
        return rows;
    }

    /// A number of rows, or `auto`.
    String batchSize(Wiring wiring) {
        var text = text(batchSize, wiring.config(), "batch-size", "10");
        if (!text.equals("auto") && !text.matches("[1-9]\\d{0,6}")) {
            throw CommandException.usage("--batch-size " + text + ": want 1 to 9999999 rows, or auto");
        }
        return text;
    }

    /// Zero for none.
    Duration slice() {
        return timeLimit == null ? Duration.ZERO : Durations.parse("--time-limit", timeLimit);
    }

    private static String text(@Nullable String flag, Config config, String key, String otherwise) {
        return flag != null ? flag : config.text(key).orElse(otherwise);
    }

    private static int number(String option, @Nullable Integer flag, Config config, String key, int otherwise) {
        if (flag != null) {
            return flag;
        }
        var text = config.text(key);
        try {
            return text.map(Integer::valueOf).orElse(otherwise);
        } catch (NumberFormatException garbage) {
            throw new CommandException(
                    io.longhaul.app.Exit.USAGE, option + " (" + key + "): got " + text.orElse("") + "; want a number",
                    garbage);
        }
    }

    private static Priority priority(String text) {
        for (var each : Priority.values()) {
            if (each.label().equals(text.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        throw CommandException.usage("--priority " + text + ": want low, medium or high");
    }

    private static @Nullable BigDecimal budget(String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            var usd = new BigDecimal(text.strip().replaceFirst("^\\$", ""));
            if (usd.signum() >= 0 && usd.scale() <= 9) {
                return usd;
            }
        } catch (NumberFormatException garbage) {
            // told below
        }
        throw CommandException.usage("--budget " + text + ": want an amount in USD, as 40 or 12.50");
    }

    private static @Nullable UnknownFate fate(String text) {
        return switch (text) {
            case "" -> null;
            case "repeat" -> UnknownFate.REPEAT;
            case "uncertain" -> UnknownFate.UNCERTAIN;
            default -> throw CommandException.usage("--on-unknown " + text + ": want repeat or uncertain");
        };
    }
}
