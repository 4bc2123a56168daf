package io.longhaul.source.eodhd;

import static io.longhaul.testkit.SourceContract.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Answer.Scope;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.source.eodhd.EodhdQuestion.Form;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsContract;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.PublishedLimits;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Split;
import io.longhaul.source.market.Ticker;
import io.longhaul.testkit.FakeSteps;
import io.longhaul.testkit.SourceContract;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Bodies as documented or seen in public clients, not recorded.
class EodhdTest {

    private static final EodhdMarketData EODHD =
            new EodhdMarketData(PublishedLimits.of(EodhdBars.class, "eodhd").limits());

    private static final BarsQuestion WEEK =
            new BarsQuestion(Ticker.of("AAPL"), LocalDate.parse("2020-08-27"), LocalDate.parse("2020-09-02"));
    private static final EodhdQuestion LISTED = new EodhdQuestion(WEEK, Form.LISTED);

    private static final String EOD =
            """
            [{"date":"2020-08-28","open":504.05,"high":505.77,"low":498.31,"close":499.23,"adjusted_close":121.27,"volume":46907479},
             {"date":"2020-08-31","open":127.58,"high":131,"low":126,"close":129.04,"adjusted_close":125.38,"volume":225702688}]""";
    private static final String SPLITS = """
            [{"date":"2014-06-09","split":"7.000000/1.000000"},{"date":"2020-08-31","split":"4.000000/1.000000"}]""";
    private static final String DIVIDENDS = """
            [{"date":"2020-08-28","declarationDate":"2020-07-30","recordDate":"2020-08-10","paymentDate":"2020-08-13",
              "period":"Quarterly","value":0.205,"unadjustedValue":0.82,"currency":"USD"}]""";
    private static final String SHEETS = """
            {"2024-06-30":{"date":"2024-06-30","commonStockSharesOutstanding":"15287521000.00"},
             "2024-03-31":{"date":"2024-03-31","commonStockSharesOutstanding":"15405856000.00"},
             "1985-09-30":{"date":"1985-09-30","commonStockSharesOutstanding":null}}""";
    private static final String NOT_FOUND = "Ticker Not Found.";

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    private static List<EodhdQuestion> three() {
        var other = new BarsQuestion(Ticker.of("BRK.B"), WEEK.from(), WEEK.to());
        return List.of(LISTED, new EodhdQuestion(WEEK, Form.DELISTED), new EodhdQuestion(other, Form.LISTED));
    }

    @Nested
    class Bars implements SourceContract<EodhdQuestion, List<Bar>>, BarsContract {
        @Override
        public Source<EodhdQuestion, List<Bar>> source() {
            return EODHD.bars();
        }

        @Override
        public List<EodhdQuestion> questions() {
            return three();
        }

        @Override
        public List<Reply> found() {
            return List.of(reply(200, EOD));
        }

        @Override
        public Answer<?> reading(List<Row> rows) {
            var range = new BarsQuestion(WEEK.ticker(), DAYS.getFirst(), DAYS.getLast());
            var array = rows.stream()
                    .map(row -> """
                            {"date":"%s","open":%s,"high":%s,"low":%s,"close":%s,"adjusted_close":1,"volume":%s}"""
                            .formatted(row.day(), row.open(), row.high(), row.low(), row.close(), row.volume()))
                    .collect(Collectors.joining(",", "[", "]"));
            return EODHD.bars().read(new EodhdQuestion(range, Form.LISTED), reply(200, array));
        }
    }

    /// An empty array proves that there was none, and so is found.
    abstract static class FactsContract<A> implements SourceContract<EodhdQuestion, List<A>> {
        @Override
        public List<EodhdQuestion> questions() {
            return three();
        }

        @Override
        @Test
        public void nothingButDataIsFoundAndNothingThrows() {
            for (int status : STATUSES) {
                for (var body : GARBAGE) {
                    boolean none = status == 200 && body.equals("[]");
                    assertThat(source().read(LISTED, reply(status, body)) instanceof Answer.Found)
                            .as("status %s, body %.40s", status, body)
                            .isEqualTo(none);
                }
            }
        }
    }

    @Nested
    class Splits extends FactsContract<Split> {
        @Override
        public Source<EodhdQuestion, List<Split>> source() {
            return EODHD.splits();
        }

        @Override
        public List<Reply> found() {
            return List.of(reply(200, SPLITS), reply(200, "[]"));
        }
    }

    @Nested
    class Dividends extends FactsContract<Dividend> {
        @Override
        public Source<EodhdQuestion, List<Dividend>> source() {
            return EODHD.dividends();
        }

        @Override
        public List<Reply> found() {
            return List.of(reply(200, DIVIDENDS), reply(200, "[]"));
        }
    }

