package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.market.CacheDocument;
import io.longhaul.app.output.CachedRows;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Table;
import io.longhaul.app.view.Table.Side;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.Formats;
import io.longhaul.io.result.Target;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import io.longhaul.workflow.fillcache.Dataset;
import io.longhaul.workflow.fillcache.Days;
import io.longhaul.workflow.fillcache.TickerCache;
import io.longhaul.workflow.fillcache.TickerRecord;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Looks at what is cached of tickers, and imports what another cache holds; asks no provider.
@Command(name = "cache", header = "Example: longhaul cache get AAPL MSFT", mixinStandardHelpOptions = true, sortOptions = false, description = "What is cached of tickers; no provider is asked.", footer = {
    "",
    "longhaul cache get AAPL MSFT                     what is known of them",
    "longhaul cache get AAPL --dataset daily --from 2025-01-01      its bars",
    "longhaul cache stats                             how much there is",
    "longhaul cache export -o bars.csv --dataset daily AAPL MSFT    (no ticker: all)",
    "longhaul cache import redis://127.0.0.1:6379    what the original cache left there",
    "longhaul cache import env:MY_REDIS              the same, where the URL has a password"
})
public final class CacheCommand implements Callable<Integer> {

    private static final int PAGE = 1_000;
    private static final int WIDTH = 100;

    @Parameters(index = "0", paramLabel = "get|stats|export|import", description = "what to do")
    private String what = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TICKER", description = "in any spelling: BRK.B, brk-b.us; of import the Redis, redis.url if there is none")
    private List<String> tickers = new ArrayList<>();

    @Option(names = "--dataset", paramLabel = "yearly|daily", description = "rows to print [get: none; export: daily]")
    private @Nullable String dataset;

