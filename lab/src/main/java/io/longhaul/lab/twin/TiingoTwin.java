package io.longhaul.lab.twin;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/// `/tiingo/daily/BRK-B/prices`, header `Authorization: Token KEY` or parameter `token`.
final class TiingoTwin implements Twin {

    private static final String SCHEME = "Token ";
    private static final List<String> PLAIN = List.of("close", "high", "low", "open", "volume");
    private static final List<String> ADJUSTED = List.of("adjClose", "adjHigh", "adjLow", "adjOpen", "adjVolume");

    private final Listing listing;

    TiingoTwin(Listing listing) {
        this.listing = listing;
    }

    @Override
    public String name() {
        return "tiingo";
    }

    @Override
    public String key(Asked asked) {
        var header = asked.request().header("authorization");
        return header.startsWith(SCHEME) ? header.substring(SCHEME.length()) : asked.of("token");
    }

    @Override
    public Told tell(Asked asked) {
        if (!Twin.accepts(key(asked))) {
            return new Told(401, 401, Told.JSON, "{\"detail\":\"Invalid token.\"}");
        }
        var symbol = asked.segment(3);
        var security = symbol.contains(".") ? null : listing.listed(symbol.replace('-', '.')).orElse(null);
        if (security == null || !asked.segment(4).equals("prices")) {
            return new Told(404, 404, Told.JSON, "{\"detail\":\"Not found.\"}");
        }
        var last = asked.yesterday();
        var to = asked.day("endDate", last);
        return Told.data(
                security, Told.JSON, prices(security, asked.day("startDate", last), to.isAfter(last) ? last : to));
    }

    private static StringBuilder prices(Security security, LocalDate from, LocalDate to) {
        var payments = security.payments(from, to).stream()
                .collect(Collectors.toMap(Security.Payment::exDay, Security.Payment::amount));
        var splits = security.splits(from, to);
        var json = new StringBuilder(65_536).append('[');
        for (var bar : security.bars(from, to)) {
            json.append(json.length() > 1 ? "," : "");
            json.append("{\"date\":\"").append(bar.day()).append("T00:00:00.000Z\",");
            columns(json, bar, PLAIN);
            var adjusted = bar.adjusted(security.since(bar.day()));
            columns(json, adjusted, ADJUSTED);
            TwinBar.price(json.append("\"divCash\":"), payments.getOrDefault(bar.day(), 0L));
            json.append(",\"splitFactor\":");
            boolean split = !splits.isEmpty() && splits.getFirst().day().equals(bar.day());
            json.append(split ? (double) splits.getFirst().after() / splits.getFirst().before() : 1.0);
            json.append('}');
        }
        return json.append(']');
    }

    private static void columns(StringBuilder json, TwinBar bar, List<String> names) {
        TwinBar.price(json.append('"').append(names.get(0)).append("\":"), bar.close());
        TwinBar.price(json.append(",\"").append(names.get(1)).append("\":"), bar.high());
        TwinBar.price(json.append(",\"").append(names.get(2)).append("\":"), bar.low());
        TwinBar.price(json.append(",\"").append(names.get(3)).append("\":"), bar.open());
        json.append(",\"").append(names.get(4)).append("\":").append(bar.volume()).append(',');
    }

    @Override
    public Told refuse(Asked asked, boolean day) {
        var body = "{\"detail\":\"Error: You have run over your " + (day ? "daily" : "hourly")
                + " request allocation. Please upgrade at https://api.tiingo.com/pricing to have your limits"
                + " increased.\"}";
        return new Told(429, 429, Told.JSON, body);
    }
}
