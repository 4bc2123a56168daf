package io.longhaul.source.alphavantage;

import static io.longhaul.testkit.SourceContract.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Answer.Scope;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsContract;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.PublishedLimits;
import io.longhaul.source.market.Ticker;
import io.longhaul.testkit.FakeSteps;
import io.longhaul.testkit.SourceContract;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Bodies as documented or seen in public clients, not recorded.
class AlphaVantageDailyTest implements SourceContract<AlphaVantageQuestion, DailyBars>, BarsContract {

    private static final AlphaVantageDaily DAILY =
            new AlphaVantageDaily(PublishedLimits.of(AlphaVantageDaily.class, "alphavantage").limits());

    private static final BarsQuestion WEEK =
            new BarsQuestion(Ticker.of("BRK.B"), LocalDate.parse("2024-01-02"), LocalDate.parse("2024-01-05"));
    private static final AlphaVantageQuestion FULL = new AlphaVantageQuestion(WEEK, true);
    private static final AlphaVantageQuestion COMPACT = new AlphaVantageQuestion(WEEK, false);

    private static final String SERIES =
            """
            {"Meta Data":{"1. Information":"Daily Prices (open, high, low, close) and Volumes","2. Symbol":"BRK-B",
              "3. Last Refreshed":"2024-01-03","4. Output Size":"Full size","5. Time Zone":"US/Eastern"},
             "Time Series (Daily)":{
              "2024-01-03":{"1. open":"361.5000","2. high":"363.3700","3. low":"360.3500","4. close":"362.6800","5. volume":"3582170"},
              "2024-01-02":{"1. open":"356.0000","2. high":"363.1000","3. low":"355.7500","4. close":"362.4600","5. volume":"3930430"},
              "2023-12-29":{"1. open":"357.5700","2. high":"358.3900","3. low":"355.1000","4. close":"356.6600","5. volume":"3299700"}}}""";

    @Override
    public Source<AlphaVantageQuestion, DailyBars> source() {
        return DAILY;
    }

    @Override
    public List<AlphaVantageQuestion> questions() {
        return List.of(
                FULL,
                COMPACT,
                new AlphaVantageQuestion(new BarsQuestion(Ticker.of("AAPL"), WEEK.from(), WEEK.to()), true));
    }

    @Override
    public List<Reply> found() {
        return List.of(reply(200, SERIES));
    }

    @Override
    public Answer<?> reading(List<Row> rows) {
        var range = new BarsQuestion(WEEK.ticker(), DAYS.getFirst(), DAYS.getLast());
        var series = rows.reversed().stream()
                .map(row -> """
                        "%s":{"1. open":"%s","2. high":"%s","3. low":"%s","4. close":"%s","5. volume":"%s"}"""
                        .formatted(row.day(), row.open(), row.high(), row.low(), row.close(), row.volume()))
                .collect(Collectors.joining(",", "{\"Time Series (Daily)\":{", "}}"));
        return DAILY.read(new AlphaVantageQuestion(range, true), reply(200, series));
    }

    @Test
    void theSymbolCarriesAHyphen() {
        assertThat(((Request.Http) DAILY.request(COMPACT, KEY)).path())
                .isEqualTo("/query?function=TIME_SERIES_DAILY&symbol=BRK-B&outputsize=compact&apikey=" + KEY.secret());
        assertThat(((Request.Http) DAILY.request(FULL, KEY)).path()).contains("&outputsize=full&");
    }

    @Test
    void barsAreRawOldestFirstAndOfTheRange() {
        assertThat(DAILY.read(FULL, reply(200, SERIES))).isInstanceOfSatisfying(Answer.Found.class, found -> {
            var bars = (DailyBars) found.value();
            assertThat(bars.basis()).isEqualTo(DailyBars.Basis.RAW);
            assertThat(bars.facts()).isFalse();
            assertThat(bars.bars()).hasSize(2);
            assertThat(bars.bars().getFirst())
                    .isEqualTo(new Bar(
                            LocalDate.parse("2024-01-02"), new BigDecimal("356"), new BigDecimal("363.1"),
                            new BigDecimal("355.75"), new BigDecimal("362.46"), 3_930_430));
        });
    }

    private static Answer<DailyBars> said(String field, String sentence) {
        return DAILY.read(FULL, reply(200, "{\"" + field + "\":\"" + sentence + "\"}"));
    }

