package io.longhaul.source.tiingo;

import static io.longhaul.testkit.SourceContract.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Answer.Scope;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsContract;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.PublishedLimits;
import io.longhaul.source.market.Split;
import io.longhaul.source.market.Ticker;
import io.longhaul.testkit.SourceContract;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Bodies as documented or seen in public clients, not recorded.
class TiingoDailyTest implements SourceContract<BarsQuestion, DailyBars>, BarsContract {

    private static final TiingoDaily DAILY =
            new TiingoDaily(PublishedLimits.of(TiingoDaily.class, "tiingo").limits());

    private static final BarsQuestion WEEK =
            new BarsQuestion(Ticker.of("AAPL"), LocalDate.parse("2020-08-27"), LocalDate.parse("2020-09-02"));

    private static final String PRICES =
            """
            [{"date":"2020-08-28T00:00:00.000Z","close":499.23,"high":505.77,"low":498.31,"open":504.05,"volume":46907479,
              "adjClose":121.27,"adjHigh":122.8,"adjLow":121.0,"adjOpen":122.4,"adjVolume":187629916,"divCash":0.82,"splitFactor":1.0},
             {"date":"2020-08-31T00:00:00.000Z","close":129.04,"high":131.0,"low":126.0,"open":127.58,"volume":225702688,
              "adjClose":125.38,"adjHigh":127.3,"adjLow":122.4,"adjOpen":123.9,"adjVolume":225702688,"divCash":0.0,"splitFactor":4.0}]""";

    @Override
    public Source<BarsQuestion, DailyBars> source() {
        return DAILY;
    }

    @Override
    public List<BarsQuestion> questions() {
        return List.of(
                WEEK,
                new BarsQuestion(WEEK.ticker(), WEEK.from(), WEEK.to().plusDays(1)),
                new BarsQuestion(Ticker.of("BRK.B"), WEEK.from(), WEEK.to()));
    }

    @Override
    public List<Reply> found() {
        return List.of(reply(200, PRICES));
    }

    @Override
    public Answer<?> reading(List<Row> rows) {
        var question = new BarsQuestion(WEEK.ticker(), DAYS.getFirst(), DAYS.getLast());
        return DAILY.read(
                question,
                reply(200,
                        rows.stream().map(row -> row(row, "0.0", "1.0")).collect(Collectors.joining(",", "[", "]"))));
    }

    private static String row(Row row, String cash, String factor) {
        return """
                {"date":"%sT00:00:00.000Z","open":%s,"high":%s,"low":%s,"close":%s,"volume":%s,"divCash":%s,"splitFactor":%s}"""
                .formatted(row.day(), row.open(), row.high(), row.low(), row.close(), row.volume(), cash, factor);
    }

    @Test
    void theKeyIsInAHeaderAndTheSymbolCarriesAHyphen() {
        var request = (Request.Http) DAILY.request(questions().getLast(), KEY);

        assertThat(request.path())
                .isEqualTo("/tiingo/daily/BRK-B/prices?startDate=2020-08-27&endDate=2020-09-02&format=json");
        assertThat(request.headers()).containsEntry("authorization", "Token " + KEY.secret());
    }

    @Test
    void barsAreRawAndRowsCarryTheFacts() {
        var number = (java.util.function.Function<String, BigDecimal>) BigDecimal::new;
        var expected = new DailyBars(
                List.of(
                        new Bar(
                                LocalDate.parse("2020-08-28"), number.apply("504.05"), number.apply("505.77"),
                                number.apply("498.31"), number.apply("499.23"), 46_907_479),
                        new Bar(
                                LocalDate.parse("2020-08-31"), number.apply("127.58"), number.apply("131"),
                                number.apply("126"), number.apply("129.04"), 225_702_688)),
                DailyBars.Basis.RAW,
                List.of(new Dividend(LocalDate.parse("2020-08-28"), number.apply("0.82"))),
                List.of(new Split(LocalDate.parse("2020-08-31"), number.apply("4"), BigDecimal.ONE)),
                true);

        assertThat(DAILY.read(WEEK, reply(200, PRICES))).isEqualTo(new Answer.Found<>(expected, NOW));
    }

