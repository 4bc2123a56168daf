package io.longhaul.source.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
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
