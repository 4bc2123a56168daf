package io.longhaul.source.tiingo;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Steps;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.MarketData;
import java.util.List;

/// Tiingo as a provider: bars, dividends and splits by one call; no share counts.
public record TiingoMarketData(TiingoDaily daily) implements MarketData {

    public TiingoMarketData(Limits limits) {
        this(new TiingoDaily(limits));
    }

    @Override
    public String name() {
        return "tiingo";
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
        return steps.tryAsk("tiingo bars", daily, question);
    }
}
