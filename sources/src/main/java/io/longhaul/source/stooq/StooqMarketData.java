package io.longhaul.source.stooq;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Steps;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.MarketData;
import java.util.List;

/// Stooq as a provider: bars by one call; no dividends, splits or share counts.
public record StooqMarketData(StooqDaily daily) implements MarketData {

    public StooqMarketData(Limits limits) {
        this(new StooqDaily(limits));
    }

    @Override
    public String name() {
        return "stooq";
    }

    @Override
    public List<Outline.Demand> barsDemands() {
        return List.of(new Outline.Demand(daily, 0, 1, true));
    }

    @Override
    public List<Steps.Question<?, ?>> barsAsks(BarsQuestion question) {
        return List.of(new Steps.Question<>("bars", daily, question));
    }

    @Override
    public Answer<DailyBars> bars(Steps steps, BarsQuestion question) {
        return steps.tryAsk("stooq bars", daily, question);
    }
}
