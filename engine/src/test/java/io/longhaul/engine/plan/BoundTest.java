package io.longhaul.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundTest {

    private static final ZoneId LOS_ANGELES = ZoneId.of("America/Los_Angeles");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static List<OwnerState> owners(int number, long used) {
        return IntStream.range(0, number)
                .mapToObj(i -> new OwnerState("o" + i, List.of(used), null))
                .toList();
    }

    private static Demand rate(long calls, int perWindow, Duration window) {
        return Demand.unused(calls, Limits.rate("gate", perWindow, window), List.of());
    }

    private static Demand daily(long calls, int amount, ZoneId zone, List<OwnerState> owners) {
        return Demand.unused(calls, Limits.none("gate").with(Quota.daily(amount, zone)), owners);
    }

    private static Instant bound(Demand demand, Instant now) {
        return Bound.of(demand, now).orElseThrow();
    }

    @Test
    void withoutADeclaredLimitThereIsNone() {
        assertThat(Bound.of(Demand.unused(9, Limits.none("gate"), List.of()), NOON)).isEmpty();
        assertThat(Bound.of(List.of(), NOON)).isEmpty();
    }

    @Test
    void noCallsAreDoneNow() {
        assertThat(bound(rate(0, 1, SECOND), NOON)).isEqualTo(NOON);
        assertThat(bound(rate(0, 1, SECOND), NOON.plusNanos(1))).isEqualTo(NOON.plusNanos(1));
    }

    @Test
    void aRateAllowsItsBurstAtOnceAndThenOneAWindow() {
        assertThat(bound(rate(10, 10, SECOND), NOON)).isEqualTo(NOON);
        assertThat(bound(rate(11, 10, SECOND), NOON)).isEqualTo(NOON.plusSeconds(1));
        assertThat(bound(rate(10_000, 500, SECOND), NOON)).isEqualTo(NOON.plusSeconds(19));
        assertThat(bound(rate(10_001, 500, SECOND), NOON)).isEqualTo(NOON.plusSeconds(20));
    }

    @Test
    void dearCallsTakeTheirUnitsOfAQuota() {
        var limits = Limits.none("gate").with(Quota.daily(25, ZoneId.of("UTC")));
        var self = List.of(new OwnerState("o", List.of(6L), null));

        // 19 are left today: one call of ten; then two a day, and five units that none of them can use
        assertThat(bound(new Demand(1, 10, limits, self, List.of()), NOON)).isEqualTo(NOON);
        assertThat(bound(new Demand(5, 50, limits, self, List.of()), NOON))
                .isEqualTo(Instant.parse("2026-11-23T00:05:00Z"));
        assertThat(Bound.days(new Demand(5, 50, limits, self, List.of()), NOON, 9))
                .isEqualTo(Map.of(LocalDate.of(2026, 11, 21), 10L, LocalDate.of(2026, 11, 22), 20L,
                        LocalDate.of(2026, 11, 23), 20L));
    }

    @Test
    void callsThatAreUnequallyDearAreBoundByTheirUnitsTogether() {
        var limits = new Limits("gate", 0, List.of(new Rate(1, Duration.ofHours(1))),
                List.of(Quota.daily(25, ZoneId.of("UTC"))), true);
        var self = List.of(OwnerState.self());
        var cheap = new Demand(10, 10, limits, self, List.of());
        var dear = new Demand(2, 20, limits, self, List.of());

        // 30 units: 25 today, five tomorrow; 12 calls, one an hour, would end sooner
        assertThat(Bound.of(List.of(cheap, dear), NOON)).contains(Instant.parse("2026-11-22T00:05:00Z"));
        assertThat(Bound.of(List.of(cheap.withCalls(3), dear.withCalls(1)), NOON))
                .contains(NOON.plus(Duration.ofHours(3)));
    }

    @Test
    void takenSlotsAndFullWindowsAreWaitedFor() {
        var limits = Limits.rate("gate", 3, Duration.ofSeconds(10));
        var taken = new RateState(limits.rates().getFirst(), new long[] {4_000_000_000L, 7_000_000_000L}, 0);
        var full = new RateState(limits.rates().getFirst(), new long[0], 6_000_000_000L);

        // Free at 0, 4 and 7 s; the fourth follows the first by 10 s.
        assertThat(bound(new Demand(2, limits, List.of(), List.of(taken)), NOON)).isEqualTo(NOON.plusSeconds(4));
        assertThat(bound(new Demand(4, limits, List.of(), List.of(taken)), NOON)).isEqualTo(NOON.plusSeconds(10));
        assertThat(bound(new Demand(5, limits, List.of(), List.of(taken)), NOON)).isEqualTo(NOON.plusSeconds(14));
        assertThat(bound(new Demand(3, limits, List.of(), List.of(full)), NOON)).isEqualTo(NOON.plusSeconds(6));
        assertThat(bound(new Demand(4, limits, List.of(), List.of(full)), NOON)).isEqualTo(NOON.plusSeconds(16));
    }

    @Test
    void twoRatesHoldTogether() {
        var limits = new Limits(
                "gate", 0, List.of(new Rate(3, SECOND), new Rate(10, Duration.ofMinutes(1))), List.of(), true);

        // 3 at 0, 1 and 2 s, the tenth at 3 s, the next three at 60 s; the sixteenth at 61 s; 100 = 10 minutes' worth.
        assertThat(bound(Demand.unused(10, limits, List.of()), NOON)).isEqualTo(NOON.plusSeconds(3));
        assertThat(bound(Demand.unused(13, limits, List.of()), NOON)).isEqualTo(NOON.plusSeconds(60));
        assertThat(bound(Demand.unused(16, limits, List.of()), NOON)).isEqualTo(NOON.plusSeconds(61));
        assertThat(bound(Demand.unused(100, limits, List.of()), NOON)).isEqualTo(NOON.plusSeconds(9 * 60 + 3));
    }

    @Test
    void sevenThousandCallsOfTwentyFiveOwnersTakeFourteenQuotaDays() {
        // 12:00 UTC is 04:00 in Los Angeles: quota day 1 is 21 November, day 14 is 4 December, UTC-8.
        var fourteenth = Instant.parse("2026-12-04T08:05:00Z");

        assertThat(bound(daily(7_000, 20, LOS_ANGELES, owners(25, 0)), NOON)).isEqualTo(fourteenth);
        assertThat(bound(daily(6_501, 20, LOS_ANGELES, owners(25, 0)), NOON)).isEqualTo(fourteenth);
        assertThat(bound(daily(6_500, 20, LOS_ANGELES, owners(25, 0)), NOON))
                .isEqualTo(Instant.parse("2026-12-03T08:05:00Z"));
        assertThat(bound(daily(500, 20, LOS_ANGELES, owners(25, 0)), NOON)).isEqualTo(NOON);
    }

    @Test
    void whatIsUsedTodayPushesTheRestToAnotherDay() {
        assertThat(bound(daily(7_000, 20, LOS_ANGELES, owners(25, 20)), NOON))
                .isEqualTo(Instant.parse("2026-12-05T08:05:00Z"));
        // 25 x 1 used: 475 today, 13 x 500, 25 on the 15th day.
        assertThat(bound(daily(7_000, 20, LOS_ANGELES, owners(25, 1)), NOON))
                .isEqualTo(Instant.parse("2026-12-05T08:05:00Z"));
        assertThat(bound(daily(6_975, 20, LOS_ANGELES, owners(25, 1)), NOON))
                .isEqualTo(Instant.parse("2026-12-04T08:05:00Z"));
    }

    @Test
    void beforeTheBufferHasPassedItIsStillYesterday() {
        var justBefore = Instant.parse("2026-11-22T08:04:59.999Z");

        assertThat(bound(daily(1, 1, LOS_ANGELES, owners(1, 1)), justBefore))
                .isEqualTo(Instant.parse("2026-11-22T08:05:00Z"));
        assertThat(bound(daily(2, 1, LOS_ANGELES, owners(1, 0)), justBefore))
                .isEqualTo(Instant.parse("2026-11-22T08:05:00Z"));
    }

    @Test
    void daysOfTwentyThreeAndTwentyFiveHoursAreCounted() {
        var lordHowe = ZoneId.of("Australia/Lord_Howe");
        var kathmandu = ZoneId.of("Asia/Kathmandu");

        // 1 November 2026 begins at UTC-7 and has 25 hours; 14 March 2027 begins at UTC-8 and has 23.
        assertThat(bound(daily(3, 1, LOS_ANGELES, owners(1, 0)), Instant.parse("2026-10-31T12:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-02T08:05:00Z"));
        assertThat(bound(daily(3, 1, LOS_ANGELES, owners(1, 0)), Instant.parse("2027-03-13T12:00:00Z")))
                .isEqualTo(Instant.parse("2027-03-15T07:05:00Z"));
        // From UTC+10:30 to UTC+11 on 4 October 2026.
        assertThat(bound(daily(3, 1, lordHowe, owners(1, 0)), Instant.parse("2026-10-03T00:00:00Z")))
                .isEqualTo(Instant.parse("2026-10-04T13:05:00Z"));
        assertThat(bound(daily(2, 1, kathmandu, owners(1, 0)), Instant.parse("2026-10-03T00:00:00Z")))
                .isEqualTo(Instant.parse("2026-10-03T18:20:00Z"));
    }

    @Test
    void aRateHoldsWithinTheQuotaDay() {
        var limits = Limits.rate("gate", 10, Duration.ofMinutes(1)).with(Quota.daily(1_000, LOS_ANGELES));

        // 1,000 a day in bursts of 10: the last of a day leaves 99 min after its opening.
        assertThat(bound(Demand.unused(3_000, limits, owners(1, 0)), Instant.parse("2026-11-21T08:05:00Z")))
                .isEqualTo(Instant.parse("2026-11-23T09:44:00Z"));
    }

    @Test
    void aClosedOwnerHelpsFromItsOpeningOn() {
        var open = new OwnerState("a", List.of(8L), null);
        var closed = new OwnerState("b", List.of(5L), NOON.plus(Duration.ofHours(2)));
        var demand = daily(7, 10, LOS_ANGELES, List.of(open, closed));

        assertThat(bound(demand.withCalls(2), NOON)).isEqualTo(NOON);
        assertThat(bound(demand, NOON)).isEqualTo(NOON.plus(Duration.ofHours(2)));
        assertThat(bound(demand.withCalls(8), NOON)).isEqualTo(Instant.parse("2026-11-22T08:05:00Z"));
    }

    @Test
    void aJobIsAsLateAsItsLatestGateAndSourcesOfOneGateShareIt() {
        var one = rate(100, 10, SECOND);
        var other = Demand.unused(100, Limits.rate("other", 10, Duration.ofSeconds(2)), List.of());
        var free = Demand.unused(1_000_000, Limits.none("free"), List.of());

        assertThat(Bound.of(List.of(one, other, free), NOON)).contains(NOON.plusSeconds(18));
        assertThat(Bound.of(List.of(one, one, one), NOON)).contains(NOON.plusSeconds(29));
        assertThat(Bound.of(List.of(free), NOON)).isEmpty();
    }

    @Test
    void tenMillionCallsOverYearsTakeFewSteps() {
        var million = 10_000_000L;
        var perSecond = rate(million, 10, SECOND);
        var twoRates = Demand.unused(
                million,
                new Limits("gate", 0, List.of(new Rate(7, SECOND), new Rate(100, Duration.ofMinutes(1))), List.of(),
                        true),
                List.of());
        var years = daily(million, 20, LOS_ANGELES, owners(25, 3));
        var monthly = Demand.unused(
                million,
                Limits.rate("gate", 5, SECOND)
                        .with(Quota.daily(100, LOS_ANGELES))
                        .with(new Quota(1_000, 30, LOS_ANGELES, Quota.DEFAULT_BUFFER)),
                owners(25, 0));

        assertThat(bound(perSecond, NOON)).isEqualTo(NOON.plusSeconds(999_999));
        assertThat(bound(twoRates, NOON)).isEqualTo(NOON.plusSeconds(99_999 * 60 + 14));
        // 425 today, then 500 a day: the last 75 on day 19,999 + 1 after today.
        assertThat(bound(years, NOON))
                .isEqualTo(LocalDate.parse("2026-11-21").plusDays(20_000).atStartOfDay(LOS_ANGELES).toInstant()
                        .plusSeconds(300));
        for (var demand : List.of(perSecond, twoRates, years, monthly)) {
            var greedy = new Greedy(demand, NOON, Greedy::unheard, Greedy.STEPS);
            greedy.finish();
            assertThat(greedy.taken()).as(demand.toString()).isLessThan(10_000);
        }
    }

    @Test
    void daysThatTheRateDoesNotFillAreNotJumpedOver() {
        // One an hour from an opening on, 24 of the 100 a day.
        var limits = Limits.rate("gate", 1, Duration.ofHours(1)).with(Quota.daily(100, LOS_ANGELES));
        var opening = Instant.parse("2026-11-21T08:05:00Z");

        assertThat(bound(Demand.unused(241, limits, owners(1, 0)), opening))
                .isEqualTo(opening.plus(Duration.ofDays(10)));
    }

    @Test
    void slotsThatAreFreeJustInTimeAreLateAfterAShortDay() {
        // Ten in every 23:58 hours: in time each day, but for the one of 23 hours.
        var limits = Limits.rate("gate", 10, Duration.ofMinutes(23 * 60 + 58)).with(Quota.daily(10, LOS_ANGELES));
        var opening = Instant.parse("2027-03-08T08:05:00Z");

        // On the 15th at 07:05 + 58 min; then two minutes of that are made good each day.
        assertThat(bound(Demand.unused(80, limits, owners(1, 0)), opening))
                .isEqualTo(Instant.parse("2027-03-15T08:03:00Z"));
        assertThat(bound(Demand.unused(100, limits, owners(1, 0)), opening))
                .isEqualTo(Instant.parse("2027-03-17T07:59:00Z"));
    }

    @Test
    void aMonthsQuotaEndsTheDaysEarly() {
        // 2,500 a day and 25,000 in each 30 days: ten days, then the wait for the next window.
        var limits = Limits.none("gate")
                .with(Quota.daily(100, LOS_ANGELES))
                .with(new Quota(1_000, 30, LOS_ANGELES, Quota.DEFAULT_BUFFER));
        var first = LocalDate.ofEpochDay(30 * 690);
        var opening = first.atStartOfDay(LOS_ANGELES).toInstant().plusSeconds(300);
        var last = first.plusDays(60 + 9).atStartOfDay(LOS_ANGELES).toInstant().plusSeconds(300);

        assertThat(bound(Demand.unused(75_000, limits, owners(25, 0)), opening)).isEqualTo(last);
        assertThat(bound(Demand.unused(72_500, limits, owners(25, 0)), opening))
                .isEqualTo(last.minus(Duration.ofDays(1)));
    }

    private static Instant opening(long epochDay) {
        return LocalDate.ofEpochDay(epochDay).atStartOfDay(LOS_ANGELES).toInstant().plusSeconds(300);
    }

    @Test
    void aDayCutShortByAnotherQuotaIsNoPatternForTheNext() {
        // 50 in 13 hours. The third day of three has 50 left; the next takes 50 at once and 50 after 13 hours,
        // so that the one after begins two hours late.
        var limits = Limits.rate("gate", 50, Duration.ofHours(13))
                .with(Quota.daily(100, LOS_ANGELES))
                .with(new Quota(250, 3, LOS_ANGELES, Quota.DEFAULT_BUFFER));
        var owner = new OwnerState("a", List.of(100L, 200L), null);
        long third = 3 * 6_900 + 2;
        var evening = opening(third).minusSeconds(3_600);

        assertThat(bound(Demand.unused(200, limits, List.of(owner)), evening))
                .isEqualTo(opening(third + 2).plus(Duration.ofHours(2)));
    }

    @Test
    void aJumpOverDaysEndsWhereALongerWindowBegins() {
        // 450 in five days: from the third day on 3 x 100, then 4 x 100 and 50, then the next five days.
        var limits = Limits.none("gate")
                .with(Quota.daily(100, LOS_ANGELES))
                .with(new Quota(450, 5, LOS_ANGELES, Quota.DEFAULT_BUFFER));
        long third = 5 * 4_140 + 2;

        assertThat(bound(Demand.unused(750, limits, owners(1, 0)), opening(third))).isEqualTo(opening(third + 7));
        assertThat(bound(Demand.unused(751, limits, owners(1, 0)), opening(third))).isEqualTo(opening(third + 8));
    }

    @Test
    void aHundredThousandBurstsADayStillHaveABound() {
        // No pattern settles within the steps: each rate by itself then gives the bound.
        var limits = new Limits(
                "gate", 0, List.of(new Rate(1, SECOND), new Rate(80_000, Duration.ofDays(1))), List.of(), true);

        assertThat(bound(Demand.unused(800_000, limits, List.of()), NOON))
                .isBetween(NOON.plus(Duration.ofDays(9)), NOON.plus(Duration.ofDays(9)).plusSeconds(79_999));
    }

    @Test
    void numbersBeyondAllMeasureEndInOneFarInstant() {
        var far = bound(daily(Long.MAX_VALUE, 1, LOS_ANGELES, owners(1, 0)), NOON);

        assertThat(far).isAfter(Instant.parse("+70000-01-01T00:00:00Z"));
        assertThat(bound(rate(Long.MAX_VALUE, 1, Duration.ofDays(400)), NOON)).isEqualTo(far);
        assertThat(bound(rate(2, 1, Duration.ofSeconds(Long.MAX_VALUE)), NOON)).isEqualTo(far);
        var huge = Limits.none("gate").with(Quota.daily(Long.MAX_VALUE, LOS_ANGELES));
        assertThat(bound(Demand.unused(Long.MAX_VALUE / 8, huge, owners(3, 0)), NOON)).isEqualTo(NOON);
        var closed = List.of(new OwnerState("a", List.of(), Instant.MAX));
        assertThat(bound(daily(1, 1, LOS_ANGELES, closed), NOON)).isEqualTo(far);
    }

    @Test
    void theDaysOfTheCalendarAddUpToTheCalls() {
        var demand = daily(7_000, 20, LOS_ANGELES, owners(25, 1));

        var days = Bound.days(demand, NOON, 100);

        assertThat(days).hasSize(15).containsEntry(LocalDate.parse("2026-11-21"), 475L);
        assertThat(days).containsEntry(LocalDate.parse("2026-11-30"), 500L);
        assertThat(days).containsEntry(LocalDate.parse("2026-12-05"), 25L);
        assertThat(days.values().stream().mapToLong(each -> each).sum()).isEqualTo(7_000);
        assertThat(Bound.days(demand, NOON, 3)).hasSize(3);
    }

    @Test
    void aQuotaWithoutOwnersAndStatesOfOtherRatesAreRefused() {
        assertThatThrownBy(() -> daily(1, 1, LOS_ANGELES, List.of())).hasMessageContaining("no owner");
        var limits = Limits.rate("gate", 3, SECOND);
        var other = RateState.free(new Rate(4, SECOND));
        assertThatThrownBy(() -> new Demand(1, limits, List.of(), List.of(other)))
                .hasMessageContaining("gate")
                .hasMessageContaining("in this order");
    }
}
