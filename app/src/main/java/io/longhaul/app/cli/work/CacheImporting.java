package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.Wiring;
import io.longhaul.app.config.Config;
import io.longhaul.app.mirror.CacheImport;
import io.longhaul.app.mirror.CacheImport.Report;
import io.longhaul.app.mirror.Mirrors;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Text;
import io.longhaul.mirror.RedisAddress;
import io.longhaul.mirror.RedisAway;
import java.io.PrintStream;
import java.util.List;

/// `cache import`: takes what the original cache left in a Redis into the store.
record CacheImporting(Wiring wiring, boolean json) {

    /// @param words the Redis; none for that of the configuration
    int from(List<String> words) {
        if (words.size() > 1) {
            throw CommandException.usage("cache import: got " + words.size() + " words; want one Redis, as"
                    + " redis://127.0.0.1:6379, or env:NAME where the URL has a password");
        }
        var address = address(words);
        var now = wiring.clocks().wall().instant();
        var report = wiring.sessions().writing(store -> {
            try {
                return CacheImport.run(store, now, address);
            } catch (RedisAway away) {
                throw new CommandException(
                        Exit.UNAVAILABLE,
                        "cache import: " + away.getMessage() + "; what was read before stays imported",
                        away);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new CommandException(Exit.INTERRUPTED, "cache import was interrupted", stopped);
            }
        });
        if (json) {
            document(report);
        } else {
            lines(report, wiring.out());
        }
        return Exit.OK;
    }

    private RedisAddress address(List<String> words) {
        var said = words.isEmpty()
                ? wiring.config().value(Mirrors.URL).map(Config.Value::text).orElseThrow(() -> CommandException.usage(
                        "cache import: got no Redis, and redis.url is not set; want one as redis://127.0.0.1:6379"))
                : words.getFirst();
        try {
            return CacheImport.address(said, wiring.environment());
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage("cache import: " + wrong.getMessage());
        }
    }

    private static void lines(Report report, PrintStream out) {
        out.println("Imported " + Text.count(report.years(), "year") + " of " + Text.count(report.tickers(), "ticker")
                + " and " + Text.count(report.markers(), "marker") + " of failed ones from " + report.shown());
        if (report.unchanged() > 0) {
            out.println("         " + Text.count(report.unchanged(), "value") + " said nothing new");
        }
        if (report.fields() > 0) {
            out.println(
                    "Left out " + Text.count(report.fields(), "field") + " in them: no year, or no number that can be");
        }
        report.skipped().forEach((why, count) -> out.println(
                "Skipped  " + Text.count(count, "value") + " " + why.label()));
        report.named().forEach(each -> out.println(
                "         " + Text.fit(Text.visible(each.key()), 40) + "  " + each.why().label()));
        long skipped = report.skipped().values().stream().mapToLong(Long::longValue).sum();
        if (skipped > report.named().size()) {
            out.println("         and " + (skipped - report.named().size()) + " more");
        }
        out.println("Look     longhaul cache get TICKER; imported years are shown and asked for all the same");
    }

    private void document(Report report) {
        var skipped = Json.object();
        report.skipped().forEach((why, count) -> skipped.put(why.name().toLowerCase(java.util.Locale.ROOT), count));
        var document = Json.document()
                .put("from", report.shown())
                .put("tickers", report.tickers())
                .put("years", report.years())
                .put("markers", report.markers())
                .put("unchanged", report.unchanged())
                .put("fields_left_out", report.fields());
        document.set("skipped", skipped);
        Json.print(wiring.out(), document);
    }
}
