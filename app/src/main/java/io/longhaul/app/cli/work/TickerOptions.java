package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.app.market.TickerLists;
import io.longhaul.app.view.Text;
import io.longhaul.io.list.InputList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which tickers: a list by name, spelt out, from a file or from standard input.
final class TickerOptions {

    /// What a job shows as its list where that is spelt out.
    static final String SPELT = "--tickers";

    private static final Pattern TICKER = Pattern.compile("[A-Za-z0-9^][A-Za-z0-9.=^-]{0,9}");
    private static final Pattern FILE = Pattern.compile(".*\\.(?i:csv|tsv|txt|xlsx?|json|jsonl|parquet|gz)");

    @Parameters(paramLabel = "LIST", index = "0", arity = "0..1", description = "a file (CSV, TSV, one a line), - for standard input, or a list by name: sp500 nasdaq all")
    @Nullable
    String list;

    @Parameters(index = "1..*", arity = "0..*", hidden = true)
    List<String> more = new ArrayList<>();

    @Option(names = "--ticker-source", paramLabel = "NAME", description = "sp500, nasdaq, all (both), or custom with --tickers")
    @Nullable
    String source;

    @Option(names = "--tickers", paramLabel = "A,B", description = "tickers, spelt out")
    @Nullable
    String tickers;

    @Mixin
    private final RowOptions rows = new RowOptions();

    /// @throws CommandException exit 2 unless exactly one list was named
    InputList open(Wiring wiring) {
        boolean custom = "custom".equals(source);
        if (source != null && !TickerLists.SOURCES.contains(source)) {
            throw CommandException.usage("--ticker-source: got \"" + source + "\"; want one of "
                    + String.join(", ", TickerLists.SOURCES));
        }
        mustBeNoTickers(wiring);
        int named = (list == null ? 0 : 1) + (tickers == null ? 0 : 1) + (source == null || custom ? 0 : 1);
        if (named != 1) {
            throw CommandException.usage(named == 0
                    ? "no tickers; want a LIST, --ticker-source sp500, or --tickers AAPL,MSFT"
                    : "got more than one list; want one of LIST, --ticker-source and --tickers");
        }
        var name = source == null || custom ? String.valueOf(list) : source;
        boolean builtIn = TickerLists.SOURCES.contains(name) && !custom;
        if (tickers == null && !builtIn) {
            return file(wiring, name);
        }
        rows.mustBeNone();
        return tickers != null ? TickerLists.of(spelt(tickers)) : TickerLists.of(name);
    }

    /// Tickers in the place of the list: nobody who has a file of that name means it so.
    private void mustBeNoTickers(Wiring wiring) {
        var first = list;
        if (first == null || more.isEmpty() && Files.exists(wiring.resolve(first))) {
            return;
        }
        var words = new ArrayList<>(List.of(first.split(",", -1)));
        words.addAll(more);
        boolean tickers = words.stream().allMatch(
                word -> TICKER.matcher(word).matches() && !FILE.matcher(word).matches()
                        && !TickerLists.SOURCES.contains(word));
        if (tickers) {
            throw CommandException.usage(Text.visible(first) + ": no such file. For tickers, spelt out: longhaul"
                    + " fill-cache --tickers " + String.join(",", words));
        }
        if (!more.isEmpty()) {
            throw CommandException.usage("got more than one list: " + Text.visible(first) + ", "
                    + Text.visible(String.join(", ", more)) + "; want one of them, or --tickers AAPL,MSFT");
        }
    }

    private static List<String> spelt(String text) {
        var all = Arrays.stream(text.split("[,\n\r]+", -1)).map(String::strip).filter(word -> !word.isEmpty()).toList();
        if (all.isEmpty()) {
            throw CommandException.usage("--tickers is empty; want tickers, as AAPL,MSFT");
        }
        for (var word : all) {
            if (word.chars().anyMatch(Character::isWhitespace)) {
                throw CommandException.usage("--tickers: got \"" + Text.visible(word)
                        + "\", which is no ticker; want them apart by commas, as AAPL,BRK.B");
            }
        }
        return all;
    }

    private InputList file(Wiring wiring, String name) {
        return rows.open(wiring, name.equals("-") ? name : wiring.resolve(name).toString());
    }

    /// The file that is read; null if there is none.
    @Nullable
    Path file(Wiring wiring) {
        var name = list;
        return name == null || name.equals("-") || TickerLists.SOURCES.contains(name) ? null : wiring.resolve(name);
    }

    /// Where the list comes from, as a job shows it.
    String shown(Wiring wiring) {
        if (tickers != null) {
            return SPELT;
        }
        var name = source == null || source.equals("custom") ? String.valueOf(list) : source;
        return name.equals("-") || TickerLists.SOURCES.contains(name)
                ? name
                : wiring.resolve(name).normalize().toString();
    }
}
