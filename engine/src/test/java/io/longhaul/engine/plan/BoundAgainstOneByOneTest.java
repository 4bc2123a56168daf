package io.longhaul.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class BoundAgainstOneByOneTest {

    private static final int CASES = 2_000;

    private static void forEachSeed(long from, BiConsumer<Cases, String> check) {
        for (long seed = from; seed < from + CASES; seed++) {
            check.accept(new Cases(seed), "seed " + seed);
        }
    }

    private static Instant bound(Demand demand, Instant now) {
        return Bound.of(demand, now).orElseThrow();
    }

    private static void agrees(Demand demand, Instant now, String seed) {
        assertThat(bound(demand, now))
                .as("%s: %s from %s", seed, demand, now)
                .isEqualTo(new OneByOne(demand, now).finish());
    }

    @Test
    void oneRateIsExact() {
        forEachSeed(0, (cases, seed) -> {
            var now = cases.start();
            agrees(cases.demand(1, 0, 120, now), now, seed);
        });
    }

    @Test
    void severalRatesAreExact() {
        forEachSeed(10_000, (cases, seed) -> {
            var now = cases.start();
            agrees(cases.demand(cases.between(2, 4), 0, 200, now), now, seed);
        });
    }

    @Test
    void oneQuotaIsExactAcrossClockChanges() {
        forEachSeed(20_000, (cases, seed) -> {
            var now = cases.start();
            agrees(cases.demand(0, 1, 250, now), now, seed);
        });
    }

    @Test
    void oneRateWithOneQuotaIsExact() {
        forEachSeed(30_000, (cases, seed) -> {
            var now = cases.start();
            agrees(cases.demand(1, 1, 200, now), now, seed);
        });
    }

    @Test
    void severalRatesWithOneQuotaAreExact() {
        forEachSeed(40_000, (cases, seed) -> {
            var now = cases.start();
            agrees(cases.demand(cases.between(2, 3), 1, 200, now), now, seed);
        });
    }

    @Test
    void severalQuotasAreNeverBeaten() {
        int[] equal = {0};

        forEachSeed(50_000, (cases, seed) -> {
            var now = cases.start();
            var demand = cases.demand(cases.between(0, 2), cases.between(2, 3), 150, now);
            var real = new OneByOne(demand, now).finish();
            var bound = bound(demand, now);
            assertThat(bound).as("%s: %s from %s", seed, demand, now).isBeforeOrEqualTo(real);
            equal[0] += bound.equals(real) ? 1 : 0;
        });

        // Not only never too late: the real finish in most cases.
        assertThat(equal[0]).isGreaterThan(CASES * 7 / 10);
    }

    @Test
    void whatIsReckonedForEachLimitByItselfIsNeverBeaten() {
        forEachSeed(60_000, (cases, seed) -> {
            var now = cases.start();
            var demand = cases.demand(cases.between(0, 3), 1, 150, now);
            var short1 = Bound.of(demand, now, 1 + cases.between(-60, 20)).orElseThrow();
            assertThat(short1)
                    .as("%s: %s from %s", seed, demand, now)
                    .isBeforeOrEqualTo(new OneByOne(demand, now).finish());
        });
    }

    @Test
    void aLaterStartOrMoreCallsOrFewerOwnersNeverEndSooner() {
        forEachSeed(70_000, (cases, seed) -> {
            var now = cases.start();
            var demand = cases.demand(cases.between(0, 2), 1, 300, now);
            var bound = bound(demand, now);

            var more = demand.withCalls(demand.calls() + cases.between(1, 50));
            assertThat(bound(more, now)).as(seed).isAfterOrEqualTo(bound);
            assertThat(bound(demand.withMoreOwners(cases.between(1, 3)), now)).as(seed).isBeforeOrEqualTo(bound);
            assertThat(bound).as(seed).isAfterOrEqualTo(now);
        });
    }

    @Test
    void fromAFreshStateALaterStartNeverEndsSooner() {
        forEachSeed(80_000, (cases, seed) -> {
            var now = cases.start();
            var some = cases.demand(cases.between(0, 2), 1, 300, now);
            var owners = some.owners().stream().map(each -> OwnerState.unused(each.name())).toList();
            var demand = Demand.unused(some.calls(), some.limits(), owners);
            var later = now.plusSeconds(cases.between(1, 3 * 86_400));

            // In another window another allowance is left, so that both start at the opening of one.
            Quota quota = demand.limits().quotas().getFirst();
            assertThat(bound(demand, quota.endOf(later)))
                    .as("%s: %s", seed, demand)
                    .isAfterOrEqualTo(bound(demand, quota.endOf(now)));
            assertThat(bound(demand, now.plus(Duration.ofMillis(1))))
                    .as("%s: %s", seed, demand)
                    .isAfterOrEqualTo(quota.endOf(now).isAfter(now.plusMillis(1)) ? bound(demand, now) : now);
        });
    }

    @Test
    void theOracleKeepsTheRates() {
        forEachSeed(90_000, (cases, seed) -> {
            var now = cases.start();
            var demand = cases.demand(2, 1, 60, now);
            var oracle = new OneByOne(demand, now);
            oracle.finish();
            assertThat(demand.limits().rates()).as(seed).allMatch(oracle::held);
        });
    }
}
