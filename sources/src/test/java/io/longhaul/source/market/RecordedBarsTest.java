package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The calendar against days on which securities listed in the USA did trade, as others recorded them.
class RecordedBarsTest {
    private static final Path RECORDED = Path.of("src/test/resources/sessions");

    static List<Path> recordings() throws IOException {
        try (var files = Files.walk(RECORDED)) {
            return files.filter(file -> file.toString().endsWith(".csv") || file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void recordedDaysAreTheSessions(Path file) throws IOException {
        var days = (file.toString().endsWith(".json") ? yahoo(file) : csv(file)).sorted().toList();

        assertThat(days).hasSizeGreaterThan(40);
        assertThat(days).isEqualTo(TradingCalendar.sessions(days.getFirst(), days.getLast()));
    }

    /// What is said in [BarSeries] of how exact prices are.
    @ParameterizedTest
    @MethodSource("recordings")
    void noRecordedBarIsRefused(Path file) throws IOException, BadBody {
        var bars = file.toString().endsWith(".json") ? quotes(file) : prices(file);
        var series = new BarSeries(new BarsQuestion(
                Ticker.of("ANY"), bars.getFirst().day(), bars.getLast().day()));

        for (var bar : bars) {
            series.add(bar);
        }

        assertThat(series.bars()).isEqualTo(bars);
        assertThat(bars).allSatisfy(bar -> {
            assertThat(bar.open()).isBetween(bar.low(), bar.high());
            assertThat(bar.close()).isBetween(bar.low(), bar.high());
        });
    }

    private static List<Bar> prices(Path file) throws IOException, BadBody {
        var lines = Files.readAllLines(file);
        var columns = List.of(lines.getFirst().toLowerCase(Locale.ROOT).split(","));
        var bars = new ArrayList<Bar>();
        for (var line : lines.subList(1, lines.size())) {
            var cells = line.split(",", -1);
            bars.add(bar(
                    LocalDate.parse(line.substring(0, 10)),
                    field -> Values.number(cells[columns.indexOf(field)], field)));
        }
        bars.sort(Comparator.comparing(Bar::day));
        return bars;
    }

    private static List<Bar> quotes(Path file) throws IOException, BadBody {
        var days = yahoo(file).toList();
        var quote = new ObjectMapper().readTree(file).at("/response/bodyJson/chart/result/0/indicators/quote/0");
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < days.size(); i++) {
            int row = i;
            bars.add(bar(days.get(i), field -> {
                var value = quote.path(field).path(row);
                return field.equals("volume") ? Values.number(value, field) : Values.ofFloat(value, field);
            }));
        }
        return bars;
    }

    @FunctionalInterface
    private interface Reading {
        BigDecimal of(String field) throws BadBody;
    }

    private static Bar bar(LocalDate day, Reading reading) throws BadBody {
        return new Bar(
                day, reading.of("open"), reading.of("high"), reading.of("low"), reading.of("close"),
                Values.volume(reading.of("volume"), "volume"));
    }

    @Test
    void theRecordingsAreThere() throws IOException {
        assertThat(recordings()).hasSize(30);
    }

    private static Stream<LocalDate> csv(Path file) throws IOException {
        return Files.readAllLines(file).stream().skip(1).map(line -> LocalDate.parse(line.substring(0, 10)));
    }

    private static Stream<LocalDate> yahoo(Path file) {
        return new ObjectMapper().readTree(file).at("/response/bodyJson/chart/result/0/timestamp").valueStream()
                .map(JsonNode::asLong)
                .map(seconds -> LocalDate.ofInstant(Instant.ofEpochSecond(seconds), TradingCalendar.NEW_YORK));
    }
}
