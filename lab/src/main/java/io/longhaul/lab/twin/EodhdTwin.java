package io.longhaul.lab.twin;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/api/eod|splits|div|fundamentals/BRK-B.US`.
final class EodhdTwin implements Twin {

    private static final Pattern SYMBOL = Pattern.compile("([A-Z0-9]+(?:-[A-Z0-9]+)?)\\.US(\\.DELISTED)?");
    private static final LocalDate FIRST_SHEET = LocalDate.of(2000, 3, 31);

    private final Listing listing;

    EodhdTwin(Listing listing) {
        this.listing = listing;
    }

    @Override
    public String name() {
        return "eodhd";
    }

    @Override
    public String key(Asked asked) {
        return asked.of("api_token");
    }

    @Override
    public Told tell(Asked asked) {
        if (!Twin.accepts(key(asked))) {
            return new Told(401, 401, Told.TEXT, "Unauthenticated");
        }
        var form = SYMBOL.matcher(asked.segment(3));
        var security = form.matches() ? security(form) : Optional.<Security>empty();
        if (security.isEmpty()) {
            return new Told(404, 404, Told.TEXT, "Ticker Not Found.");
        }
        var from = asked.day("from", LocalDate.of(1990, 1, 1));
        var last = asked.yesterday();
        var to = asked.day("to", last).isAfter(last) ? last : asked.day("to", last);
        return switch (asked.segment(2)) {
            case "eod" -> Told.data(security.get(), Told.JSON, bars(security.get(), from, to));
            case "splits" -> Told.data(security.get(), Told.JSON, splits(security.get(), from, to));
            case "div" -> Told.data(security.get(), Told.JSON, dividends(security.get(), from, to));
            case "fundamentals" ->
                Told.data(security.get(), Told.JSON, sheets(form.group(1), security.get(), last));
            default -> new Told(400, 404, Told.HTML, "<html><body>404 Not Found</body></html>");
        };
    }

    private Optional<Security> security(Matcher form) {
        var symbol = form.group(1).replace('-', '.');
        return form.group(2) == null ? listing.listed(symbol) : listing.delisted(symbol);
    }

    private static StringBuilder bars(Security security, LocalDate from, LocalDate to) {
        var json = new StringBuilder(32_768).append('[');
        for (var bar : security.bars(from, to)) {
            json.append(json.length() > 1 ? "," : "").append("{\"date\":\"").append(bar.day()).append("\",\"open\":");
            TwinBar.price(json, bar.open());
            TwinBar.price(json.append(",\"high\":"), bar.high());
            TwinBar.price(json.append(",\"low\":"), bar.low());
            TwinBar.price(json.append(",\"close\":"), bar.close());
            var adjusted = bar.adjusted(security.since(bar.day()));
            TwinBar.price(json.append(",\"adjusted_close\":"), adjusted.close());
            json.append(",\"volume\":").append(adjusted.volume()).append('}');
        }
        return json.append(']');
    }

    private static StringBuilder splits(Security security, LocalDate from, LocalDate to) {
        var json = new StringBuilder().append('[');
        for (var split : security.splits(from, to)) {
            json.append("{\"date\":\"").append(split.day()).append("\",\"split\":\"").append(split.after());
            json.append(".000000/").append(split.before()).append(".000000\"}");
        }
        return json.append(']');
    }

    private static StringBuilder dividends(Security security, LocalDate from, LocalDate to) {
        var json = new StringBuilder().append('[');
        for (var payment : security.payments(from, to)) {
            json.append(json.length() > 1 ? "," : "").append("{\"date\":\"").append(payment.exDay());
            TwinBar.price(
                    json.append("\",\"period\":\"Quarterly\",\"value\":"),
                    security.since(payment.exDay()).divide(payment.amount()));
            TwinBar.price(json.append(",\"unadjustedValue\":"), payment.amount());
            json.append(",\"currency\":\"USD\"}");
        }
        return json.append(']');
    }

    private StringBuilder sheets(String symbol, Security security, LocalDate last) {
        var json = new StringBuilder().append('{');
        var day = FIRST_SHEET;
        for (; !day.isAfter(last) && !listing.fund(symbol); day = day.plusMonths(3)) {
            var quarter = day.withDayOfMonth(day.lengthOfMonth());
            if (quarter.isAfter(security.listed()) && quarter.isBefore(last)) {
                json.append(json.length() > 1 ? "," : "").append('"').append(quarter).append("\":{\"date\":\"");
                json.append(quarter).append("\",\"commonStockSharesOutstanding\":\"");
                json.append(security.shares(quarter)).append(".00\"}");
            }
        }
        return json.append('}');
    }

    @Override
    public int units(Asked asked) {
        return asked.segment(2).equals("fundamentals") ? 10 : 1;
    }

    @Override
    public Told refuse(Asked asked, boolean day) {
        return day
                ? new Told(
                        429, 402, Told.TEXT,
                        "You exceeded your daily API requests limit.  Please contact support@eodhistoricaldata.com")
                : new Told(429, 429, Told.TEXT, "Too Many Requests");
    }
}