    private static String overrun(String what) {
        return "{\"detail\":\"Error: You have run over your " + what
                + " allocation. Please upgrade at https://api.tiingo.com/pricing to have your limits increased.\"}";
    }

    @Test
    void anHoursEndClosesTheGateForAnHourOrAsHinted() {
        for (int status : List.of(200, 403, 429, 503)) {
            assertThat(DAILY.read(WEEK, reply(status, overrun("hourly request"))))
                    .isEqualTo(new Answer.Throttled<>(
                            NOW.plus(Duration.ofHours(1)), Scope.GATE, "tiingo: the hour's requests are used up"));
        }
        var hinted = new Reply(
                429, Map.of("retry-after", "90"), overrun("hourly request").getBytes(StandardCharsets.UTF_8), NOW);
        assertThat(DAILY.read(WEEK, hinted))
                .isInstanceOfSatisfying(
                        Answer.Throttled.class,
                        throttled -> assertThat(throttled.until()).isEqualTo(NOW.plusSeconds(90)));
    }

    @Test
    void daysAndMonthsCloseTheOwner() {
        assertThat(DAILY.read(WEEK, reply(429, overrun("daily request"))))
                .isEqualTo(new Answer.Throttled<>(null, Scope.OWNER, "tiingo: the day's requests are used up"));
        assertThat(DAILY.read(WEEK, reply(200, "Error: You have run over your daily request allocation.")))
                .isInstanceOf(Answer.Throttled.class);
        assertThat(DAILY.read(WEEK, reply(429, overrun("monthly unique symbol request"))))
                .isEqualTo(new Answer.Throttled<>(
                        Instant.parse("2026-12-01T05:00:00Z"), Scope.OWNER,
                        "tiingo: the month's different symbols are used up"));
    }

    @Test
    void unknownSymbolsAreMissing() {
        for (var body : List.of("{\"detail\":\"Not found.\"}", "{\"detail\":\"Error: Ticker 'ZZZZ' not found\"}")) {
            assertThat(DAILY.read(WEEK, reply(404, body))).isEqualTo(new Answer.Missing<>("tiingo does not know AAPL"));
        }
        assertThat(DAILY.read(WEEK, reply(200, "Error: Ticker 'ZZZZ' not found"))).isInstanceOf(Answer.Missing.class);
        assertThat(DAILY.read(WEEK, reply(200, "[]"))).isInstanceOf(Answer.Missing.class);
    }

    @Test
    void aBadKeyIsRefused() {
        assertThat(DAILY.read(WEEK, reply(401, "{\"detail\":\"Invalid token.\"}"))).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void whatCannotBeTrueIsNamed() {
        assertThat(DAILY.read(WEEK, reply(200, PRICES.replace("\"splitFactor\":4.0", "\"splitFactor\":0"))).toString())
                .contains("VALIDATION", "splitFactor 0 on 2020-08-31");
        assertThat(DAILY.read(WEEK, reply(200, PRICES.replace("\"volume\":225702688", "\"volume\":-1"))).toString())
                .contains("VALIDATION", "volume of 2020-08-31");
        assertThat(DAILY.read(WEEK, reply(200, PRICES.replace("2020-08-31T", "2020-08-32T"))).toString())
                .contains("VALIDATION", "2020-08-32");
        var row = new Row(WEEK.from(), "10", "11", "9", "10", "1");
        var next = new Row(WEEK.from().plusDays(1), "10", "11", "9", "10", "1");
        assertThat(DAILY.read(WEEK, reply(200, "[" + row(row, "0", "1") + "," + row(next, "50", "1") + "]")).toString())
                .contains("VALIDATION", "dividend of 50 on 2020-08-28", "close of 10 on 2020-08-27");
        assertThat(DAILY.read(WEEK, reply(200, "[" + row(row, "0", "1") + "," + row(next, "50", "0.1") + "]")))
                .isInstanceOf(Answer.Found.class);
    }
}
