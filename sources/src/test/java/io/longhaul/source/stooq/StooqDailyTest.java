package io.longhaul.source.stooq;

import static io.longhaul.testkit.SourceContract.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Answer.Scope;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsContract;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.PublishedLimits;
import io.longhaul.source.market.Ticker;
import io.longhaul.testkit.SourceContract;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Bodies as documented or seen in public clients, not recorded.
class StooqDailyTest implements SourceContract<BarsQuestion, DailyBars>, BarsContract {

    private static final StooqDaily DAILY =
            new StooqDaily(PublishedLimits.of(StooqDaily.class, "stooq").limits());

    private static final BarsQuestion WEEK =
            new BarsQuestion(Ticker.of("AAPL"), LocalDate.parse("2020-08-27"), LocalDate.parse("2020-09-02"));

    private static final String CSV = """
            Date,Open,High,Low,Close,Volume\r
            2020-08-28,126.012,126.442,124.577,124.807,187629916.5\r
            2020-08-31,127.58,131,126,129.04,225702700\r
            """;

    @Override
    public Source<BarsQuestion, DailyBars> source() {
        return DAILY;
    }

    @Override
    public List<BarsQuestion> questions() {
        return List.of(
                WEEK,
                new BarsQuestion(WEEK.ticker(), WEEK.from().minusDays(1), WEEK.to()),
                new BarsQuestion(Ticker.of("BRK.B"), WEEK.from(), WEEK.to()));
    }

    @Override
    public List<Reply> found() {
        return List.of(reply(200, CSV));
    }

    /// A CSV that ends early looks like one; the transport sees that it is cut.
    @Override
    public boolean endIsSeen() {
        return false;
    }

    @Override
    public Answer<?> reading(List<Row> rows) {
        var csv = new StringBuilder("Date,Open,High,Low,Close,Volume\n");
        for (var row : rows) {
            csv.append(String.join(
                    ",", row.day().toString(), row.open(), row.high(), row.low(), row.close(), row.volume()));
            csv.append('\n');
        }
        var question = new BarsQuestion(WEEK.ticker(), DAYS.getFirst(), DAYS.getLast());
        return DAILY.read(question, reply(200, csv.toString()));
    }

    @Override
    public boolean fractions() {
        return true;
    }

    @Test
    void symbolsAreInLowerCaseWithTheCountry() {
        assertThat(((Request.Http) DAILY.request(questions().getLast(), Key.NONE)).path())
                .isEqualTo("/q/d/l/?s=brk-b.us&i=d&d1=20200827&d2=20200902");
    }

    @Test
    void barsAreAdjustedAndWithoutFacts() {
        assertThat(DAILY.read(WEEK, reply(200, CSV))).isInstanceOfSatisfying(Answer.Found.class, found -> {
            var bars = (DailyBars) found.value();
            assertThat(bars.basis()).isEqualTo(DailyBars.Basis.SPLIT_ADJUSTED);
            assertThat(bars.facts()).isFalse();
            assertThat(bars.bars())
                    .hasSize(2)
                    .last()
                    .isEqualTo(new Bar(
                            LocalDate.parse("2020-08-31"), new BigDecimal("127.58"), new BigDecimal("131"),
                            new BigDecimal("126"), new BigDecimal("129.04"), 225_702_700));
        });
    }

    @Test
    void theVolumeColumnMayBeAbsent() {
        var csv = "Date,Open,High,Low,Close\n2020-08-31,1,2,1,2\n";

        assertThat(DAILY.read(WEEK, reply(200, csv))).isInstanceOf(Answer.Found.class);
    }

    @Test
    void refusalsAreToldApart() {
        assertThat(DAILY.read(WEEK, reply(200, "Exceeded the daily hits limit")))
                .isEqualTo(new Answer.Throttled<>(null, Scope.OWNER, "stooq: the day's hits are used up"));
        assertThat(DAILY.read(WEEK, reply(200, "No data"))).isInstanceOf(Answer.Missing.class);
        assertThat(DAILY.read(WEEK, reply(200, "Date,Open,High,Low,Close,Volume\n")))
                .isInstanceOf(Answer.Missing.class);
        assertThat(DAILY.read(WEEK, reply(200, ""))).isInstanceOf(Answer.Throttled.class);
        var check = "<!DOCTYPE html><html><noscript>This site requires JavaScript to verify your browser.</noscript>";
        for (int status : List.of(200, 404)) {
            assertThat(DAILY.read(WEEK, reply(status, check)))
                    .isInstanceOfSatisfying(
                            Answer.Throttled.class,
                            throttled -> assertThat(throttled.reason()).contains("a JavaScript check"));
        }
    }

    @Test
    void whatCannotBeTrueIsNamed() {
        assertThat(DAILY.read(WEEK, reply(200, CSV.replace("131,126", "125,126"))).toString())
                .contains("VALIDATION", "high 125 below low 126 on 2020-08-31");
        assertThat(DAILY.read(WEEK, reply(200, CSV.replace(",225702700", ""))).toString())
                .contains("VALIDATION", "5 fields, want 6");
    }
}
