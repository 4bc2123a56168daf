package io.longhaul.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Quota;
import io.longhaul.engine.store.StoreView.Latency;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectedTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Latency SLOW = new Latency(2_000, 5_000, 100);
    private static final Limits TEN_A_SECOND = Limits.rate("gate", 10, Duration.ofSeconds(1));

    private static Work work(long calls, Limits limits) {
        return new Work(Demand.unused(calls, limits, List.of(OwnerState.self())), calls, SLOW, 0, 0);
    }

    private static Expected expected(int concurrency, Work... works) {
        return Expected.of(List.of(works), concurrency, NOON).orElseThrow();
    }

    @Test
    void beforeTheFirstAnswerThereIsNone() {
        var silent = new Work(Demand.unused(1, TEN_A_SECOND, List.of()), 1, null, 0, 0);
        var idle = new Work(Demand.unused(0, TEN_A_SECOND, List.of()), 0, null, 0, 0);

        assertThat(Expected.of(List.of(work(5, TEN_A_SECOND), silent), 4, NOON)).isEmpty();
        assertThat(Expected.of(List.of(work(5, TEN_A_SECOND), idle), 4, NOON)).isPresent();
        assertThat(Expected.of(List.of(), 4, NOON)).contains(new Expected(NOON, NOON));
    }

    @Test
    void whereLatencyIsScarceItIsRoundsTimesLatency() {
        // 100 calls, 4 at a time: 25 rounds of 2 s; the spread of 25 rounds is 5 x 3 s.
        assertThat(expected(4, work(100, Limits.none("gate"))))
                .isEqualTo(new Expected(NOON.plusSeconds(50), NOON.plusSeconds(65)));
        assertThat(expected(4, work(101, Limits.none("gate"))).p50()).isEqualTo(NOON.plusSeconds(52));
    }

    @Test
    void whereTheLimitIsScarceItIsTheBoundAndOneReply() {
        // The 100th of 10 a second leaves after 9 s.
        assertThat(expected(1_000, work(100, TEN_A_SECOND)))
                .isEqualTo(new Expected(NOON.plusSeconds(11), NOON.plusSeconds(14)));
    }

    @Test
    void aSourcesOwnConcurrencyIsKept() {
        var two = new Limits("gate", 2, List.of(), List.of(), true);

        assertThat(expected(50, work(100, two)).p50()).isEqualTo(NOON.plusSeconds(100));
    }

    @Test
    void stepsOfAnItemFollowEachOther() {
        assertThat(expected(10, work(100, Limits.none("one")), work(50, Limits.none("two"))).p50())
                .isEqualTo(NOON.plusSeconds(30));
    }

    @Test
    void retriesAddCallsAndReuseSparesThem() {
        var base = Demand.unused(500, Limits.none("gate").with(Quota.daily(100, ZoneId.of("UTC"))),
                List.of(OwnerState.self()));
        var plain = new Work(base, 500, SLOW, 0, 0);
        var retried = new Work(base, 500, SLOW, 0.1, 0);
        var reused = new Work(base, 500, SLOW, 0, 0.5);

        assertThat(expected(1_000, plain).p50()).isEqualTo(Instant.parse("2026-11-25T00:05:02Z"));
        assertThat(expected(1_000, retried).p50()).isEqualTo(Instant.parse("2026-11-26T00:05:02Z"));
        assertThat(expected(1_000, reused).p50()).isEqualTo(Instant.parse("2026-11-23T00:05:02Z"));
    }

    @Test
    void theBadCaseOfQuestionsCountsForTheNinetiethPercentile() {
        var work = new Work(Demand.unused(100, TEN_A_SECOND, List.of()), 300, SLOW, 0, 0);

        assertThat(expected(1_000, work)).isEqualTo(new Expected(NOON.plusSeconds(11), NOON.plusSeconds(34)));
    }

    @Test
    void nothingIsExpectedBeforeTheBound() {
        for (long seed = 0; seed < 2_000; seed++) {
            var cases = new Cases(seed);
            var now = cases.start();
            var demand = cases.demand(cases.between(0, 2), cases.between(1, 2), 100, now);
            var latency = new Latency(cases.between(1, 9_000), cases.between(1, 60_000), 9);
            var work = new Work(demand, demand.calls(), latency, 0, 0);

            var expected = Expected.of(List.of(work), cases.between(1, 20), now).orElseThrow();

            assertThat(expected.p50()).as("seed " + seed).isAfter(Bound.of(demand, now).orElseThrow());
            assertThat(expected.p90()).as("seed " + seed).isAfterOrEqualTo(expected.p50());
        }
    }
}
