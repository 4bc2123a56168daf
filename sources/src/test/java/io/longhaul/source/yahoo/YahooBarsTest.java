package io.longhaul.source.yahoo;

import static io.longhaul.testkit.SourceContract.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsContract;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.PublishedLimits;
import io.longhaul.source.market.Recorded;
import io.longhaul.source.market.Split;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import io.longhaul.testkit.SourceContract;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class YahooBarsTest implements SourceContract<BarsQuestion, DailyBars>, BarsContract {

    private static final YahooBars BARS =
            new YahooBars(PublishedLimits.of(YahooBars.class, "yahoo").limits());

    private static final String AAPL = "yahoo/chart-AAPL-2020-08-31-to-2020-11-07.json";

    private static BarsQuestion asked(String ticker, String from, String to) {
        return new BarsQuestion(Ticker.of(ticker), LocalDate.parse(from), LocalDate.parse(to));
    }

    private static DailyBars bars(BarsQuestion question, Reply reply) {
        return switch (BARS.read(question, reply)) {
            case Answer.Found<DailyBars>(var bars, _) -> bars;
            case Answer<DailyBars> other -> throw new AssertionError(other);
        };
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    @Override
    public Source<BarsQuestion, DailyBars> source() {
        return BARS;
    }

    @Override
    public List<BarsQuestion> questions() {
        return List.of(
                asked("AAPL", "2020-08-31", "2020-11-06"),
                asked("AAPL", "2020-08-31", "2020-11-05"),
                asked("AAPL", "2020-08-30", "2020-11-06"),
                asked("BRK.B", "2020-08-31", "2020-11-06"));
    }

    @Override
    public List<Reply> found() {
        return List.of(Recorded.reply(AAPL));
    }

    @Override
    public Answer<?> reading(List<Row> rows) {
        return year(rows, META, "{}");
    }

    private static final String META =
            """
            {"symbol":"AAPL","currency":"USD","gmtoffset":-18000,"exchangeTimezoneName":"America/New_York"}""";

    /// The answer to what is asked about 2024, with these bars.
    private static Answer<DailyBars> year(List<Row> rows, String meta, String events) {
        Function<Function<Row, Object>, String> column =
                field -> rows.stream().map(row -> "" + field.apply(row)).collect(Collectors.joining(",", "[", "]"));
        var body =
                """
                {"chart":{"result":[{"meta":%s,"timestamp":%s,"events":%s,"indicators":{"quote":[
                {"open":%s,"high":%s,"low":%s,"close":%s,"volume":%s}]}}],"error":null}}"""
                        .formatted(
                                meta, column.apply(row -> opening(row.day())), events, column.apply(Row::open),
                                column.apply(Row::high), column.apply(Row::low), column.apply(Row::close),
                                column.apply(Row::volume));
        return BARS.read(asked("AAPL", "2024-01-01", "2024-12-31"), reply(200, body));
    }

    private static long opening(LocalDate day) {
        return day.atTime(9, 30).atZone(TradingCalendar.NEW_YORK).toEpochSecond();
    }

    private static List<Row> threeDays() {
        return DAYS.stream().map(day -> new Row(day, "100", "101", "99", "100", "1000")).toList();
    }

    @Test
    void aTickerListedInTheUsaIsPricedInDollarsInNewYork() {
        var wrong = List.of(
                META.replace("\"USD\"", "null"),
                META.replace("\"currency\":\"USD\",", ""),
                META.replace("\"USD\"", "\"GBp\""),
                META.replace("America/New_York", "Asia/Tokyo"),
                META.replace(",\"exchangeTimezoneName\":\"America/New_York\"", "").replace("-18000", "32400"));
        for (var meta : wrong) {
            assertThat(year(threeDays(), meta, "{}")).as(meta).isInstanceOfSatisfying(Answer.Failed.class, failed -> {
                assertThat(failed.errorClass()).isEqualTo(ErrorClass.VALIDATION);
                assertThat(failed.reason()).contains("got ", "want ");
            });
        }
        assertThat(year(threeDays(), META.replace("\"USD\"", "null"), "{}").toString())
                .contains("got no currency, want USD");
        assertThat(year(threeDays(), META.replace("America/New_York", "Asia/Tokyo"), "{}").toString())
                .contains("Asia/Tokyo", "want America/New_York");
        for (var offset : List.of("-18000", "-14400")) {
            var nameless = META.replace(",\"exchangeTimezoneName\":\"America/New_York\"", "")
                    .replace("-18000", offset);
            assertThat(year(threeDays(), nameless, "{}")).isInstanceOf(Answer.Found.class);
        }
    }

    private static Answer<DailyBars> withSplit(LocalDate day) {
        var split = """
                {"splits":{"1":{"date":%s,"numerator":2,"denominator":1}}}""".formatted(opening(day));
        return year(threeDays(), META, split);
    }

    @Test
    void aSplitOfAComingDayCannotBeInThePrices() {
        var today = LocalDate.ofInstant(NOW, TradingCalendar.NEW_YORK);

        assertThat(withSplit(today)).isInstanceOf(Answer.Found.class);
        assertThat(withSplit(today.plusDays(1)).toString()).contains("VALIDATION", "2026-11-21", "want", "2026-11-20");
        assertThat(withSplit(LocalDate.parse("2029-01-04")).toString()).contains("VALIDATION", "2029-01-04");
    }

    private static Answer<DailyBars> withDividend(LocalDate exDay, String amount) {
        var dividend = """
                {"dividends":{"1":{"date":%s,"amount":%s}}}""".formatted(opening(exDay), amount);
        return year(threeDays(), META, dividend);
    }

    @Test
    void moreThanAShareWasWorthIsNotPaidForIt() {
        assertThat(withDividend(DAYS.getLast(), "500").toString())
                .contains("VALIDATION", "dividend of 500", "2024-01-04", "100", "2024-01-03", "want");
        assertThat(withDividend(DAYS.get(1), "126").toString()).contains("VALIDATION");
        assertThat(withDividend(DAYS.get(1), "-1").toString()).contains("VALIDATION");
        // a fund that is wound up pays all it has, which may be more than it traded for
        assertThat(withDividend(DAYS.getLast(), "104")).isInstanceOf(Answer.Found.class);
        // what it was worth the day before is not in the reply
        assertThat(withDividend(DAYS.getFirst(), "500")).isInstanceOf(Answer.Found.class);
    }

    @Test
    void aRangeIsAskedUntilTheFarFutureSoThatNoLaterSplitIsMissed() {
        var request = (Request.Http) BARS.request(asked("BRK.B", "2020-01-02", "2020-12-31"), KEY);

        assertThat(request.method() + " " + request.path())
                .isEqualTo("GET /v8/finance/chart/BRK-B?interval=1d&period1=1577923200&period2=4102444800"
                        + "&events=div%7Csplit&includePrePost=false");
        assertThat(request.headers()).isEmpty();
    }

    @Test
    void pricesAreTheShortestDecimalsOfTheirFloats() {
        var bars = bars(asked("AAPL", "2020-08-31", "2020-11-06"), Recorded.reply(AAPL));

        assertThat(bars.basis()).isEqualTo(DailyBars.Basis.SPLIT_ADJUSTED);
        assertThat(bars.facts()).isTrue();
        assertThat(bars.bars()).hasSize(49);
        assertThat(bars.bars().getFirst())
                .isEqualTo(new Bar(
                        LocalDate.parse("2020-08-31"), number("127.58"), number("131"), number("126"),
                        number("129.04"), 225_702_700));
        assertThat(bars.bars().getLast().day()).isEqualTo("2020-11-06");
    }

    @Test
    void dividendsAndSplitsAreFacts() {
        var bars = bars(asked("AAPL", "2020-08-31", "2020-11-06"), Recorded.reply(AAPL));

        assertThat(bars.splits())
                .containsExactly(new Split(LocalDate.parse("2020-08-31"), number("4"), number("1")));
        assertThat(bars.dividends())
                .containsExactly(new Dividend(LocalDate.parse("2020-11-06"), number("0.205")));
    }

    @Test
    void barsAndDividendsAfterTheRangeAreDroppedAndSplitsAreKept() {
        var early = bars(asked("AAPL", "2020-08-31", "2020-09-04"), Recorded.reply(AAPL));
        assertThat(early.bars()).hasSize(5).last().extracting(Bar::day).isEqualTo(LocalDate.parse("2020-09-04"));
        assertThat(early.dividends()).isEmpty();

        var split = "yahoo/historical-via-chart-NVDA-split-2021-02-01-to-2022-01-31.csv.json";
        var before = bars(asked("NVDA", "2021-02-01", "2021-02-05"), Recorded.reply(split));
        assertThat(before.bars()).hasSize(5);
        assertThat(before.splits())
                .containsExactly(new Split(LocalDate.parse("2021-07-20"), number("4"), number("1")));
    }

    /// On 1 February 2021 NVIDIA closed at 529.48; until the recording it split 4:1 and 10:1.
    @Test
    void adjustedPricesTimesTheLaterSplitsAreThePricesAsTraded() {
        var file = "yahoo/historical-via-chart-NVDA-split-2021-02-01-to-2022-01-31.csv.json";
        var bar = bars(asked("NVDA", "2021-02-01", "2021-02-01"), Recorded.reply(file)).bars().getFirst();

        assertThat(bar.close().multiply(number("4")).multiply(number("10"))).isEqualByComparingTo("529.48");
    }

    @Test
    void dividendsOfAYearAreAllThere() {
        var file = "yahoo/historical-via-chart-MSFT-dividends-2021-02-01-to-2022-01-31.csv.json";
        var bars = bars(asked("MSFT", "2021-02-01", "2022-01-28"), Recorded.reply(file));

        assertThat(bars.dividends())
                .extracting(dividend -> dividend.exDay() + " " + dividend.amount())
                .containsExactly("2021-02-17 0.56", "2021-05-19 0.56", "2021-08-18 0.56", "2021-11-17 0.62");
    }

    @Test
    void withoutTimestampsThereAreNoBars() {
        var file = "yahoo/chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json";

        assertThat(BARS.read(asked("AAPL", "2025-02-01", "2025-02-02"), Recorded.reply(file)))
                .isInstanceOf(Answer.Missing.class);
    }

    @Test
    void valuesWithoutTimestampsAreNoAnswer() {
        for (var file : List.of("chart-notimestamp-quotes-length.fake.json",
                "chart-notimestamp-weird-quote.fake.json")) {
            assertThat(BARS.read(asked("AAPL", "2020-01-01", "2020-01-03"), Recorded.reply("yahoo/" + file)))
                    .isInstanceOfSatisfying(
                            Answer.Failed.class,
                            failed -> assertThat(failed.errorClass()).isEqualTo(ErrorClass.VALIDATION));
        }
    }

    private static Reply chart(String stamps, String closes, String highs) {
        var values = "[" + closes + "]";
        return reply(
                200,
                """
                {"chart":{"result":[{"meta":{"symbol":"AAPL","currency":"USD","exchangeTimezoneName":"America/New_York"},
                "timestamp":[%s],"indicators":{"quote":[{"open":%s,"high":[%s],"low":%s,"close":%s,"volume":%s}]}}],
                "error":null}}
                """
                        .formatted(stamps, values, highs, values, values, values));
    }

    /// 30 December 2019, 31 December, 2 January; 14:30 UTC is the opening in New York.
    private static final String THREE_DAYS = "1577716200,1577802600,1577975400";

    @Test
    void aRowWithANullIsNoBar() {
        var bars = bars(asked("AAPL", "2019-12-30", "2020-01-02"), chart(THREE_DAYS, "1,null,3", "1,2,3"));

        assertThat(bars.bars()).extracting(bar -> bar.day().toString()).containsExactly("2019-12-30", "2020-01-02");
    }

    @Test
    void theLivePriceOfADayThatIsThereIsDropped() {
        var bars = bars(
                asked("AAPL", "2019-12-30", "2020-01-02"), chart(THREE_DAYS + ",1577998800", "1,2,3,4", "1,2,3,4"));

        assertThat(bars.bars()).extracting(Bar::close).containsExactly(number("1"), number("2"), number("3"));
    }

    @Test
    void whatCannotBeTrueIsNamed() {
        var question = asked("AAPL", "2019-12-30", "2020-01-02");

        assertThat(BARS.read(question, chart("1577975400,1577716200", "1,2", "1,2")).toString())
                .contains("VALIDATION", "2019-12-30 after 2020-01-02");
        assertThat(BARS.read(question, chart(THREE_DAYS, "1,2,3", "1,1,3")).toString())
                .contains("VALIDATION", "high 1 below low 2 on 2019-12-31");
        assertThat(BARS.read(question, chart(THREE_DAYS, "1,-2,3", "1,2,3")).toString())
                .contains("VALIDATION", "-2", "below zero");
        assertThat(BARS.read(question, chart(THREE_DAYS, "1,\"2\",3", "1,2,3")).toString())
                .contains("VALIDATION", "got STRING for ");
        assertThat(BARS.read(asked("MSFT", "2019-12-30", "2020-01-02"), chart(THREE_DAYS, "1,2,3", "1,2,3")).toString())
                .contains("VALIDATION", "want MSFT");
    }

    private static final String DELISTED =
            """
            {"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}""";

    /// As documented, not recorded.
    @Test
    void anUnknownSymbolIsMissing() {
        assertThat(BARS.read(questions().getFirst(), reply(404, DELISTED)))
                .isEqualTo(new Answer.Missing<>("yahoo: No data found, symbol may be delisted"));
    }

    /// As seen in public clients, not recorded.
    @Test
    void aRangeBeforeTheFirstBarIsMissing() {
        var body = """
                {"chart":{"result":null,"error":{"code":"Bad Request",\
                "description":"Data doesn't exist for startDate = 1565740800, endDate = 1596067200"}}}""";

        assertThat(BARS.read(questions().getFirst(), reply(400, body))).isInstanceOf(Answer.Missing.class);
    }

    @Test
    void aThrottleIsNoProofOfAbsence() {
        for (int status : List.of(401, 403, 429)) {
            assertThat(BARS.read(questions().getFirst(), reply(status, DELISTED)))
                    .isInstanceOf(Answer.Throttled.class);
        }
        for (int status : List.of(200, 404)) {
            assertThat(BARS.read(questions().getFirst(), reply(status, ""))).isInstanceOf(Answer.Throttled.class);
            assertThat(BARS.read(questions().getFirst(), reply(status, "<html>Will be right back</html>")))
                    .isInstanceOf(Answer.Throttled.class);
            assertThat(BARS.read(questions().getFirst(), reply(status, "Edge: Too Many Requests")))
                    .isInstanceOf(Answer.Throttled.class);
        }
    }

    @Test
    void aRedirectIsNoThrottle() {
        var reply = new Reply(302, java.util.Map.of("location", "https://elsewhere.example/x?token=k"), new byte[0],
                java.time.Instant.EPOCH);

        assertThat(BARS.read(questions().getFirst(), reply)).isInstanceOfSatisfying(
                Answer.Failed.class,
                failed -> assertThat(failed.reason()).contains("302", "leads to elsewhere.example")
                        .doesNotContain("token"));
    }

    @Test
    void aPersonHasToConsentInTheEu() {
        assertThat(BARS.read(questions().getFirst(), Recorded.reply("yahoo/getCrumb-quote-AAPL.json")))
                .isInstanceOfSatisfying(
                        Answer.Refused.class, refused -> assertThat(refused.reason()).contains("consent"));
    }
}
