package io.longhaul.source.eodhd;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Steps;
import io.longhaul.source.eodhd.EodhdQuestion.Form;
import io.longhaul.source.market.Answers;
import io.longhaul.source.market.BadBody;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.Facts;
import io.longhaul.source.market.MarketData;
import io.longhaul.source.market.Refusals;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Split;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import java.time.LocalDate;
import java.util.List;

/// EODHD as a provider: bars first, under the form for delisted securities where it does not know the listed one, then
/// splits and dividends side by side. Its prices are as traded, its volumes "adjusted for splits"
/// (<https://eodhd.com/financial-apis/api-for-historical-data-and-volumes>).
public record EodhdMarketData(EodhdBars bars, EodhdSplits splits, EodhdDividends dividends, EodhdShares shares)
        implements MarketData {

    public EodhdMarketData(Limits limits) {
        this(new EodhdBars(limits), new EodhdSplits(limits), new EodhdDividends(limits), new EodhdShares(limits));
    }

    @Override
    public String name() {
        return "eodhd";
    }

    @Override
    public List<Outline.Demand> barsDemands() {
        return List.of(
                new Outline.Demand(bars, 0, Form.values().length, true),
                new Outline.Demand(splits, 0, 1, true),
                new Outline.Demand(dividends, 0, 1, true));
    }

    @Override
    public List<Steps.Question<?, ?>> barsAsks(BarsQuestion question) {
        return List.of(new Steps.Question<>("bars", bars, new EodhdQuestion(question, Form.LISTED)));
    }

    @Override
    public Answer<DailyBars> bars(Steps steps, BarsQuestion question) {
        Answer<List<Bar>> found = new Answer.Missing<>("not asked");
        for (var form : Form.values()) {
            var asked = new EodhdQuestion(question, form);
            found = steps.tryAsk("eodhd bars", bars, asked);
            if (found instanceof Answer.Found<List<Bar>>(var series, var at)) {
                return withFacts(steps, asked, series, LocalDate.ofInstant(at, TradingCalendar.NEW_YORK));
            }
            if (!(found instanceof Answer.Missing)) {
                break;
            }
        }
        return Answers.map(found, EodhdMarketData::bare);
    }

    private static DailyBars bare(List<Bar> bars) {
        return new DailyBars(bars, DailyBars.Basis.RAW, List.of(), List.of(), false);
    }

    /// @param until the day of the bars' reply: a split of a later one, which facts that were asked for days after may
    ///     hold, is not in their volumes
    @SuppressWarnings("unchecked") // answers come in the order of the questions
    private Answer<DailyBars> withFacts(Steps steps, EodhdQuestion asked, List<Bar> series, LocalDate until) {
        var facts = steps.all(List.of(
                new Steps.Question<>("eodhd splits", splits, asked),
                new Steps.Question<>("eodhd dividends", dividends, asked)));
        return Answers.then(
                (Answer<List<Split>>) facts.get(0),
                split -> Answers.then(
                        (Answer<List<Dividend>>) facts.get(1),
                        dividend -> joined(
                                steps, asked, series, dividend,
                                split.stream().filter(each -> !each.day().isAfter(until)).toList())));
    }

    private static Answer<DailyBars> joined(
            Steps steps, EodhdQuestion asked, List<Bar> series, List<Dividend> dividends, List<Split> splits) {
        try {
            return new Answer.Found<>(
                    Facts.joined(series, DailyBars.Basis.VOLUME_ADJUSTED, dividends, splits), steps.asOf());
        } catch (BadBody bad) {
            return Refusals.invalid("eodhd", asked.range(), bad);
        }
    }

    @Override
    public List<Outline.Demand> sharesDemands() {
        return List.of(new Outline.Demand(shares, 0, 1, false));
    }

    @Override
    public Answer<List<SharesOutstanding>> shares(Steps steps, Ticker ticker) {
        return steps.tryAsk("eodhd shares", shares, ticker);
    }
}