    @Nested
    class Shares implements SourceContract<Ticker, List<SharesOutstanding>> {
        @Override
        public Source<Ticker, List<SharesOutstanding>> source() {
            return EODHD.shares();
        }

        @Override
        public List<Ticker> questions() {
            return List.of(Ticker.of("AAPL"), Ticker.of("BRK.B"));
        }

        @Override
        public List<Reply> found() {
            return List.of(reply(200, SHEETS));
        }
    }

    @Test
    void symbolsCarryAHyphenAndTheExchange() {
        var request = (Request.Http) EODHD.bars().request(three().getLast(), SourceContract.KEY);

        assertThat(request.path())
                .isEqualTo("/api/eod/BRK-B.US?from=2020-08-27&to=2020-09-02&fmt=json&api_token="
                        + SourceContract.KEY.secret());
        assertThat(((Request.Http) EODHD.bars().request(three().get(1), SourceContract.KEY)).path())
                .startsWith("/api/eod/AAPL.US.DELISTED?");
        assertThat(((Request.Http) EODHD.shares().request(Ticker.of("BF.B"), SourceContract.KEY)).path())
                .startsWith("/api/fundamentals/BF-B.US?filter=Financials%3A%3ABalance_Sheet%3A%3Aquarterly&fmt=json");
    }

    @Test
    void barsAreRaw() {
        assertThat(EODHD.bars().read(LISTED, reply(200, EOD)))
                .isEqualTo(new Answer.Found<>(
                        List.of(
                                new Bar(
                                        LocalDate.parse("2020-08-28"), number("504.05"), number("505.77"),
                                        number("498.31"), number("499.23"), 46_907_479),
                                new Bar(
                                        LocalDate.parse("2020-08-31"), number("127.58"), number("131"),
                                        number("126"), number("129.04"), 225_702_688)),
                        SourceContract.NOW));
    }

    @Test
    void factsAreThoseOfTheRangeAndDividendsAreAsPaid() {
        assertThat(EODHD.splits().read(LISTED, reply(200, SPLITS)))
                .isEqualTo(new Answer.Found<>(
                        List.of(new Split(LocalDate.parse("2020-08-31"), number("4"), number("1"))),
                        SourceContract.NOW));
        assertThat(EODHD.dividends().read(LISTED, reply(200, DIVIDENDS)))
                .isEqualTo(new Answer.Found<>(
                        List.of(new Dividend(LocalDate.parse("2020-08-28"), number("0.82"))), SourceContract.NOW));
    }

    @Test
    void balanceSheetsAreReadOldestFirst() {
        assertThat(EODHD.shares().read(Ticker.of("AAPL"), reply(200, SHEETS)))
                .isEqualTo(new Answer.Found<>(
                        List.of(
                                new SharesOutstanding(LocalDate.parse("2024-03-31"), 15_405_856_000L),
                                new SharesOutstanding(LocalDate.parse("2024-06-30"), 15_287_521_000L)),
                        SourceContract.NOW));
    }

    @Test
    void theDaysEndClosesTheOwnerUntilMidnightGmtWhateverTheStatus() {
        var text = "You exceeded your daily API requests limit.  Please contact support@eodhistoricaldata.com";
        var midnight = Instant.parse("2026-11-21T00:05:00Z");

        for (int status : List.of(200, 402, 403, 429)) {
            assertThat(EODHD.bars().read(LISTED, reply(status, text)))
                    .isEqualTo(new Answer.Throttled<>(
                            midnight, Scope.OWNER, "eodhd: the day's API calls are used up"));
        }
    }

    @Test
    void refusalsAreToldApart() {
        assertThat(EODHD.bars().read(LISTED, reply(401, "Unauthenticated"))).isInstanceOf(Answer.Refused.class);
        assertThat(EODHD.bars().read(LISTED, reply(403, "Forbidden"))).isInstanceOf(Answer.Refused.class);
        assertThat(EODHD.bars().read(LISTED, reply(404, NOT_FOUND)))
                .isEqualTo(new Answer.Missing<>("eodhd does not know AAPL"));
        assertThat(EODHD.bars().read(LISTED, reply(200, "[]"))).isInstanceOf(Answer.Missing.class);
        assertThat(EODHD.bars().read(LISTED, reply(404, ""))).isInstanceOf(Answer.Throttled.class);
        assertThat(EODHD.bars().read(LISTED, reply(200, "Too Many Requests"))).isInstanceOf(Answer.Throttled.class);
    }

    @Test
    void aPlanWithoutFundamentalsLeavesAGapAndStopsNobody() {
        var text = "Only EOD data allowed for free users. Please, contact our support team";

        assertThat(EODHD.shares().read(Ticker.of("AAPL"), reply(403, text))).isInstanceOf(Answer.Missing.class);
    }