    @Test
    void aUsedUpDayClosesTheOwner() {
        for (var sentence : List.of(
                "Thank you for using Alpha Vantage! Our standard API rate limit is 25 requests per day. Please subscribe"
                        + " to any of the premium plans at https://www.alphavantage.co/premium/ to instantly remove all"
                        + " daily rate limits.",
                "We have detected your API key as " + KEY.secret()
                        + " and our standard API rate limit is 25 requests per day.")) {
            for (var field : List.of("Information", "Note")) {
                assertThat(said(field, sentence))
                        .isEqualTo(new Answer.Throttled<>(
                                null, Scope.OWNER, "alphavantage: the day's calls are used up"));
            }
        }
    }

    @Test
    void callsTooCloseTogetherCloseTheGate() {
        for (var sentence : List.of(
                "Thank you for using Alpha Vantage! Please consider spreading out your free API requests more sparingly"
                        + " (1 request per second). You may subscribe to any of the premium plans to lift the free key"
                        + " rate limit (25 requests per day).",
                "Thank you for using Alpha Vantage! Our standard API call frequency is 5 calls per minute and 500 calls"
                        + " per day.")) {
            assertThat(said("Information", sentence))
                    .isEqualTo(new Answer.Throttled<>(null, Scope.GATE, "alphavantage wants calls further apart"));
        }
    }

    @Test
    void aPremiumParameterFailsTheQuestionOnly() {
        assertThat(said(
                "Information",
                "Thank you for using Alpha Vantage! The outputsize=full parameter value is a premium feature for"
                        + " the TIME_SERIES_DAILY endpoint. You may subscribe to any of the premium plans"))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.errorClass()).isEqualTo(ErrorClass.VALIDATION));
    }

    @Test
    void anUnknownSymbolIsMissingAndABadKeyIsNot() {
        assertThat(said(
                "Error Message",
                "Invalid API call. Please retry or visit the documentation"
                        + " (https://www.alphavantage.co/documentation/) for TIME_SERIES_DAILY."))
                .isEqualTo(new Answer.Missing<>("alphavantage does not know BRK-B"));
        for (var field : List.of("Error Message", "Information")) {
            assertThat(said(
                    field,
                    "the parameter apikey is invalid or missing. Please claim your free API key on"
                            + " (https://www.alphavantage.co/support/#api-key). It should take less than 20 seconds."))
                    .isInstanceOf(Answer.Refused.class);
        }
    }

    @Test
    void aShortSeriesThatDoesNotReachBackIsNoAnswer() {
        var rows = IntStream.range(0, 100)
                .mapToObj(i -> "\"" + LocalDate.parse("2024-02-01").plusDays(i)
                        + "\":{\"1. open\":\"1\",\"2. high\":\"1\",\"3. low\":\"1\",\"4. close\":\"1\",\"5. volume\":\"1\"}")
                .collect(Collectors.joining(","));
        var body = reply(200, "{\"Time Series (Daily)\":{" + rows + "}}");

        assertThat(DAILY.read(COMPACT, body).toString()).contains("VALIDATION", "begin on 2024-02-01",
                "outputsize=full");
        assertThat(DAILY.read(FULL, body)).isInstanceOf(Answer.Missing.class);
    }

    @Test
    void aDayThatStandsTwiceIsNoAnswer() {
        assertThat(DAILY.read(FULL, reply(200, SERIES.replace("2023-12-29", "2024-01-02"))))
                .isInstanceOf(Answer.Failed.class);
    }

    @Test
    void fullIsAskedOnlyForWhatTheLastHundredSessionsDoNotHold() {
        var provider = new AlphaVantageMarketData(DAILY);
        var steps = new FakeSteps(LocalDate.parse("2024-01-08"), KEY, (_, _) -> reply(200, SERIES));

        provider.bars(steps, WEEK);
        provider.bars(steps, new BarsQuestion(WEEK.ticker(), LocalDate.parse("2023-08-01"), WEEK.to()));

        assertThat(steps.asked())
                .containsExactly(
                        "alphavantage.daily BRK.B 2024-01-02..2024-01-05 compact #0",
                        "alphavantage.daily BRK.B 2023-08-01..2024-01-05 full #0");
    }
}
