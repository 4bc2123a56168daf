package io.longhaul.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// More seeds: `-Dsimulation.seeds=20000`. A failing seed is named with the line that replays it.
class SimulationTest {

    @Test
    void everySeedKeepsEveryPromise() throws InterruptedException {
        var broken = Seeds.run(1, Long.getLong("simulation.seeds", 150), Seeds::inMemory, false);

        assertThat(broken.stream().map(each -> each.replay() + ": " + each.what())).isEmpty();
    }

    /// Each showed a defect once.
    @Test
    void seedsThatOnceFailedHold() {
        for (long seed : new long[] {
            68, 70, 112, 113, 133, 134, 188, 362, 508, 518, 541, 691, 769, 958, 964, 1255, 1290, 1706, 2066, 2848, 4863
        }) {
            Simulation.run(seed, Seeds.inMemory());
        }
    }

    @Test
    void aRunIsAsLongAndAsRoughAsItClaims() {
        var report = Simulation.run(42, Seeds.inMemory());

        assertThat(report.days()).isGreaterThanOrEqualTo(11);
        assertThat(report.crashes()).isEqualTo(10);
        assertThat(report.ends().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(3_000);
    }

    @Test
    void aSeedRepeatsItself() {
        for (long seed = 500; seed < 505; seed++) {
            assertThat(Simulation.run(seed, Seeds.inMemory())).isEqualTo(Simulation.run(seed, Seeds.inMemory()));
        }
    }

    @Test
    void sevenThousandCallsUnderTwentyFiveDailyQuotasEndOnDayFourteen() {
        var report = QuotaRun.run(7_000, 25, 20, 0, Seeds.inMemory());

        assertThat(report.quotaDay()).isEqualTo(14);
        assertThat(report.executed()).isEqualTo(7_000);
        assertThat(report.repeats()).isZero();
        assertThat(report.refused()).isZero();
        // the fourteenth day opens at midnight + 300 s
        assertThat(report.finish()).isBetween("2026-11-07T08:05:00Z", "2026-11-07T08:15:00Z");
    }

    @Test
    void tenCrashesCostOnlyWhatWasInFlight() {
        var report = QuotaRun.run(7_000, 25, 20, 10, Seeds.inMemory());

        assertThat(report.quotaDay()).isLessThanOrEqualTo(Math.ceilDiv(7_000 + report.lost(), 500));
        assertThat(report.executed()).isLessThanOrEqualTo(7_000 + report.lost());
        assertThat(report.refused()).isZero();
    }

    /// Another user of the accounts has made 8 of the 20 calls of each day before ours: the upstream is believed. One
    /// call of each account is refused a day, and no further one leaves while its refusal is being read.
    @Test
    void ofAQuotaThatOthersUseTooOneCallOfEachAccountIsRefusedADay() {
        var report = QuotaRun.run(500, 5, 20, 0, 8, Seeds.inMemory());

        assertThat(report.executed()).isEqualTo(500);
        assertThat(report.quotaDay()).isEqualTo(9);
        assertThat(report.refused()).isBetween(1L, 5 * report.quotaDay());
        assertThat(report.repeats()).isZero();
    }
}
