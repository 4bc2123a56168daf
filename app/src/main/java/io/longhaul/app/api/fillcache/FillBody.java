package io.longhaul.app.api.fillcache;

import io.longhaul.app.api.Fields;
import io.longhaul.app.api.NotifyField;
import io.longhaul.app.api.Problem;
import io.longhaul.app.market.FillWish;
import io.longhaul.app.market.TickerLists;
import io.longhaul.source.market.Ticker;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a body says of tickers and of what is to be cached of them.
record FillBody(Fields fields) {

    static final Set<String> WISH = Set.of("dataset", "from", "to", "retryDelisted", NotifyField.NAME);
    private static final int MOST = 10_000;
    private static final int NAMED = 5;

    /// Tickers of `tickers`, each once, in order.
    ///
    /// @throws Problem for none, too many, and for what is no ticker
    List<Ticker> custom() {
        if (!fields.has("tickers")) {
            throw fields.wrong("tickers", "Ticker array is required; want a list of 1 to " + MOST);
        }
        var texts = fields.texts("tickers");
        if (texts.isEmpty()) {
            throw fields.wrong("tickers", "is empty; want 1 to " + MOST + " tickers");
        }
        if (texts.size() > MOST) {
            throw fields.wrong("tickers", "has " + texts.size() + "; want at most " + MOST + " in one request");
        }
        var tickers = new LinkedHashSet<Ticker>();
        var wrong = new ArrayList<String>();
        for (var text : texts) {
            try {
                tickers.add(Ticker.of(text));
            } catch (IllegalArgumentException malformed) {
                wrong.add("\"" + Fields.shown(text) + "\"");
            }
        }
        if (!wrong.isEmpty()) {
            var first = String.join(", ", wrong.subList(0, Math.min(NAMED, wrong.size())));
            throw fields.wrong("tickers",
                    first + (wrong.size() > NAMED ? " and " + (wrong.size() - NAMED) + " more" : "")
                            + (wrong.size() == 1 ? " is no ticker" : " are no tickers")
                            + "; want as AAPL, BRK.B or brk-b.us");
        }
        return List.copyOf(tickers);
    }

    /// Tickers of `tickerSource`.
    List<Ticker> tickers() {
        var source = source();
        if (source.equals("custom")) {
            return custom();
        }
        var tickers = new LinkedHashSet<Ticker>();
        try (var list = TickerLists.of(source)) {
            list.items().forEachRemaining(item -> tickers.add(Ticker.of(item.key())));
        }
        return List.copyOf(tickers);
    }

    String source() {
        var source = fields.text("tickerSource")
                .orElseThrow(() -> fields.wrong("tickerSource", "Invalid ticker source: it is missing; " + sources()));
        if (!TickerLists.SOURCES.contains(source)) {
            throw fields.wrong(
                    "tickerSource", "Invalid ticker source: got \"" + Fields.shown(source) + "\"; " + sources());
        }
        return source;
    }

    private static String sources() {
        return "want one of " + String.join(", ", TickerLists.SOURCES);
    }

    FillWish wish() {
        return new FillWish(
                fields.text("dataset").orElse(null),
                fields.text("from").orElse(null),
                fields.text("to").orElse(null),
                fields.flag("retryDelisted"));
    }
}
