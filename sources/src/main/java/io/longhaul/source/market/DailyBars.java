package io.longhaul.source.market;

import java.util.List;

/// Daily bars as one provider gave them, oldest first, one a day.
///
/// @param basis what its prices and volumes are adjusted for
/// @param dividends with an ex-day in the range asked for, oldest first, amounts on the same basis as the bars
/// @param splits from the range's first day on; where `basis` is not [Basis#RAW] also those after its last day
/// @param facts whether the provider tells dividends and splits: without, an empty list proves nothing
public record DailyBars(
        List<Bar> bars, Basis basis, List<Dividend> dividends, List<Split> splits, boolean facts) {
    /// What prices and volumes are adjusted for.
    public enum Basis {
        /// As traded on the day.
        RAW,
        /// Prices as traded; volumes multiplied by every split until the reply.
        VOLUME_ADJUSTED,
        /// Divided by every split until the reply.
        SPLIT_ADJUSTED
    }

    public DailyBars {
        bars = List.copyOf(bars);
        dividends = List.copyOf(dividends);
        splits = List.copyOf(splits);
    }
}
