package io.longhaul.lab.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.longhaul.engine.Rate;
import io.longhaul.lab.upstream.LabLog.OwnerDay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabLogTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /// One call every `millis`.
    private static LabLog every(int millis, int calls) {
        return new LabLog(IntStream.range(0, calls)
                .mapToObj(i -> Calls.at(Duration.ofMillis((long) i * millis), "q" + i))
                .toList());
    }

    @Test
    void theFullestTrailingWindowCounts() {
        var log = new LabLog(List.of(
                Calls.at(Duration.ofMillis(0), "a"),
                Calls.at(Duration.ofMillis(900), "b"),
                Calls.at(Duration.ofMillis(1100), "c"),
                Calls.at(Duration.ofMillis(1800), "d"),
                Calls.at(Duration.ofMillis(3000), "e")));

        assertThat(log.most(SECOND)).isEqualTo(3);
    }

    @Test
    void callsCountWhenTheyArrivedNotWhenTheyWereWritten() {
        var log = new LabLog(List.of(
                Calls.at(Duration.ofMillis(1001), "late"),
                Calls.at(Duration.ofMillis(0), "early"),
                Calls.at(Duration.ofMillis(1000), "middle")));

        assertThat(log.most(SECOND)).isEqualTo(2);
        assertThat(log.seconds()).isEqualTo(1.001);
    }

    @Test
    void callsAWholeWindowApartDoNotShareIt() {
        assertThat(every(1000, 4).most(SECOND)).isEqualTo(1);
        assertThat(every(999, 4).most(SECOND)).isEqualTo(2);
    }

    @Test
    void aFullRateIsUsedWholly() {
        // 500 at once, then one every 2 ms, 1 s later than the burst
        var calls = IntStream.range(0, 1000)
                .mapToObj(i -> Calls.at(i < 500 ? Duration.ZERO : Duration.ofMillis(1000 + (i - 499) * 2L), "q" + i))
                .toList();

        assertThat(new LabLog(calls).utilisation(new Rate(500, SECOND))).isCloseTo(0.5, within(0.001));
        assertThat(every(2, 10_000).utilisation(new Rate(500, SECOND))).isCloseTo(0.95, within(0.001));
        assertThat(every(4, 10_000).utilisation(new Rate(500, SECOND))).isCloseTo(0.475, within(0.001));
    }

    @Test
    void onlyExecutedCallsAreRepeats() {
        var log = new LabLog(List.of(
                Calls.at(Duration.ofMillis(1), "a"),
                Calls.at(Duration.ofMillis(2), "a"),
                Calls.at(Duration.ofMillis(3), "a"),
                Calls.at(Duration.ofMillis(4), "b"),
                Calls.by("ann", Calls.BEGIN, false),
                Calls.by("ann", Calls.BEGIN, false)));

        assertThat(log.repeats()).isEqualTo(Map.of("a", 2));
        assertThat(log.executed()).isEqualTo(4);
    }

    @Test
    void aDayEndsAtMidnightOfTheZonePlusTheBuffer() {
        // Los Angeles is at UTC-8 from 1 November on
        var log = new LabLog(List.of(
                Calls.by("ann", Instant.parse("2026-11-03T08:04:59Z"), true),
                Calls.by("ann", Instant.parse("2026-11-03T08:05:00Z"), true),
                Calls.by("ann", Instant.parse("2026-11-03T09:00:00Z"), false),
                Calls.by("bob", Instant.parse("2026-11-03T09:00:00Z"), true)));

        var days = log.executedByOwnerDay(ZoneId.of("America/Los_Angeles"), Duration.ofSeconds(300));

        assertThat(days)
                .isEqualTo(Map.of(
                        new OwnerDay("ann", LocalDate.of(2026, 11, 2)), 1,
                        new OwnerDay("ann", LocalDate.of(2026, 11, 3)), 1,
                        new OwnerDay("bob", LocalDate.of(2026, 11, 3)), 1));
    }

    @Test
    void aLineStillBeingWrittenIsLeftOut(@TempDir Path directory) throws IOException {
        var file = directory.resolve("log");
        var whole = Calls.call(Duration.ofMillis(7), "a", "3", Fault.LOST);
        Files.writeString(file, whole.line() + "2\t99");

        assertThat(LabLog.read(file).calls()).containsExactly(whole);
        assertThatThrownBy(() -> LabLog.parse("2\t99\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 fields");
    }

    @Test
    void theTailTellsEveryCallOnce(@TempDir Path directory) throws IOException {
        var file = directory.resolve("log");
        var one = Calls.at(Duration.ofMillis(1), "a");
        var two = Calls.at(Duration.ofMillis(2), "b");
        Files.writeString(file, one.line() + two.line().substring(0, 5));

        try (var tail = new LogTail(file)) {
            assertThat(tail.more()).containsExactly(one);
            assertThat(tail.more()).isEmpty();
            Files.writeString(file, one.line() + two.line());
            assertThat(tail.more()).containsExactly(two);
        }
    }
}
