package io.longhaul.app.market;

import io.longhaul.io.Lists;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// Lists of tickers by the names that users give them.
public final class TickerLists {
    /// `all` is nasdaq and sp500 together.
    public static final List<String> SOURCES = List.of("sp500", "nasdaq", "all", "custom");

    /// Those that come with the program.
    public static final List<String> NAMES = List.of("sp500", "nasdaq", "all");

    private TickerLists() {}

    /// A list that comes with the program, without Nasdaq's test issues.
    ///
    /// @param source `sp500`, `nasdaq` or `all`
    public static InputList of(String source) {
        return switch (source) {
            case "sp500" -> Lists.open(InputSpec.of("sp500"));
            case "nasdaq" -> Lists.open(nasdaq());
            case "all" -> {
                var keys = new LinkedHashSet<String>();
                try (var sp500 = Lists.open(InputSpec.of("sp500")); var nasdaq = Lists.open(nasdaq())) {
                    sp500.items().forEachRemaining(item -> keys.add(item.key()));
                    nasdaq.items().forEachRemaining(item -> keys.add(item.key()));
                }
                yield of(keys);
            }
            default -> throw new IllegalArgumentException(
                    "ticker source \"" + source + "\"; want one of " + String.join(", ", SOURCES));
        };
    }

    private static InputSpec nasdaq() {
        return InputSpec.of("nasdaq").filter("Test Issue", "N");
    }

    /// A list of these tickers, as they are spelt.
    public static InputList of(Collection<String> tickers) {
        var text = new StringBuilder("ticker\n");
        tickers.forEach(ticker -> text.append('"').append(ticker.replace("\"", "\"\"")).append("\"\n"));
        var bytes = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
        return Lists.open(InputSpec.of(bytes).key("ticker").header(true).delimiter(',').charset("UTF-8"));
    }
}
