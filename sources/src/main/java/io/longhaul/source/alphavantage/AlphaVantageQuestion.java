package io.longhaul.source.alphavantage;

import io.longhaul.source.market.BarsQuestion;

/// Daily bars.
///
/// @param full whether the range goes further back than the last 100 sessions, which is more than a key without a plan
///     may ask
public record AlphaVantageQuestion(BarsQuestion range, boolean full) {

    /// Sessions of a reply that is not full.
    static final int COMPACT = 100;

    String canonical() {
        return range.canonical() + (full ? " full" : " compact");
    }
}