    @Option(names = "--from", paramLabel = "DAY", description = "first day [1990-01-01]")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DAY", description = "last day [today]")
    private @Nullable String to;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "where to; - (default) is standard output")
    private String output = "-";

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv, json, jsonl or parquet; by extension otherwise")
    private @Nullable String format;

    @Option(names = "--json", description = "one JSON document on standard output")
    private boolean json;

    private final Wiring wiring;

    public CacheCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException {
        if (what.equals("import")) {
            return new CacheImporting(wiring, json).from(tickers);
        }
        if (!wiring.sessions().storeExists()) {
            throw new CommandException(
                    Exit.NOT_FOUND, "nothing is cached: there is no store in " + wiring.home() + " yet");
        }
        try (var session = wiring.sessions().forReading()) {
            return switch (what) {
                case "get" -> get(session.store());
                case "stats" -> stats(session.store());
                case "export" -> export(session.store());
                default -> throw CommandException.usage(
                        "cache: got \"" + Text.visible(what) + "\"; want get TICKER, stats, export or import");
            };
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(String.valueOf(wrong.getMessage()));
        }
    }

    private int get(StoreView store) throws IOException {
        if (tickers.isEmpty()) {
            throw CommandException.usage("cache get: got no ticker; want one, as AAPL, or several");
        }
        if (dataset != null) {
            return export(store);
        }
        if (json && tickers.size() > 1) {
            throw CommandException.usage("cache get --json: got " + tickers.size() + " tickers; want one,"
                    + " or --dataset daily or yearly with --format json");
        }
        if (from != null || to != null || format != null || !output.equals("-")) {
            throw CommandException.usage(
                    "cache get: --from, --to, --format and -o are of rows; want --dataset daily or yearly with them");
        }
        var cache = new TickerCache(store::kept);
        int exit = Exit.OK;
        for (var ticker : tickers.stream().map(Ticker::of).toList()) {
            exit = Math.max(exit, get(ticker, cache));
        }
        return exit;
    }

    /// @return the exit code for this one
    private int get(Ticker ticker, TickerCache cache) throws IOException {
        var known = cache.record(ticker).orElse(null);
        var failed = cache.failed(ticker).orElse(null);
        var imported = cache.imported(ticker).orElse(null);
        if (json) {
            Json.print(wiring.out(), CacheDocument.of(ticker, cache));
        } else if (known != null) {
            lines(ticker, known, cache.withoutShares(ticker)).forEach(wiring.out()::println);
        } else if (failed != null) {
            wiring.out().println(ticker + "  not found: " + Text.visible(failed.error()));
            wiring.out().println("      found out " + failed.failedAt().truncatedTo(ChronoUnit.SECONDS)
                    + ", asked last " + failed.lastAttempt().truncatedTo(ChronoUnit.SECONDS));
        }
        if (imported != null && !json) {
            ImportedLines.of(ticker, imported, known == null && failed == null).forEach(wiring.out()::println);
        }
        if (known == null && failed == null && imported == null) {
            notCached(ticker);
        }
        return known == null && (imported == null || imported.years().isEmpty()) ? Exit.NOT_FOUND : Exit.OK;
    }

    private void notCached(Ticker ticker) {
        wiring.err().println("longhaul: " + ticker + " is not cached; longhaul fill-cache --tickers " + ticker);
    }

    private static List<String> lines(Ticker ticker, TickerRecord known, List<Integer> withoutShares) {
        var lines = new ArrayList<String>();
        lines.add(ticker + "  " + (known.first() == null ? "no bars" : known.first() + " to " + known.last())
                + " from " + known.provider());
        lines.add("      asked for " + known.covered() + "; "
                + (known.gaps().isEmpty()
                        ? "no gaps"
                        : Text.count(known.gaps().size(), "gap") + ": "
                                + Text.fit(String.join(" ", known.gaps().stream().map(LocalDate::toString).toList()),
                                        60)));
        lines.add("      " + (known.facts()
                ? Text.count(known.dividends().size(), "dividend") + ", " + Text.count(known.splits().size(), "split")
                : "dividends and splits are not told by " + known.provider())
                + (known.shares().reported().isEmpty()
                        ? ""
                        : "; shares outstanding of " + known.shares().reported().size() + " balance sheets")
                + (withoutShares.isEmpty()
                        ? ""
                        : "; no shares outstanding for "
                                + Text.fit(String.join(" ", withoutShares.stream().map(String::valueOf).toList()),
                                        40)));
        return lines;
    }

    private int stats(StoreView store) {
        if (!tickers.isEmpty()) {
            throw CommandException.usage("cache stats: got tickers; it counts all, cache get TICKER tells of one");
        }
        var table = new Table(List.of("WHAT", "DOCUMENTS", "BYTES"), Side.LEFT, Side.RIGHT, Side.RIGHT);
        var document = Json.document();
        for (var shelf : List.of(
                TickerCache.TICKERS, TickerCache.BARS, TickerCache.FAILED, TickerCache.IMPORTED)) {
            var size = store.keptSize(shelf);
            table.row(shelf.equals(TickerCache.BARS) ? "bars (years)" : shelf, Long.toString(size.documents()),
                    Long.toString(size.bytes()));
            document.set(shelf, Json.object().put("documents", size.documents()).put("bytes", size.bytes()));
        }
        if (json) {
            Json.print(wiring.out(), document);
        } else {
            table.lines(WIDTH).forEach(wiring.out()::println);
        }
        return Exit.OK;
    }

    private int export(StoreView store) throws IOException {
        var rows = new CachedRows(dataset == null ? Dataset.DAILY : Dataset.of(dataset), days());
        var cache = new TickerCache(store::kept);
        var absent = tickers.stream().map(Ticker::of).filter(ticker -> cache.record(ticker).isEmpty()).toList();
        absent.forEach(this::notCached);
        if (!absent.isEmpty() && absent.size() == tickers.size()) {
            return Exit.NOT_FOUND;
        }
        var path = output.equals("-") ? output : wiring.resolve(output).toString();
        var writes = format == null && json
                ? Formats.named("json")
                : format == null ? Formats.forFile(path) : Formats.named(format);
        long[] written = new long[1];
        try (var target = Target.of(path, wiring.out())) {
            try (var writer = writes.open(target.out(), rows.columns()); var asked = asked(store)) {
                asked.forEach(ticker -> rows.of(ticker, cache).forEach(row -> {
                    writer.row(row);
                    written[0]++;
                }));
            }
            target.commit();
        }
        wiring.out().flush();
        if (!output.equals("-")) {
            wiring.err().println(Text.count(written[0], "row") + " in " + Text.visible(output));
        }
        return absent.isEmpty() ? Exit.OK : Exit.NOT_FOUND;
    }

    private Stream<Ticker> asked(StoreView store) {
        return tickers.isEmpty() ? all(store) : tickers.stream().map(Ticker::of);
    }

    /// In order, a page at a time.
    private static Stream<Ticker> all(StoreView store) {
        return Stream.iterate(
                store.keptKeys(TickerCache.TICKERS, "", PAGE),
                page -> !page.isEmpty(),
                page -> store.keptKeys(TickerCache.TICKERS, page.getLast(), PAGE))
                .flatMap(List::stream)
                .map(Ticker::of);
    }

    private Days days() {
        try {
            var today = LocalDate.ofInstant(wiring.clocks().wall().instant(), ZoneOffset.UTC);
            return new Days(
                    from == null ? TradingCalendar.FIRST : LocalDate.parse(from),
                    to == null ? today : LocalDate.parse(to));
        } catch (DateTimeParseException noDay) {
            throw new IllegalArgumentException(
                    "got \"" + noDay.getParsedString() + "\"; want a day as 2024-01-31", noDay);
        }
    }
}
