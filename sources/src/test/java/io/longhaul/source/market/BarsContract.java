package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every provider's reading of daily bars owes those who compute with them: a price that cannot be is no price.
public interface BarsContract {

    /// A bar as upstreams write it.
    record Row(LocalDate day, String open, String high, String low, String close, String volume) {
        Row with(String field, String value) {
            return new Row(
                    day,
                    field.equals("open") ? value : open,
                    field.equals("high") ? value : high,
                    field.equals("low") ? value : low,
                    field.equals("close") ? value : close,
                    field.equals("volume") ? value : volume);
        }
    }

    /// The days of the bars given to [#reading], which are all in its question.
    List<LocalDate> DAYS =
            List.of(LocalDate.parse("2024-01-02"), LocalDate.parse("2024-01-03"), LocalDate.parse("2024-01-04"));

    /// The answer to a reply with these bars.
    Answer<?> reading(List<Row> rows);

    /// Whether volumes are divided by splits, so that they are fractions.
    default boolean fractions() {
        return false;
    }

    private static List<Row> rows() {
        return DAYS.stream().map(day -> new Row(day, "100", "101.5", "99", "100.25", "1000")).toList();
    }

    private Answer<?> withSecond(String... fields) {
        var rows = new ArrayList<>(rows());
        for (int i = 0; i < fields.length; i += 2) {
            rows.set(1, rows.get(1).with(fields[i], fields[i + 1]));
        }
        return reading(rows);
    }

    private static void impossible(Answer<?> answer, String... words) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Failed.class, failed -> {
            assertThat(failed.errorClass()).isEqualTo(ErrorClass.VALIDATION);
            assertThat(failed.reason()).contains(words).contains("want", "2024-01-03");
        });
    }

    @Test
    default void barsThatCanBeAreFound() {
        assertThat(reading(rows())).isInstanceOf(Answer.Found.class);
        assertThat(withSecond("volume", "0")).isInstanceOf(Answer.Found.class);
        assertThat(withSecond("open", "99", "close", "101.5")).isInstanceOf(Answer.Found.class);
        assertThat(withSecond("open", "0.0001", "high", "0.0001", "low", "0.0001", "close", "0.0001"))
                .isInstanceOf(Answer.Found.class);
    }

    @Test
    default void anOpenOrCloseOutsideOfTheDaysRangeCannotBe() {
        impossible(withSecond("close", "500"), "close 500", "99", "101.5");
        impossible(withSecond("open", "1"), "open 1 ", "99", "101.5");
        impossible(withSecond("close", "97.5"), "close 97.5");
        impossible(withSecond("open", "103"), "open 103");
    }

    /// By how much, see [BarSeries].
    @Test
    default void anAuctionMayBeAHairOutsideOfIt() {
        assertThat(withSecond("open", "98.4")).isInstanceOf(Answer.Found.class);
        assertThat(withSecond("close", "102.1")).isInstanceOf(Answer.Found.class);
    }

    @Test
    default void aHighBelowItsLowCannotBe() {
        impossible(withSecond("high", "98"), "high 98 below low 99");
    }

    @Test
    default void nothingTradesForNothing() {
        impossible(withSecond("open", "1e-20", "high", "1e-20", "low", "1e-20", "close", "1e-20"), "above zero");
        impossible(withSecond("low", "1e-320"), "low");
        impossible(withSecond("open", "1e-320", "high", "1e-320", "low", "1e-320", "close", "1e-320"), "open");
        impossible(withSecond("low", "-99"), "-99");
    }

    @Test
    default void aDayWithAZeroForAPriceIsADayWithoutABar() {
        withoutSecond(withSecond("open", "0", "high", "0", "low", "0", "close", "0"));
        for (var field : List.of("open", "high", "low", "close")) {
            withoutSecond(withSecond(field, "0"));
        }
    }

    private static void withoutSecond(Answer<?> answer) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Found.class, found -> {
            var bars = found.value() instanceof DailyBars daily ? daily.bars() : (List<?>) found.value();
            assertThat(bars).extracting("day").containsExactly(DAYS.getFirst(), DAYS.getLast());
        });
    }

    @Test
    default void nothingButZerosProvesNothing() {
        var zeros = rows().stream()
                .map(row -> new Row(row.day(), "0", "0", "0", "0", "1000"))
                .toList();

        assertThat(reading(zeros)).isInstanceOfSatisfying(Answer.Failed.class, failed -> {
            assertThat(failed.errorClass()).isEqualTo(ErrorClass.VALIDATION);
            assertThat(failed.reason()).contains("3 bars", "zero");
        });
    }

    @Test
    default void halfAShareIsNotTraded() {
        var half = withSecond("volume", "1.5");
        if (fractions()) {
            assertThat(half).isInstanceOf(Answer.Found.class);
        } else {
            impossible(half, "1.5", "volume");
        }
        impossible(withSecond("volume", "-1"), "-1", "volume");
        assertThat(withSecond("volume", "1000.0")).isInstanceOf(Answer.Found.class);
    }
}
