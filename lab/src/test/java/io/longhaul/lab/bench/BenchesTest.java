package io.longhaul.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Quota;
import io.longhaul.engine.plan.Bound;
import io.longhaul.engine.plan.Demand;
import io.longhaul.engine.plan.OwnerState;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.upstream.Calls;
import io.longhaul.lab.upstream.LabLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The benches in small: that they measure what they name, and can say no.
class BenchesTest {

    private static Figure figure(String name, List<Figure> figures) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no figure " + name + " in " + figures));
    }

    @Test
    void theNoopBenchMeasuresAllFourSides() throws Exception {
        var figures = new NoopBench(2_000, 1).run(line -> {});

        assertThat(figures).hasSize(6).allMatch(figure -> figure.value() > 0);
        assertThat(figure("noop.engine-of-floor", figures).value())
                .isCloseTo(
                        figure("noop.engine", figures).value() / figure("noop.floor", figures).value(), within(1e-6));
    }

    @Test
    void sleepingItemsTakeAtLeastTheirIdeal() throws Exception {
        var figures = new SleepBench(2_000, 1).run(line -> {});

        assertThat(figure("sleep.even", figures).value()).isGreaterThan(0.2);
        assertThat(figure("sleep.even-of-ideal", figures).value()).isGreaterThan(1);
        assertThat(figure("sleep.uneven-bare-threads", figures).value()).isGreaterThan(0.2);
    }

    @Test
    void theIdealsAreThoseOfTheTargets() {
        assertThat(SleepBench.ideal(number -> Duration.ofMillis(20), 100_000)).isCloseTo(10.0, within(1e-6));
        assertThat(SleepBench.ideal(number -> Duration.ofMillis(number % 100 == 0 ? 500 : 20), 100_000))
                .isCloseTo(12.4, within(1e-6));
    }

    @Test
    void aLogAboveTheRateIsReportedAsOver() {
        var calls = IntStream.range(0, 501)
                .mapToObj(i -> Calls.at(Duration.ofNanos(i * 1_999_000L), "q" + i))
                .toList();

        assertThat(figure("limits.rate.most-in-a-second", LimitsBench.figures(List.of(new LabLog(calls)))).met())
                .isFalse();
        var below = new LabLog(calls.subList(0, 500));
        assertThat(figure("limits.rate.most-in-a-second", LimitsBench.figures(List.of(below))).met())
                .isTrue();
        assertThat(figure("limits.rate.most-in-a-second", LimitsBench.figures(List.of(below, new LabLog(calls), below)))
                .met())
                .as("one round over the limit is one too many")
                .isFalse();
    }

    @Test
    void aSlowLogIsReportedAsBelowItsRate() {
        var calls = IntStream.range(0, 5_000)
                .mapToObj(i -> Calls.at(Duration.ofMillis(i * 3L), "q" + i))
                .toList();

        assertThat(figure("limits.rate.utilisation", LimitsBench.figures(List.of(new LabLog(calls)))).met())
                .isFalse();
    }

    @Test
    void theQuotaBoundIsThePlannersBound() {
        var zone = ZoneId.of("America/Los_Angeles");
        var limits = Limits.none("scarce").with(Quota.daily(20, zone));
        var owners = IntStream.range(0, 25)
                .mapToObj(i -> OwnerState.unused("owner" + i))
                .toList();
        var start = Instant.parse("2026-10-25T08:00:00Z"); // 01:00 in Los Angeles, the buffer is over

        for (long calls : new long[] {1, 500, 501, 7_000, 7_001}) {
            var bound = Bound.of(Demand.unused(calls, limits, owners), start).orElseThrow();

            assertThat(QuotaFigures.days(calls)).isEqualTo((calls + 499) / 500);
            assertThat(calls <= 500 ? start : QuotaFigures.bound(calls)).isEqualTo(bound);
        }
        assertThat(QuotaFigures.bound(7_000)).isEqualTo(Instant.parse("2026-11-07T08:05:00Z"));
    }

    @Test
    void aLargeJobIsKilledAndResumed() throws Exception {
        var figures = new ResumeBench(20_000).run(line -> {});

        assertThat(figure("resume.done-run-again", figures).value()).isZero();
        assertThat(figure("resume.lost", figures).value()).isZero();
        assertThat(figure("resume.first-item", figures).value()).isBetween(0.05, 60.0);
        assertThat(figure("resume.status-queries", figures).value()).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "quick", "noop sleep"})
    void anUnknownBenchExitsTwoAndListsAll(String words) {
        var err = new ByteArrayOutputStream();
        var command = new BenchCommand(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));

        var exit = command.run(words.isEmpty() ? List.of() : List.of(words.split(" ", -1)));

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("noop", "sleep", "limits", "resume", "start", "sim", "all");
    }
}
