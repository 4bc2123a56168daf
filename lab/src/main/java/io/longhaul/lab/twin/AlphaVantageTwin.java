package io.longhaul.lab.twin;

import java.time.LocalDate;
import java.util.List;

/// `/query?function=TIME_SERIES_DAILY`; always status 200. `BRK.B` is answered as `BRK-B` is, others' forms are not.
final class AlphaVantageTwin implements Twin {

    private static final int COMPACT = 100;

    /// Before that it has no bars.
    private static final LocalDate FIRST = LocalDate.of(1999, 11, 1);

    private static final String THANKS = "Thank you for using Alpha Vantage! ";

    private final Listing listing;

    AlphaVantageTwin(Listing listing) {
        this.listing = listing;
    }

    @Override
    public String name() {
        return "alphavantage";
    }

    @Override
    public String key(Asked asked) {
        return asked.of("apikey");
    }

    @Override
    public Told tell(Asked asked) {
        if (!Twin.accepts(key(asked))) {
            return said(
                    401, "Error Message",
                    "the parameter apikey is invalid or missing. Please claim your free API key on"
                            + " (https://www.alphavantage.co/support/#api-key). It should take less than 20 seconds.");
        }
        var security = listing.listed(asked.of("symbol").replace('-', '.'));
        if (security.isEmpty() || !asked.of("function").equals("TIME_SERIES_DAILY")) {
            return said(
                    404, "Error Message",
                    "Invalid API call. Please retry or visit the documentation"
                            + " (https://www.alphavantage.co/documentation/) for " + asked.of("function") + ".");
        }
        boolean full = asked.of("outputsize").equals("full");
        if (full && key(asked).contains("free")) {
            return said(
                    402, "Information",
                    THANKS + "The outputsize=full parameter value is a premium feature for the TIME_SERIES_DAILY"
                            + " endpoint. You may subscribe to any of the premium plans at"
                            + " https://www.alphavantage.co/premium/ to instantly unlock all premium features");
        }
        var last = asked.yesterday();
        // 100 sessions are at most 160 days
        var bars = security.get().bars(full ? FIRST : last.minusDays(160), last);
        int first = full ? 0 : Math.max(0, bars.size() - COMPACT);
        return Told.data(
                security.get(), Told.JSON, series(asked.of("symbol"), bars.subList(first, bars.size())));
    }

    private static StringBuilder series(String symbol, List<TwinBar> bars) {
        var json = new StringBuilder(200 + 130 * bars.size());
        json.append("{\"Meta Data\":{\"1. Information\":\"Daily Prices (open, high, low, close) and Volumes\",");
        json.append("\"2. Symbol\":\"").append(symbol).append("\",\"5. Time Zone\":\"US/Eastern\"},");
        json.append("\"Time Series (Daily)\":{");
        for (var bar : bars.reversed()) {
            json.append(json.charAt(json.length() - 1) == '{' ? "" : ",");
            json.append('"').append(bar.day()).append("\":{\"1. open\":\"");
            TwinBar.price(json, bar.open());
            TwinBar.price(json.append("\",\"2. high\":\""), bar.high());
            TwinBar.price(json.append("\",\"3. low\":\""), bar.low());
            TwinBar.price(json.append("\",\"4. close\":\""), bar.close());
            json.append("\",\"5. volume\":\"").append(bar.volume()).append("\"}");
        }
        return json.append("}}");
    }

    private static Told said(int meaning, String field, String sentence) {
        return new Told(meaning, 200, Told.JSON, "{\"" + field + "\":\"" + sentence + "\"}");
    }

    @Override
    public Told refuse(Asked asked, boolean day) {
        return day
                ? said(
                        429, "Information",
                        THANKS + "Our standard API rate limit is 25 requests per day. Please subscribe to any of the"
                                + " premium plans at https://www.alphavantage.co/premium/ to instantly remove all daily"
                                + " rate limits.")
                : said(
                        429, "Information",
                        THANKS + "Please consider spreading out your free API requests more sparingly (1 request per"
                                + " second). You may subscribe to any of the premium plans at"
                                + " https://www.alphavantage.co/premium/ to lift the free key rate limit (25 requests"
                                + " per day).");
    }
}
