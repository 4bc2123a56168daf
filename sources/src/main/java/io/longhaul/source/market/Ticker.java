package io.longhaul.source.market;

import java.util.Locale;
import java.util.regex.Pattern;

/// A security listed in the USA, by its symbol: upper case, share classes after a dot, as `BRK.B`.
public record Ticker(String symbol) implements Comparable<Ticker> {
    private static final String MARK = "\uFEFF";
    private static final Pattern FORM = Pattern.compile("[A-Z][A-Z0-9]{0,9}(\\.[A-Z0-9]{1,4})?");

    public Ticker {
        if (!FORM.matcher(symbol).matches()) {
            throw new IllegalArgumentException(
                    "\"" + symbol + "\" is no ticker; want one as AAPL, BRK.B, BRK-B, BRK/B or brk-b.us");
        }
    }

    /// Any provider's spelling: `BRK.B`, `BRK-B`, `BRK/B`, `brk-b.us`, `AAPL.US`.
    ///
    /// @throws IllegalArgumentException for what cannot be a ticker
    public static Ticker of(String text) {
        var plain = text.replace(MARK, "").strip();
        if (!plain.chars().allMatch(c -> c < 0x80)) {
            return new Ticker(plain); // which refuses it, before an ſ becomes an S
        }
        plain = plain.toUpperCase(Locale.ROOT);
        if (plain.endsWith(".US")) {
            plain = plain.substring(0, plain.length() - ".US".length());
        }
        return new Ticker(plain.replace('-', '.').replace('/', '.'));
    }

    /// With a hyphen before the share class: `BRK-B`.
    public String dashed() {
        return symbol.replace('.', '-');
    }

    @Override
    public int compareTo(Ticker other) {
        return symbol.compareTo(other.symbol);
    }

    @Override
    public String toString() {
        return symbol;
    }
}