    @Test
    void whatCannotBeTrueIsNamed() {
        var doubled = EOD.replace("2020-08-31", "2020-08-28");

        assertThat(EODHD.bars().read(LISTED, reply(200, doubled)))
                .isEqualTo(new Answer.Failed<>(
                        ErrorClass.VALIDATION,
                        "eodhd.eod AAPL.US 2020-08-27..2020-09-02: got 2020-08-28 after 2020-08-28,"
                                + " want days that ascend and stand once"));
        assertThat(EODHD.dividends().read(LISTED, reply(200, DIVIDENDS.replace("USD", "GBP"))).toString())
                .contains("VALIDATION", "GBP");
        assertThat(EODHD.splits().read(LISTED, reply(200, SPLITS.replace("4.000000/", "0/"))).toString())
                .contains("VALIDATION", "split 0:1 on 2020-08-31");
        assertThat(EODHD.dividends().read(LISTED, reply(200, DIVIDENDS.replace("\"USD\"", "null"))).toString())
                .contains("VALIDATION", "no currency on 2020-08-28");
        var coming =
                new EodhdQuestion(new BarsQuestion(WEEK.ticker(), WEEK.from(), WEEK.to().plusYears(9)), Form.LISTED);
        assertThat(EODHD.splits().read(coming, reply(200, SPLITS.replace("2020-08-31", "2029-01-04"))))
                .isInstanceOfSatisfying(Answer.Found.class, found -> assertThat((List<?>) found.value()).isEmpty());
    }

    private static FakeSteps steps(Function<String, Reply> upstream) {
        return new FakeSteps(
                LocalDate.parse("2026-11-20"), SourceContract.KEY, (request, _) -> upstream.apply(request.path()));
    }

    private static Reply facts(String path) {
        return reply(200, path.startsWith("/api/splits/") ? SPLITS : DIVIDENDS);
    }

    @Test
    void barsAndFactsAreJoined() {
        var steps = steps(path -> path.startsWith("/api/eod/") ? reply(200, EOD) : facts(path));

        assertThat(EODHD.bars(steps, WEEK)).isInstanceOfSatisfying(Answer.Found.class, found -> {
            var bars = (DailyBars) found.value();
            assertThat(bars.bars()).hasSize(2);
            assertThat(bars.basis()).isEqualTo(DailyBars.Basis.VOLUME_ADJUSTED);
            assertThat(bars.facts()).isTrue();
            assertThat(bars.splits()).hasSize(1);
            assertThat(bars.dividends()).hasSize(1);
        });
        assertThat(steps.asked())
                .extracting(asked -> asked.split(" ", -1)[0])
                .containsExactly("eodhd.eod", "eodhd.splits", "eodhd.dividends");
    }

    /// Its bars are stored; a split since then, which facts asked for later tell, is not in their volumes.
    @Test
    void aSplitAfterTheReplyOfTheBarsIsNone() {
        var before = Instant.parse("2020-08-28T21:00:00Z");
        var steps = steps(path -> path.startsWith("/api/eod/")
                ? new Reply(200, Map.of(), EOD.getBytes(StandardCharsets.UTF_8), before)
                : facts(path));

        assertThat(EODHD.bars(steps, WEEK)).isInstanceOfSatisfying(
                Answer.Found.class, found -> assertThat(((DailyBars) found.value()).splits()).isEmpty());
    }

    @Test
    void moreThanAShareWasWorthIsNotPaidForIt() {
        var dividend = DIVIDENDS.replace("2020-08-28", "2020-08-31");
        Function<String, Answer<DailyBars>> paying = amount -> EODHD.bars(
                steps(path -> path.startsWith("/api/eod/")
                        ? reply(200, EOD)
                        : reply(200, path.startsWith("/api/splits/") ? SPLITS : dividend.replace("0.82", amount))),
                WEEK);

        // on the day of a split 4:1 a share was worth 499.23 / 4
        assertThat(paying.apply("124").toString()).contains("Found");
        assertThat(paying.apply("499").toString())
                .contains("VALIDATION", "dividend of 499 on 2020-08-31", "close of 499.23 on 2020-08-28", "want");
    }

    @Test
    void theDelistedFormIsTriedForWhatIsNotListed() {
        var steps = steps(path -> {
            if (!path.contains(".US.DELISTED")) {
                return reply(404, NOT_FOUND);
            }
            return path.startsWith("/api/eod/") ? reply(200, EOD) : facts(path);
        });

        assertThat(EODHD.bars(steps, WEEK)).isInstanceOf(Answer.Found.class);
        assertThat(steps.asked()).hasSize(4);
    }

    @Test
    void whatHasNoFormIsMissingAndCostsTwoCalls() {
        var steps = steps(_ -> reply(404, NOT_FOUND));

        assertThat(EODHD.bars(steps, WEEK)).isInstanceOf(Answer.Missing.class);
        assertThat(steps.asked()).hasSize(2);
    }
}
