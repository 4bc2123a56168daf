package io.longhaul.app.market;

import io.longhaul.app.view.Json;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import io.longhaul.workflow.fillcache.Days;
import io.longhaul.workflow.fillcache.FailedMarker;
import io.longhaul.workflow.fillcache.Imported;
import io.longhaul.workflow.fillcache.TickerCache;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What is cached of a ticker, as JSON.
public final class CacheDocument {
    private CacheDocument() {}

    /// All that is known but for the bars.
    public static ObjectNode of(Ticker ticker, TickerCache cache) {
        var document = Json.document().put("ticker", ticker.symbol());
        cache.record(ticker).ifPresent(known -> {
            document.put("provider", known.provider())
                    .put("first", known.first() == null ? null : String.valueOf(known.first()))
                    .put("last", known.last() == null ? null : String.valueOf(known.last()))
                    .put("covered_from", known.covered().from().toString())
                    .put("covered_to", known.covered().to().toString())
                    .put("as_traded", known.basis() == io.longhaul.source.market.DailyBars.Basis.RAW)
                    .put("facts", known.facts());
            var gaps = document.putArray("gaps");
            known.gaps().forEach(gap -> gaps.add(gap.toString()));
            var dividends = document.putArray("dividends");
            known.dividends().forEach(each -> dividends.addObject()
                    .put("ex_day", each.exDay().toString())
                    .put("amount", each.amount().toPlainString()));
            var splits = document.putArray("splits");
            known.splits().forEach(each -> splits.addObject()
                    .put("day", each.day().toString())
                    .put("numerator", each.numerator().toPlainString())
                    .put("denominator", each.denominator().toPlainString()));
            document.set("yearly", yearly(ticker, cache));
            var withoutShares = document.putArray("years_without_shares");
            cache.withoutShares(ticker).forEach(withoutShares::add);
        });
        cache.failed(ticker).ifPresent(failed -> document.set("failed", failed(ticker, failed)));
        cache.imported(ticker).ifPresent(imported -> document.set("imported", imported(imported)));
        return document;
    }

    /// `{"from","at","years":{"2024":{"price":…}},"failed":{"error","failed_at"}}`: what another system's cache said.
    private static ObjectNode imported(Imported imported) {
        var document = Json.object().put("from", imported.from()).put("at", imported.at().toString());
        var years = document.putObject("years");
        imported.years().forEach((year, value) -> fields(years.putObject(Integer.toString(year)), value));
        var failed = imported.failed();
        if (failed != null) {
            document.putObject("failed").put("error", failed.error()).put(
                    "failed_at", failed.at().isEmpty() ? null : failed.at());
        }
        return document;
    }

    private static void fields(ObjectNode year, Imported.Year value) {
        add(year, "price", value.price());
        add(year, "market_cap", value.marketCap());
        add(year, "shares_outstanding", value.shares());
    }

    private static void add(ObjectNode year, String name, @Nullable BigDecimal number) {
        if (number != null && !year.has(name)) {
            year.put(name, number);
        }
    }

    /// [#yearly], and from what was imported whatever it lacks.
    public static ObjectNode yearlyWithImported(Ticker ticker, TickerCache cache) {
        var years = yearly(ticker, cache);
        cache.imported(ticker).ifPresent(imported -> imported.years().forEach((year, value) -> {
            var name = Integer.toString(year);
            fields(years.get(name) instanceof ObjectNode known ? known : years.putObject(name), value);
        }));
        return years;
    }

    /// The map of years: `{"2024":{"price":…,"market_cap":…,"shares_outstanding":…}}`, numbers in USD and shares; what
    /// is not known is left out.
    public static ObjectNode yearly(Ticker ticker, TickerCache cache) {
        var years = Json.object();
        cache.record(ticker).ifPresent(known -> {
            var all = new Days(TradingCalendar.FIRST, known.covered().to().isBefore(TradingCalendar.FIRST)
                    ? TradingCalendar.FIRST
                    : known.covered().to());
            for (var value : cache.yearly(ticker, all)) {
                var year = years.putObject(Integer.toString(value.year())).put("price", value.price());
                if (value.marketCap() != null) {
                    year.put("market_cap", value.marketCap());
                }
                if (value.shares() != null) {
                    year.put("shares_outstanding", value.shares());
                }
            }
        });
        return years;
    }

    /// `{"ticker","error","failed_at","last_attempt"}`.
    public static ObjectNode failed(Ticker ticker, FailedMarker marker) {
        return Json.object()
                .put("ticker", ticker.symbol())
                .put("error", marker.error())
                .put("failed_at", marker.failedAt().toString())
                .put("last_attempt", marker.lastAttempt().toString());
    }
}
