package io.longhaul.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.longhaul.engine.store.SnapshotRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static SnapshotRecord at(int seconds, long done, long failed, long costNanos) {
        return new SnapshotRecord(NOON.plusSeconds(seconds), done, failed, 0, costNanos);
    }

    /// One snapshot a minute; so many items end in each.
    private static List<SnapshotRecord> minutes(int... endings) {
        var all = new ArrayList<SnapshotRecord>();
        all.add(at(0, 0, 0, 0));
        long done = 0;
        for (int i = 0; i < endings.length; i++) {
            done += endings[i];
            all.add(at(60 * (i + 1), done, 0, 0));
        }
        return all;
    }

    private static Analysis analysis(List<SnapshotRecord> snapshots, long total, long ended) {
        return Objects.requireNonNull(Progress.of(snapshots, total, ended, NOON).analysis());
    }

    @Test
    void underThreeSnapshotsSayNothing() {
        var progress = Progress.of(minutes(5), 100, 5, NOON);

        assertThat(progress.analysis()).isNull();
        assertThat(progress.etaAt()).isEmpty();
        assertThat(progress.percent()).isEqualTo(5);
        assertThat(progress.remaining()).isEqualTo(95);
    }

    @Test
    void newerRatesWeighMore() {
        // (1/3 x 6 + 2/3 x 3 + 3/3 x 12) / (1/3 + 2/3 + 1) = 16 / 2.
        var seen = analysis(minutes(6, 3, 12), 101, 21);

        assertThat(seen.ratePerMinute()).isEqualTo(8, within(1e-9));
        assertThat(seen.secondsPerItem()).isEqualTo(180 / 21.0, within(1e-9));
        assertThat(seen.etaAt()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
    }

    @Test
    void overTenSnapshotsTheVarianceDelaysTheEta() {
        // Ten rates, alternately 8 and 12: variance 4 / 100; 80 items left.
        var calm = analysis(minutes(8, 12, 8, 12, 8, 12, 8, 12, 8, 12), 180, 100);
        double rate = (8 * (1 + 3 + 5 + 7 + 9) + 12 * (2 + 4 + 6 + 8 + 10)) / 55.0;

        assertThat(calm.ratePerMinute()).isEqualTo(rate, within(1e-9));
        assertThat(minutesToEta(calm)).isEqualTo(80 / rate + 80 * 0.04 / rate * 1.1, within(1e-3));

        // Ten rates, alternately 2 and 18: variance 64 / 100.
        var restless = analysis(minutes(2, 18, 2, 18, 2, 18, 2, 18, 2, 18), 180, 100);
        double other = (2 * 25 + 18 * 30) / 55.0;

        assertThat(minutesToEta(restless)).isEqualTo(80 / other + 80 * 0.64 / other * 1.2, within(1e-3));
    }

    @Test
    void tenSnapshotsHaveNoBufferYet() {
        var seen = analysis(minutes(8, 12, 8, 12, 8, 12, 8, 12, 8), 180, 88);

        assertThat(minutesToEta(seen)).isEqualTo(92 / seen.ratePerMinute(), within(1e-3));
    }

    private static double minutesToEta(Analysis analysis) {
        return Duration.between(NOON, Objects.requireNonNull(analysis.etaAt())).toMillis() / 60_000.0;
    }

    @Test
    void withoutARateThereIsNoEta() {
        assertThat(analysis(minutes(0, 0, 0), 10, 0).etaAt()).isNull();
        assertThat(analysis(minutes(0, 0, 0), 10, 0).secondsPerItem()).isNull();
        assertThat(analysis(minutes(0, 0, 10), 10, 10).etaAt()).isEqualTo(NOON);
        assertThat(analysis(List.of(at(0, 1, 0, 0), at(0, 2, 0, 0), at(0, 3, 0, 0)), 10, 3).etaAt())
                .isNull();
    }

    @Test
    void aRetryThatTakesItemsBackIsNoNegativeRate() {
        var seen = analysis(List.of(at(0, 0, 9, 0), at(60, 0, 2, 0), at(120, 5, 2, 0)), 20, 7);

        // Rates 0 and 5: (1/2 x 0 + 2/2 x 5) / 1.5.
        assertThat(seen.ratePerMinute()).isEqualTo(10 / 3.0, within(1e-9));
        assertThat(seen.errorRate()).isZero();
    }

    @Test
    void onlyTheLastFiftyAreAnalysedAndTheLastThousandKept() {
        var slowThenFast = new int[1_100];
        for (int i = 0; i < slowThenFast.length; i++) {
            slowThenFast[i] = i < 1_050 ? 1 : 10;
        }
        var snapshots = minutes(slowThenFast);

        var seen = analysis(snapshots, 10_000, 1_550);

        assertThat(seen.ratePerMinute()).isEqualTo(10);
        assertThat(seen.trend()).isEqualTo(Trend.STEADY);
        // The variance for the ETA is of all 999 rates kept: 949 of 1 and 50 of 10.
        double mean = (949 + 500) / 999.0;
        double variance = (949 * (1 - mean) * (1 - mean) + 50 * (10 - mean) * (10 - mean)) / 999 / (mean * mean);
        assertThat(minutesToEta(seen)).isEqualTo(845 + 845 * variance * 1.2, within(1e-2));
    }

    @Test
    void trendComparesTheNewerHalfWithTheOlder() {
        assertThat(analysis(minutes(10, 10, 99, 12, 12), 500, 143).trend()).isEqualTo(Trend.RISING);
        assertThat(analysis(minutes(10, 10, 10, 11), 500, 41).trend()).isEqualTo(Trend.STEADY);
        assertThat(analysis(minutes(10, 10, 8, 9), 500, 37).trend()).isEqualTo(Trend.FALLING);
    }

    @Test
    void costsAreProjectedByItemsEnded() {
        // 8 done, 2 failed for 0.50 USD; 30 left at 0.05 each.
        var snapshots = List.of(at(0, 0, 0, 0), at(60, 4, 1, 250_000_000), at(120, 8, 2, 500_000_000));

        var seen = analysis(snapshots, 40, 10);

        assertThat(seen.costPerSuccess()).isEqualByComparingTo("0.0625");
        assertThat(seen.projectedCost()).isEqualByComparingTo(new BigDecimal("2.00"));
        assertThat(seen.errorRate()).isEqualTo(0.2);
    }

    @Test
    void confidenceGrowsWithRatesAndFallsWithTheirSpread() {
        assertThat(analysis(minutes(5, 5), 100, 10).confidence()).isEqualTo(0.1, within(1e-9));
        var steady = new int[30];
        java.util.Arrays.fill(steady, 5);
        assertThat(analysis(minutes(steady), 1_000, 150).confidence()).isEqualTo(1);
        assertThat(analysis(minutes(0, 10), 100, 10).confidence()).isEqualTo(0.05, within(1e-9));
    }

    @Test
    void anEmptyListIsComplete() {
        assertThat(Progress.of(List.of(), 0, 0, NOON).percent()).isEqualTo(100);
        assertThatThrownBy(() -> Progress.of(List.of(), 1, 2, NOON)).hasMessageContaining("2 of 1");
    }
}
