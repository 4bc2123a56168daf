package io.longhaul.lab.twin;

import io.longhaul.lab.twin.TwinBar.Split;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// `/v8/finance/chart/BRK-B`, and with cookie and crumb `/v10/finance/quoteSummary/BRK-B`; no key. `/` gives the
/// cookie, as `fc.yahoo.com` does.
final class YahooTwin implements Twin {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime OPENING = LocalTime.of(9, 30);
    private static final String COOKIE = "A3=lab-visitor";
    private static final String CRUMB = "haT3oykhHqZ";

    private final Listing listing;

    YahooTwin(Listing listing) {
        this.listing = listing;
    }

    @Override
    public String name() {
        return "yahoo";
    }

    @Override
    public String key(Asked asked) {
        return "";
    }

    @Override
    public Told tell(Asked asked) {
        if (asked.path().equals("/") || asked.path().isEmpty()) {
            return new Told(200, 404, Told.TEXT, Map.of("Set-Cookie", COOKIE + "; Path=/; Secure; HttpOnly"), "");
        }
        if (asked.path().equals("/v1/test/getcrumb")) {
            return cookie(asked)
                    ? new Told(200, 200, Told.TEXT, CRUMB)
                    : new Told(401, 401, Told.JSON, unauthorized("Invalid Cookie"));
        }
        var symbol = asked.segment(4);
        var security = symbol.contains(".") ? Optional.<Security>empty() : listing.listed(symbol.replace('-', '.'));
        return switch (asked.segment(3)) {
            case "chart" -> chart(asked, symbol, security);
            case "quoteSummary" -> summary(asked, symbol, security);
            default -> new Told(400, 404, Told.HTML, "<html><body>Not Found</body></html>");
        };
    }

    private static boolean cookie(Asked asked) {
        return asked.request().header("cookie").contains(COOKIE);
    }

    private static String unauthorized(String description) {
        return "{\"finance\":{\"result\":null,\"error\":{\"code\":\"Unauthorized\",\"description\":\"" + description
                + "\"}}}";
    }

    private static Told absent(String root, String description) {
        return new Told(
                404, 404, Told.JSON,
                "{\"" + root + "\":{\"result\":null,\"error\":{\"code\":\"Not Found\",\"description\":\"" + description
                        + "\"}}}");
    }

    private static Told chart(Asked asked, String symbol, Optional<Security> security) {
        if (security.isEmpty()) {
            return absent("chart", "No data found, symbol may be delisted");
        }
        long begin = Long.parseLong(asked.query().getOrDefault("period1", "0"));
        long end = Long.parseLong(asked.query().getOrDefault("period2", "" + asked.now().getEpochSecond()));
        var from = utcDay(begin);
        var to = utcDay(end - 1);
        var last = asked.yesterday();
        var bars = security.get().bars(from, to.isAfter(last) ? last : to);
        var json = new StringBuilder(600 + 120 * bars.size());
        json.append("{\"chart\":{\"result\":[{\"meta\":{\"currency\":\"USD\",\"symbol\":\"").append(symbol);
        json.append("\",\"instrumentType\":\"EQUITY\",\"gmtoffset\":-18000,\"timezone\":\"EST\",");
        json.append("\"exchangeTimezoneName\":\"America/New_York\",\"dataGranularity\":\"1d\"}");
        if (bars.isEmpty()) {
            json.append(",\"indicators\":{\"quote\":[{}],\"adjclose\":[{}]}}],\"error\":null}}");
            return Told.data(security.get(), Told.JSON, json);
        }
        var adjusted = bars.stream()
                .map(bar -> bar.adjusted(security.get().since(bar.day())))
                .toList();
        json.append(",\"timestamp\":[");
        for (var bar : adjusted) {
            json.append(opening(bar.day())).append(',');
        }
        json.setCharAt(json.length() - 1, ']');
        events(json, security.get(), from, to.isAfter(last) ? last : to);
        json.append(",\"indicators\":{\"quote\":[{");
        prices(json, "open", adjusted, TwinBar::open);
        prices(json, "high", adjusted, TwinBar::high);
        prices(json, "low", adjusted, TwinBar::low);
        prices(json, "close", adjusted, TwinBar::close);
        json.append("\"volume\":[");
        for (var bar : adjusted) {
            json.append(bar.volume()).append(',');
        }
        json.setCharAt(json.length() - 1, ']');
        json.append("}]}}],\"error\":null}}");
        return Told.data(security.get(), Told.JSON, json);
    }

    private static LocalDate utcDay(long seconds) {
        return Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static long opening(LocalDate day) {
        return day.atTime(OPENING).atZone(NEW_YORK).toEpochSecond();
    }

    /// 32-bit floats, written as doubles.
    private static void prices(StringBuilder json, String name, List<TwinBar> bars, ToLongFunction<TwinBar> field) {
        json.append('"').append(name).append("\":[");
        for (var bar : bars) {
            json.append((double) (float) (field.applyAsLong(bar) / (double) TwinBar.UNITS)).append(',');
        }
        json.setCharAt(json.length() - 1, ']');
        json.append(',');
    }

    private static void events(StringBuilder json, Security security, LocalDate from, LocalDate to) {
        json.append(",\"events\":{\"dividends\":{");
        for (var payment : security.payments(from, to)) {
            json.append(json.charAt(json.length() - 1) == '{' ? "" : ",");
            long at = opening(payment.exDay());
            json.append('"').append(at).append("\":{\"amount\":");
            TwinBar.price(json, security.since(payment.exDay()).divide(payment.amount()));
            json.append(",\"date\":").append(at).append('}');
        }
        json.append("},\"splits\":{");
        for (Split split : security.splits(from, to)) {
            long at = opening(split.day());
            json.append('"').append(at).append("\":{\"date\":").append(at).append(",\"numerator\":");
            json.append(split.after()).append(",\"denominator\":").append(split.before()).append(",\"splitRatio\":\"");
            json.append(split.after()).append(':').append(split.before()).append("\"}");
        }
        json.append("}}");
    }

    private Told summary(Asked asked, String symbol, Optional<Security> security) {
        if (!cookie(asked) || !asked.of("crumb").equals(CRUMB)) {
            return new Told(401, 401, Told.JSON, unauthorized("Invalid Crumb"));
        }
        if (security.isEmpty()) {
            return absent("quoteSummary",
                    "No fundamentals data found for any of the summaryTypes=defaultKeyStatistics");
        }
        var json = new StringBuilder("{\"quoteSummary\":{\"result\":[{\"defaultKeyStatistics\":{\"maxAge\":1");
        if (!listing.fund(symbol)) {
            var month = asked.yesterday().withDayOfMonth(1);
            var quarter = month.minusMonths((month.getMonthValue() - 1) % 3).minusDays(1);
            json.append(",\"sharesOutstanding\":").append(security.get().shares(asked.yesterday()));
            json.append(",\"mostRecentQuarter\":").append(quarter.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        }
        return Told.data(security.get(), Told.JSON, json.append("}}],\"error\":null}}"));
    }

    @Override
    public Told refuse(Asked asked, boolean day) {
        return new Told(429, 429, Told.TEXT, "Too Many Requests\r\n");
    }
}
