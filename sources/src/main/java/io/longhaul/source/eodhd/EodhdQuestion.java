package io.longhaul.source.eodhd;

import io.longhaul.source.market.BarsQuestion;

/// Something about a security over days.
///
/// @param form how its symbol is written
public record EodhdQuestion(BarsQuestion range, Form form) {

    /// EODHD's spellings of a US symbol, in the order in which they are tried.
    public enum Form {
        LISTED(".US"),
        DELISTED(".US.DELISTED");

        private final String suffix;

        Form(String suffix) {
            this.suffix = suffix;
        }
    }

    /// As `BRK-B.US`.
    String symbol() {
        return range.ticker().dashed() + form.suffix;
    }

    String canonical() {
        return symbol() + " " + range.from() + ".." + range.to();
    }
}
