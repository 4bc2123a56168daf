package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.io.list.InputList;
import io.longhaul.source.exec.Argv;
import io.longhaul.source.exec.BatchFormat;
import io.longhaul.source.exec.OutputForm;
import io.longhaul.source.exec.OutputHeader;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.ScreenSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The wrapped command and what it uses.
final class ExecOptions {

    private static final Pattern COLUMN = Pattern.compile("(?:^|[=:,/])\\{([^{}\n]+)}(?!})");

    @Option(names = "--exec", paramLabel = "CMD", required = true, description = "the command; {column} is a cell, {in} and {out} are files")
    String command = "";

    @Option(names = "--per", paramLabel = "item|batch|worker", description = "what one process is for [item]")
    String per = "item";

    @Option(names = "--mode", paramLabel = "batch|single", description = "single: the untouched pipeline, one row after another or one batch of all; its bytes are passed on as they are [batch]")
    String mode = "batch";

    @Option(names = "--batch-format", paramLabel = "jsonl|csv|lines", description = "how rows are written to the command [jsonl]")
    String batchFormat = "jsonl";

    @Option(names = "--output-header", negatable = true, description = "each output begins with a line of column names, and one of them is kept; found out by default: see below")
    @Nullable
    Boolean outputHeader;

    @Option(names = "--output-key", paramLabel = "NAME", description = "--per batch: the column of the output that names its row [the list's key column or a synonym: ticker, symbol, key, ...]")
    @Nullable
    String outputKey;

    @Option(names = "--config", paramLabel = "FILE", description = "batch.yaml: batch_size, checkpoint_file (its directory must be there), temp_results_dir (is made, and removed at the end)")
    @Nullable
    String config;

    @Option(names = "--rate", paramLabel = "5/s", description = "runs that its upstream allows in a time; repeatable")
    List<String> rates = new ArrayList<>();

    @Option(names = "--quota", paramLabel = "500/day@ZONE", description = "runs a day that its upstream allows; repeatable")
    List<String> quotas = new ArrayList<>();

    @Option(names = "--price", paramLabel = "USD", description = "what one run costs")
    String price = "0";

    boolean single() {
        return switch (mode) {
            case "single" -> true;
            case "batch" -> false;
            default -> throw CommandException.usage("--mode " + mode + ": want batch or single");
        };
    }

    /// What looks like a column and is none would reach the command as it is written. Where a word begins, or a value
    /// in it, `{1}` is no repetition of a regular expression.
    private static void mustNameColumns(List<String> words, List<String> columns) {
        for (var word : words) {
            var each = COLUMN.matcher(word);
            while (each.find()) {
                var meant = column(each.group(1).strip(), columns);
                if (!columns.contains(each.group(1)) && !meant.isEmpty()) {
                    throw CommandException.usage("--exec: {" + each.group(1) + "} is no column; want " + meant
                            + " (there are {" + String.join("}, {", columns)
                            + "}, and the files {in} and {out}); what is to be passed as text goes into a script");
                }
            }
        }
    }

    /// What a number, or a name among blanks, probably means; empty for what is no attempt at a column.
    private static String column(String name, List<String> columns) {
        if (columns.contains(name)) {
            return "{" + name + "}";
        }
        if (!name.matches("\\d{1,6}")) {
            return "";
        }
        int number = Integer.parseInt(name);
        return number >= 1 && number <= columns.size() ? "{" + columns.get(number - 1) + "}" : "a column's name";
    }

    private OutputForm output(Per kind) {
        boolean whole = kind == Per.BATCH && single();
        if (outputHeader != null && kind != Per.ITEM) {
            throw CommandException.usage((outputHeader ? "--output-header" : "--no-output-header")
                    + " is for --per item: " + (whole
                            ? "with --mode single the output of a batch is passed on as it is"
                            : "rows of a batch are matched by the column that their header or their members name"));
        }
        if (outputKey != null && (kind != Per.BATCH || whole || outputKey.isBlank())) {
            throw CommandException.usage("--output-key " + outputKey + ": want a column's name, with --per batch"
                    + (whole ? " and --mode batch: with --mode single no row is matched" : ""));
        }
        var header = outputHeader == null ? OutputHeader.AUTO : outputHeader ? OutputHeader.YES : OutputHeader.NO;
        return new OutputForm(header, outputKey == null ? "" : outputKey, whole);
    }

    /// @throws CommandException exit 2 for what cannot be run over this list
    ScreenSettings settings(InputList list) {
        try {
            var kind = Per.of(per);
            var words = Argv.split(command);
            mustNameColumns(words, list.columns());
            var named = Argv.columns(words, list.columns(), list.keyColumn());
            if (kind != Per.ITEM && !named.isEmpty()) {
                throw CommandException.usage("--exec names {" + named.iterator().next() + "}, but with --per "
                        + kind.label() + " one process gets many rows; pass them on standard input or as {in}");
            }
            boolean reads = named.isEmpty() || words.stream().anyMatch(word -> word.contains("{in}"));
            return new ScreenSettings(
                    command,
                    kind,
                    BatchFormat.of(batchFormat),
                    list.keyColumn(),
                    list.folded(),
                    reads,
                    rates,
                    quotas,
                    price).withOutput(output(kind));
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(io.longhaul.app.Exit.USAGE, String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
