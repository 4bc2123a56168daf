package io.longhaul.app.mirror;

import io.longhaul.app.view.Json;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import io.longhaul.mirror.RedisAddress;
import io.longhaul.mirror.RedisAway;
import io.longhaul.mirror.RedisReader;
import io.longhaul.mirror.RedisReader.Found;
import io.longhaul.source.market.Ticker;
import io.longhaul.workflow.fillcache.Imported;
import io.longhaul.workflow.fillcache.TickerCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Reads what the original cache left in a Redis, `ticker-data:*` and `failed-tickers:*`, into the store as
/// [Imported] documents. It changes nothing in Redis. What cannot be read is named and left out.
///
/// Memory stays small whatever stands there: a page at a time, and no value above 1 MB.
public final class CacheImport {

    private static final String DATA = "ticker-data:";
    private static final String FAILED = "failed-tickers:";
    private static final int NAMED = 20;

    /// Why a value, or a field of one, was left out.
    public enum Why {
        NO_TICKER("under a key that is no ticker"),
        OTHER_TYPE("no text"),
        TOO_LARGE("over 1 MB"),
        NO_JSON("no JSON object"),
        NOTHING_KNOWN("without a year that has a number");

        private final String label;

        Why(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// One that was left out.
    public record Skipped(String key, Why why) {}

    /// What came of it.
    ///
    /// @param shown where it was read, without a password
    /// @param tickers of which something new was taken, with `years` as many years of them
    /// @param markers of tickers that had failed there, new ones
    /// @param unchanged values that said nothing new
    /// @param fields left out of values that were taken: no number, or none that can be
    /// @param skipped how many values were left out and why; `named` are the first of them
    public record Report(
            String shown, long tickers, long years, long markers, long unchanged, long fields,
            Map<Why, Long> skipped, List<Skipped> named) {}

    private final Store store;
    private final Instant now;
    private final RedisAddress address;
    private final ImportedYears years = new ImportedYears();
    private final Map<Why, Long> skipped = new EnumMap<>(Why.class);
    private final List<Skipped> named = new ArrayList<>();
    private long tickers;
    private long yearsTaken;
    private long markers;
    private long unchanged;

    private CacheImport(Store store, Instant now, RedisAddress address) {
        this.store = store;
        this.now = now;
        this.address = address;
    }

    /// @param said a URL without a password, or `env:`, `file:`, `cmd:` that gives one
    /// @throws IllegalArgumentException for what is no such address; the message holds no password
    /// @throws io.longhaul.app.CommandException exit 8 for a reference that leads nowhere
    public static RedisAddress address(String said, Map<String, String> environment) {
        return Mirrors.mayBeSaid(said, environment);
    }

    /// @throws RedisAway if Redis did not answer to the end; what was read before stays taken
    public static Report run(Store store, Instant now, RedisAddress address) throws RedisAway, InterruptedException {
        var run = new CacheImport(store, now, address);
        try (var reader = new RedisReader(address)) {
            reader.read(DATA, page -> run.take(page, DATA));
            reader.read(FAILED, page -> run.take(page, FAILED));
        }
        return new Report(
                address.shown(), run.tickers, run.yearsTaken, run.markers, run.unchanged, run.years.leftOut(),
                Collections.unmodifiableMap(run.skipped), List.copyOf(run.named));
    }

    private void take(List<Found> page, String prefix) {
        var fresh = new HashMap<Ticker, Imported>();
        for (var found : page) {
            var ticker = ticker(found.key().substring(prefix.length()));
            if (ticker == null) {
                skip(found.key(), Why.NO_TICKER);
                continue;
            }
            switch (found) {
                case Found.OtherType(var key) -> skip(key, Why.OTHER_TYPE);
                case Found.TooLarge(var key, _) -> skip(key, Why.TOO_LARGE);
                case Found.Text(var key, var text) -> {
                    var read = prefix.equals(DATA) ? data(key, text) : marker(key, text);
                    if (read != null) {
                        keep(ticker, read, fresh);
                    }
                }
            }
        }
        var writes = new ArrayList<Write>();
        fresh.forEach((ticker, imported) -> writes.add(
                new Write.Kept(TickerCache.IMPORTED, ticker.symbol(), imported.encode(), now)));
        if (!writes.isEmpty()) {
            store.commit(writes);
        }
    }

    private void keep(Ticker ticker, Imported read, Map<Ticker, Imported> fresh) {
        var before = fresh.containsKey(ticker)
                ? fresh.get(ticker)
                : new TickerCache(store::kept).imported(ticker).orElse(null);
        var after = read.over(before);
        if (after.says(before)) {
            unchanged++;
            return;
        }
        fresh.put(ticker, after);
        yearsTaken += read.years().size();
        tickers += read.years().isEmpty() ? 0 : 1;
        markers += read.years().isEmpty() ? 1 : 0;
    }

    private static @Nullable Ticker ticker(String text) {
        try {
            return Ticker.of(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    private @Nullable Imported data(String key, String text) {
        var object = object(key, text);
        if (object == null) {
            return null;
        }
        var known = years.of(object);
        if (known.isEmpty()) {
            skip(key, Why.NOTHING_KNOWN);
            return null;
        }
        return new Imported(address.shown(), now, known, null);
    }

    /// Markers of ours say nothing that the store does not know.
    private @Nullable Imported marker(String key, String text) {
        var object = object(key, text);
        if (object == null) {
            return null;
        }
        if (object.path("by").asString("").equals("longhaul")) {
            unchanged++;
            return null;
        }
        var failed = new Imported.Failed(instant(object.path("failed_at").asString("")), error(object));
        return new Imported(address.shown(), now, new TreeMap<>(), failed);
    }

    private static String error(ObjectNode marker) {
        var said = marker.path("error").asString("");
        return said.isBlank() ? "no reason given" : said.substring(0, Math.min(said.length(), 500));
    }

    private static String instant(String text) {
        try {
            return Instant.parse(text).toString();
        } catch (java.time.format.DateTimeParseException none) {
            return "";
        }
    }

    private @Nullable ObjectNode object(String key, String text) {
        try {
            if (Json.read(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException none) {
            // told below
        }
        skip(key, Why.NO_JSON);
        return null;
    }

    private void skip(String key, Why why) {
        skipped.merge(why, 1L, Long::sum);
        if (named.size() < NAMED) {
            named.add(new Skipped(key, why));
        }
    }
}
