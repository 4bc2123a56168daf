package io.longhaul.source.yahoo;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Source;
import io.longhaul.engine.Steps;
import io.longhaul.source.market.Answers;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.MarketData;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Ticker;
import java.util.List;

/// Yahoo Finance as a provider: bars by one call; the latest share count by a cookie and a crumb, which a whole job
/// shares, and one call. A crumb that is not accepted any more is replaced once.
public record YahooMarketData(YahooBars bars, YahooCookie cookie, YahooCrumb crumb, YahooStatistics statistics)
        implements MarketData {

    private static final int SESSIONS = 2;

    public YahooMarketData(Limits limits) {
        this(new YahooBars(limits), new YahooCookie(limits), new YahooCrumb(limits), new YahooStatistics(limits));
    }

    @Override
    public String name() {
        return "yahoo";
    }

    @Override
    public List<Outline.Demand> barsDemands() {
        return List.of(new Outline.Demand(bars, 0, 1, true));
    }

    @Override
    public List<Steps.Question<?, ?>> barsAsks(BarsQuestion question) {
        return List.of(new Steps.Question<>("bars", bars, question));
    }

    @Override
    public Answer<DailyBars> bars(Steps steps, BarsQuestion question) {
        return steps.tryAsk("yahoo bars", bars, question);
    }

    @Override
    public List<Outline.Demand> sharesDemands() {
        return List.of(
                new Outline.Demand(cookie, 0, SESSIONS, false),
                new Outline.Demand(crumb, 0, SESSIONS, false),
                new Outline.Demand(statistics, 0, SESSIONS, false));
    }

    @Override
    public boolean sharesOfPastYears() {
        return false;
    }

    @Override
    public Answer<List<SharesOutstanding>> shares(Steps steps, Ticker ticker) {
        for (int session = 0; session < SESSIONS; session++) {
            var shares = shares(steps, ticker, session);
            if (!(shares instanceof Answer.Failed<SharesOutstanding>(_, var reason))
                    || !reason.equals(YahooStatistics.STALE_CRUMB)) {
                return Answers.map(shares, List::of);
            }
        }
        return new Answer.Failed<>(ErrorClass.UNKNOWN, "yahoo did not accept a new crumb either");
    }

    private Answer<SharesOutstanding> shares(Steps steps, Ticker ticker, int session) {
        return Answers.then(
                ask(steps, "yahoo cookie", cookie, YahooCookie.Visit.ANY, session),
                visitor -> Answers.then(
                        ask(steps, "yahoo crumb", crumb, new YahooCrumb.Wanted(visitor), session),
                        known -> ask(
                                steps,
                                "yahoo statistics",
                                statistics,
                                new YahooStatistics.Wanted(ticker, known),
                                session)));
    }

    /// As [Steps#tryAsk], for another answer to the same question.
    @SuppressWarnings("unchecked") // the one answer is that of the one question
    private static <Q, A> Answer<A> ask(Steps steps, String step, Source<Q, A> source, Q question, int sample) {
        return (Answer<A>) steps.all(List.of(new Steps.Question<>(step, source, question, sample))).getFirst();
    }
}
