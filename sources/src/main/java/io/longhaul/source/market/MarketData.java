package io.longhaul.source.market;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Steps;
import java.util.List;

/// A provider of market data, as a workflow asks it. It asks its own sources through [Steps] and joins their answers;
/// it keeps nothing.
public interface MarketData {
    /// As in `fill-cache.providers` and `sources.NAME.*`: the prefix of its sources' names.
    String name();

    /// What [#bars] may ask for one ticker.
    List<Outline.Demand> barsDemands();

    /// The questions that [#bars] asks in any case.
    List<Steps.Question<?, ?>> barsAsks(BarsQuestion question);

    /// Daily bars; [Answer.Missing] if the provider does not know the ticker, or proved that there was no bar.
    Answer<DailyBars> bars(Steps steps, BarsQuestion question);

    /// What [#shares] may ask for one ticker; empty if it has no share counts.
    default List<Outline.Demand> sharesDemands() {
        return List.of();
    }

    /// Whether [#shares] tells share counts of past years; false where it tells the latest only.
    default boolean sharesOfPastYears() {
        return true;
    }

    /// Shares outstanding by quarterly balance sheet, oldest first.
    default Answer<List<SharesOutstanding>> shares(Steps steps, Ticker ticker) {
        return new Answer.Missing<>(name() + " has no share counts");
    }
}
