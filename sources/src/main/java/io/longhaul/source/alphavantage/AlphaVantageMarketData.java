package io.longhaul.source.alphavantage;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Steps;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.MarketData;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/// Alpha Vantage as a provider: bars by one call; no dividends, splits or share counts.
public record AlphaVantageMarketData(AlphaVantageDaily daily) implements MarketData {

    public AlphaVantageMarketData(Limits limits) {
        this(new AlphaVantageDaily(limits));
    }

    @Override
    public String name() {
        return "alphavantage";
    }

    @Override
    public List<Outline.Demand> barsDemands() {
        return List.of(new Outline.Demand(daily, 0, 1, true));
    }

    /// None for sure: it depends on the job's day how much has to be asked.
    @Override
    public List<Steps.Question<?, ?>> barsAsks(BarsQuestion question) {
        return List.of();
    }

    @Override
    public Answer<DailyBars> bars(Steps steps, BarsQuestion question) {
        boolean full = !reaches(question.from(), steps.today());
        return steps.tryAsk("alphavantage bars", daily, new AlphaVantageQuestion(question, full));
    }

    /// Whether the last 100 sessions before `today` go back to `from`. Every session is a weekday, so that no
    /// calendar is needed.
    static boolean reaches(LocalDate from, LocalDate today) {
        if (from.isBefore(today.minusDays(2L * AlphaVantageQuestion.COMPACT))) {
            return false;
        }
        return from.datesUntil(from.isAfter(today) ? from : today.plusDays(1))
                .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0)
                .count() <= AlphaVantageQuestion.COMPACT;
    }
}
