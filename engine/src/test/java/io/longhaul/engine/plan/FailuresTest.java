package io.longhaul.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.plan.BatchHealth.Breaker;
import io.longhaul.engine.store.JobCounts.CallCounts;
import io.longhaul.engine.store.SnapshotRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailuresTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static SnapshotRecord at(int minutes, long done) {
        return new SnapshotRecord(NOON.plusSeconds(60L * minutes), done, 0, 0, 0);
    }

    @Test
    void theReportListsClassesMostItemsFirst() {
        var counts = Fakes.counts(
                1_000, Map.of(ErrorClass.TIMEOUT, 30L, ErrorClass.NOT_FOUND, 10L, ErrorClass.AUTH, 0L), Map.of());

        var report = FailureReport.of(counts);

        assertThat(report.failed()).isEqualTo(40);
        assertThat(report.breakdown())
                .extracting(FailureReport.Line::errorClass)
                .containsExactly(ErrorClass.TIMEOUT, ErrorClass.NOT_FOUND);
        assertThat(report.breakdown().getFirst().share()).isEqualTo(0.75);
        assertThat(report.worthRetrying()).isEqualTo(30);
        assertThat(report.systemIssues()).isEmpty();
    }

    @Test
    void issuesAreWhatConcernsMoreThanSingleRows() {
        var counts = Fakes.counts(
                100,
                Map.of(ErrorClass.AUTH, 1L, ErrorClass.SERVER, 11L, ErrorClass.TIMEOUT, 10L, ErrorClass.VALIDATION,
                        40L),
                Map.of("yahoo", new CallCounts(100, 0, 11, 0, 2), "calm", new CallCounts(100, 0, 10, 0, 0)));

        var report = FailureReport.of(counts);

        assertThat(report.systemIssues())
                .containsExactlyInAnyOrder(
                        "1 of 100 items failed: auth",
                        "11 of 100 items failed: server",
                        "yahoo throttled 11 % of its calls",
                        "yahoo: the fate of 2 calls is unknown");
        assertThat(report.fixes()).hasSize(4);
    }

    @Test
    void aCommandIsBlamedWhereTheCommandIsAtFault() {
        var counts = Fakes.counts(
                100, Map.of(ErrorClass.UNKNOWN, 60L, ErrorClass.TIMEOUT, 20L),
                Map.of("exec.1", new CallCounts(100, 0, 0, 0, 9)));
        var hints = List.<Hint>of(
                new Hint.FailingClass(ErrorClass.UNKNOWN, 0.6),
                new Hint.LostTime(Cause.BACK_OFF, Duration.ofMinutes(9)),
                new Hint.LostTime(Cause.UNKNOWN_FATES, Duration.ofMinutes(9)));

        var report = FailureReport.of(counts, Culprit.COMMAND);
        var health = BatchHealth.of(counts, Trend.STEADY, Breaker.CLOSED, hints, Culprit.COMMAND);

        assertThat(report.breakdown().getFirst().advice().text())
                .contains("the command failed", "explain JOB ROW")
                .doesNotContain("--timeout");
        assertThat(report.systemIssues()).contains("9 runs of the command were given up, in time-outs or when this"
                + " computer stopped");
        assertThat(report.fixes()).allSatisfy(fix -> assertThat(fix).contains("the command"));
        assertThat(health.recommendations())
                .allSatisfy(advice -> assertThat(advice).contains("the command").doesNotContain("upstream"));
    }

    @ParameterizedTest
    @EnumSource
    void adviceAboutACommandSaysNothingOfAnUpstream(ErrorClass errorClass) {
        var advice = RetryAdvice.of(errorClass, Culprit.COMMAND);

        assertThat(advice.worthwhile()).isEqualTo(RetryAdvice.of(errorClass).worthwhile());
        assertThat(advice.text()).isNotBlank().doesNotContain("upstream");
    }

    @ParameterizedTest
    @EnumSource
    void everyClassHasItsAdvice(ErrorClass errorClass) {
        assertThat(RetryAdvice.of(errorClass).text()).isNotBlank();
        assertThat(RetryAdvice.of(errorClass).errorClass()).isEqualTo(errorClass);
        assertThat(BatchHealth.ofInput(errorClass) && RetryAdvice.of(errorClass).worthwhile()).isFalse();
    }

    @Test
    void healthIsAHundredWithoutFailures() {
        var health = BatchHealth.of(Fakes.counts(50, Map.of(), Map.of()), Trend.STEADY, Breaker.CLOSED, List.of());

        assertThat(health.score()).isEqualTo(100);
        assertThat(health.recommendations()).isEmpty();
        assertThat(health.breaker()).isEqualTo("closed");
        assertThat(BatchHealth.of(Fakes.counts(0, Map.of(), Map.of()), Trend.STEADY, Breaker.CLOSED, List.of()).score())
                .isEqualTo(100);
    }

    @Test
    void healthFallsByItsFormula() {
        var counts = Fakes.counts(
                100,
                Map.of(ErrorClass.SERVER, 20L, ErrorClass.NOT_FOUND, 10L),
                Map.of("yahoo", new CallCounts(100, 0, 50, 20, 0)));

        // 100 x 0.8 - 30 x 0.1 - 10 x 0.5 = 72; less 20 and 5.
        assertThat(BatchHealth.of(counts, Trend.STEADY, Breaker.CLOSED, List.of()).score()).isEqualTo(72);
        var open = BatchHealth.of(counts, Trend.FALLING, new Breaker(true, "open until 12:41"), List.of());
        assertThat(open.score()).isEqualTo(47);
        assertThat(open.failureRate()).isEqualTo(0.3);
        assertThat(open.breaker()).isEqualTo("open until 12:41");
        var worst = Fakes.counts(10, Map.of(ErrorClass.SERVER, 10L), Map.of());
        assertThat(BatchHealth.of(worst, Trend.FALLING, new Breaker(true, "open"), List.of()).score()).isZero();
    }

    @Test
    void hintsNameWhatHoldsTheJobUp() {
        var counts = Fakes.counts(
                100,
                Map.of(ErrorClass.TIMEOUT, 20L, ErrorClass.NETWORK, 11L, ErrorClass.SERVER, 10L),
                Map.of("yahoo", new CallCounts(100, 0, 20, 0, 0)));
        var snapshots = List.of(at(0, 0), at(10, 40), at(20, 80), at(30, 90), at(40, 100));
        var progress = Progress.of(snapshots, 1_000, 100, NOON);

        var hints = Hints.of(
                counts,
                snapshots,
                progress,
                Map.of(Cause.DOWN, Duration.ofMinutes(5), Cause.LATENCY, Duration.ofMinutes(4)));

        assertThat(hints)
                .containsExactly(
                        new Hint.FailingClass(ErrorClass.TIMEOUT, 0.2),
                        new Hint.FailingClass(ErrorClass.NETWORK, 0.11),
                        new Hint.Throttling("yahoo", 0.2),
                        // Rates 4, 4, 1, 1: (1 x 4 + 2 x 4 + 3 x 1 + 4 x 1) / 10.
                        new Hint.Slowing(1.9),
                        new Hint.LostTime(Cause.DOWN, Duration.ofMinutes(5)));
        assertThat(hints).allSatisfy(each -> {
            assertThat(each.text()).isNotBlank();
            assertThat(each.recommendation()).isNotBlank();
        });
        assertThat(hints.getFirst().text()).isEqualTo("20 % of the items failed: timeout");
        assertThat(hints.getLast().recommendation()).isEqualTo("keep the machine awake");
    }

    @Test
    void aJobInWhichNothingEndsIsStalled() {
        var snapshots = List.of(at(0, 7), at(10, 7), at(20, 7));
        var progress = Progress.of(snapshots, 10, 7, NOON);

        assertThat(Hints.of(Fakes.counts(7, Map.of(), Map.of()), snapshots, progress, Map.of()))
                .containsExactly(new Hint.Stalled(Duration.ofMinutes(20)));
        assertThat(
                Hints.of(Fakes.counts(7, Map.of(), Map.of()), snapshots, Progress.of(snapshots, 7, 7, NOON), Map.of()))
                .isEmpty();
    }
}
