package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.longhaul.engine.Answer;
import io.longhaul.source.yahoo.YahooBars;
import io.longhaul.source.market.DailyBars.Basis;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Against Yahoo's own adjusted closes, which it computes itself.
class AdjustmentTest {

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    private static Bar bar(String day, String close) {
        return new Bar(LocalDate.parse(day), number(close), number(close), number(close), number(close), 100);
    }

    @Test
    void adjustedClosesAreThoseOfTheVendor() {
        var reply = Recorded.reply("yahoo/historical-via-chart-MSFT-dividends-2021-02-01-to-2022-01-31.csv.json");
        var question = new BarsQuestion(
                Ticker.of("MSFT"), LocalDate.parse("2021-02-01"), LocalDate.parse("2022-01-30"));
        var source = new YahooBars(PublishedLimits.of(YahooBars.class, "yahoo").limits());
        if (!(source.read(question, reply) instanceof Answer.Found<DailyBars>(var found, _))) {
            throw new AssertionError(source.read(question, reply));
        }
        var result = JsonMapper.shared().readTree(new String(reply.body(), StandardCharsets.UTF_8))
                .at("/chart/result/0");
        var vendor = result.at("/indicators/adjclose/0/adjclose");

        var ours = new Adjustment(found.splits(), found.dividends()).adjustedCloses(found.bars());

        // dividends after the range lower all of Yahoo's alike
        double later = vendor.get(ours.size() - 1).doubleValue() / ours.getLast().doubleValue();
        assertThat(found.dividends()).hasSize(4);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i).doubleValue() * later).isCloseTo(vendor.get(i).doubleValue(), within(0.01));
        }
        assertThat(later).isBetween(0.95, 0.99);
    }

    @Test
    void aSplitIsTurnedBackAndForth() {
        var adjustment = new Adjustment(
                List.of(new Split(LocalDate.parse("2020-08-31"), number("4"), number("1"))), List.of());
        var adjusted = new Bar(
                LocalDate.parse("2020-08-28"), number("126.0125"), number("126.4425"), number("124.5775"),
                number("124.8075"), 187_629_916);

        var raw = adjustment.raw(adjusted, Basis.SPLIT_ADJUSTED);

        assertThat(raw.close()).isEqualByComparingTo("499.23");
        assertThat(raw.volume()).isEqualTo(46_907_479);
        assertThat(adjustment.splitAdjusted(raw.day(), raw.close())).isEqualByComparingTo("124.8075");
        assertThat(adjustment.raw(bar("2020-08-31", "129.04"), Basis.SPLIT_ADJUSTED).close())
                .isEqualByComparingTo("129.04");
        var traded = new Bar(raw.day(), raw.open(), raw.high(), raw.low(), raw.close(), adjusted.volume());
        assertThat(adjustment.raw(traded, Basis.VOLUME_ADJUSTED)).isEqualTo(raw);
        assertThat(adjustment.raw(traded, Basis.RAW)).isEqualTo(traded);
    }

    @Test
    void aReverseSplitAndADividendOfItsDay() {
        var day = LocalDate.parse("2024-06-03");
        var adjustment = new Adjustment(
                List.of(new Split(day, BigDecimal.ONE, BigDecimal.TEN)), List.of(new Dividend(day, number("0.50"))));

        // 2.00 before the split is 20.00 after it; the dividend of 0.50 is paid on the new shares
        var closes = adjustment.adjustedCloses(List.of(bar("2024-05-31", "2.00"), bar("2024-06-03", "19.50")));

        assertThat(closes.get(0).round(MathContext.DECIMAL32)).isEqualByComparingTo("19.5");
        assertThat(closes.get(1)).isEqualByComparingTo("19.50");
    }
}
