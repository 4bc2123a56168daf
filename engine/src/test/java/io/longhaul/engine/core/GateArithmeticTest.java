package io.longhaul.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateArithmeticTest {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    private static final ZoneId LOS_ANGELES = ZoneId.of("America/Los_Angeles");

    @Test
    void aSlotIsTakenFromTheReplyForTheWindowAndTenMillisecondsMore() {
        var rate = new RateWindow(new Rate(1, Duration.ofSeconds(1)));
        rate.hold();
        rate.sent(1, 0);
        rate.replied(1, 80 * MILLI);

        assertThat(rate.untilFree(80 * MILLI)).isEqualTo(1010 * MILLI);
        assertThat(rate.untilFree(1090 * MILLI)).isZero();
    }

    @Test
    void aSlowReplyTakesItsSlotFrom250MillisecondsAfterSending() {
        var rate = new RateWindow(new Rate(1, Duration.ofSeconds(1)));
        rate.hold();
        rate.sent(1, 0);
        rate.replied(1, MILLI);
        rate.hold();
        rate.sent(2, 5 * SECOND);

        assertThat(rate.untilFree(5_900 * MILLI)).isEqualTo(360 * MILLI);
        rate.replied(2, 10 * SECOND);
        assertThat(rate.untilFree(10 * SECOND)).isZero();
    }

    @Test
    void aColdClientHasTwoSecondsToReachTheUpstream() {
        var rate = new RateWindow(new Rate(1, Duration.ofSeconds(1)));
        rate.hold();
        rate.sent(1, 0);

        assertThat(rate.untilFree(1_900 * MILLI)).isEqualTo(1_110 * MILLI);
        assertThat(rate.untilFree(2_100 * MILLI)).isEqualTo(910 * MILLI);
    }

    @Test
    void whatADeadProcessHadJustSentMayStillArrive() {
        var rate = new RateWindow(new Rate(1, Duration.ofSeconds(100)));
        rate.remember(0, 40 * SECOND);

        assertThat(rate.untilFree(0)).isEqualTo(60_260 * MILLI);

        var full = new RateWindow(new Rate(1, Duration.ofSeconds(100)));
        full.remember(0, 100 * SECOND);
        assertThat(full.untilFree(0)).isEqualTo(260 * MILLI);
    }

    @Test
    void aCallAdmittedAndNotYetSentTakesASlot() {
        var rate = new RateWindow(new Rate(1, Duration.ofSeconds(1)));
        rate.hold();

        assertThat(rate.untilFree(0)).isPositive();
        rate.giveUp();
        assertThat(rate.untilFree(0)).isZero();
    }

    @Test
    void whatNobodyRemembersIsWaitedOutFromWhenItMayHaveBeenSent() {
        var rate = new RateWindow(new Rate(3, Duration.ofSeconds(10)));
        rate.countAsTaken(100, 0, 4 * SECOND);

        assertThat(rate.untilFree(0)).isEqualTo(6_260 * MILLI);
        assertThat(rate.untilFree(6_260 * MILLI)).isZero();

        var some = new RateWindow(new Rate(3, Duration.ofSeconds(10)));
        some.countAsTaken(2, 0, 0);
        assertThat(some.untilFree(0)).isZero();
        some.remember(0, 9 * SECOND);
        assertThat(some.untilFree(0)).isEqualTo(1_260 * MILLI);
    }

    @Test
    void aQuotaDayBeginsAtMidnightOfItsZonePlusTheBuffer() {
        var quota = Quota.daily(20, LOS_ANGELES);

        // the night in which summer time ends: that day has 25 hours
        var before = Instant.parse("2026-11-01T07:04:59Z");
        assertThat(quota.endOf(before)).isEqualTo(Instant.parse("2026-11-01T07:05:00Z"));
        assertThat(quota.endOf(before.plusSeconds(1))).isEqualTo(Instant.parse("2026-11-02T08:05:00Z"));
        assertThat(quota.startOf(before.plusSeconds(1))).isEqualTo(Instant.parse("2026-11-01T07:05:00Z"));
    }

    @Test
    void aCallThatEndsAroundMidnightCountsInBothDays() {
        var noon = Instant.parse("2026-11-10T20:00:00Z");
        var owner = owner(2, noon);
        owner.book(noon, 1);
        owner.close(noon, 1);
        var midnight = Instant.parse("2026-11-11T08:00:00Z");
        owner.book(midnight.minusSeconds(30), 1);
        owner.close(midnight.plusSeconds(5), 1);

        var opened = midnight.plusSeconds(300);

        assertThat(owner.freeAt(opened, 1)).isEqualTo(opened);
        owner.book(opened, 1);
        assertThat(owner.freeAt(opened, 1)).isEqualTo(Instant.parse("2026-11-12T08:05:00Z"));
    }

    @Test
    void lookingWithAWrongClockBeginsNoDay() {
        var noon = Instant.parse("2026-11-10T20:00:00Z");
        var owner = owner(1, noon);
        owner.book(noon, 1);

        var tomorrow = owner.use(noon.plus(Duration.ofDays(1))).getFirst();
        owner.close(noon.plus(Duration.ofDays(1)), 1);

        assertThat(tomorrow.used()).isEqualTo(1); // it is still open, and may end in either day
        assertThat(tomorrow.end()).isEqualTo(Instant.parse("2026-11-12T08:05:00Z"));
        assertThat(owner.freeAt(noon, 1)).isEqualTo(Instant.parse("2026-11-11T08:05:00Z"));
    }

    @Test
    void anEarlyRefusalClosesTheOwnerUntilItsReset() {
        var noon = Instant.parse("2026-11-10T20:00:00Z");
        var owner = owner(20, noon);
        owner.book(noon, 1);

        owner.refused(noon, null);

        assertThat(owner.freeAt(noon, 1)).isEqualTo(Instant.parse("2026-11-11T08:05:00Z"));
    }

    @Test
    void whatProvablyDidNotRunIsGivenBack() {
        var noon = Instant.parse("2026-11-10T20:00:00Z");
        var owner = owner(1, noon);
        owner.book(noon, 1);
        assertThat(owner.freeAt(noon, 1)).isAfter(noon);

        owner.giveBack(1);

        assertThat(owner.freeAt(noon, 1)).isEqualTo(noon);
    }

    @Test
    void aDearCallTakesItsUnitsAndWaitsWhereTheyAreNotLeft() {
        var noon = Instant.parse("2026-11-10T20:00:00Z");
        var owner = owner(25, noon);
        owner.book(noon, 10);
        owner.close(noon, 10);
        owner.book(noon, 10);

        assertThat(owner.freeAt(noon, 10)).as("5 are left").isAfter(noon);
        assertThat(owner.freeAt(noon, 5)).isEqualTo(noon);
        assertThat(owner.used()).isEqualTo(20);

        owner.giveBack(10);
        owner.remember(noon, 15);

        assertThat(owner.freeAt(noon, 1)).as("used up by an earlier process").isAfter(noon);
    }

    private static OwnerUse owner(long amount, Instant now) {
        return new OwnerUse(Owner.SELF, List.of(Key.NONE), List.of(Quota.daily(amount, LOS_ANGELES)), now);
    }

    @Test
    void theBreakerOpensAtTwentyCallsWithOverHalfFailedAndProbesAfterFiveSeconds() {
        var breaker = new Breaker();
        for (int i = 0; i < 19; i++) {
            breaker.sent(i);
            breaker.record(i, i % 2 == 0, 0);
        }
        assertThat(breaker.open()).isFalse();
        breaker.sent(19);
        breaker.record(19, true, 0);

        assertThat(breaker.open()).isTrue();
        assertThat(breaker.untilFree(SECOND)).isEqualTo(4 * SECOND);
        assertThat(breaker.untilFree(5 * SECOND)).isZero();
        breaker.sent(20);
        assertThat(breaker.untilFree(5 * SECOND)).as("one probe at a time").isPositive();
        breaker.record(20, false, 6 * SECOND);
        assertThat(breaker.untilFree(6 * SECOND)).isZero();
        assertThat(breaker.open()).isFalse();
    }

    private static Breaker opened() {
        var breaker = new Breaker();
        for (int i = 0; i < 20; i++) {
            breaker.record(i, true, 0);
        }
        return breaker;
    }

    @Test
    void gapsBetweenFailedProbesDoubleUpTo300Seconds() {
        var breaker = opened();
        var gaps = new ArrayList<Long>();
        long now = 0;
        for (int probe = 100; probe < 109; probe++) {
            gaps.add(breaker.untilFree(now) / SECOND);
            now += breaker.untilFree(now);
            breaker.sent(probe);
            breaker.record(probe, true, now);
        }

        assertThat(gaps).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void aCallThatWasUnderWayWhenTheBreakerOpenedIsNoProbe() {
        var breaker = opened();
        breaker.sent(100);

        breaker.record(7, true, 5 * SECOND);
        breaker.noVerdict(8);

        assertThat(breaker.untilFree(5 * SECOND)).as("the probe is still under way").isPositive();
        breaker.record(100, false, 6 * SECOND);
        assertThat(breaker.open()).isFalse();
    }

    @Test
    void onAnOrderTheBreakerLetsOneProbeGoAtOnce() {
        var breaker = opened();

        assertThat(breaker.probeNow(SECOND)).isTrue();

        assertThat(breaker.untilFree(SECOND)).isZero();
        breaker.sent(100);
        assertThat(breaker.probeNow(SECOND)).as("one is under way").isFalse();
        breaker.record(100, true, SECOND);
        assertThat(breaker.untilFree(SECOND)).isEqualTo(10 * SECOND);
    }

    @Test
    void aColdClientOpensMoreCallsWithEachReplyOrQuarterOfASecond() {
        var start = new SlowStart();
        assertThat(start.limit(99 * MILLI)).isEqualTo(1);
        assertThat(start.growsAt(99 * MILLI)).isEqualTo(Long.MAX_VALUE);

        start.opened(100 * MILLI);
        start.opened(700 * MILLI);
        assertThat(start.limit(349 * MILLI)).isEqualTo(1);
        assertThat(start.growsAt(349 * MILLI)).isEqualTo(350 * MILLI);
        assertThat(start.limit(350 * MILLI)).isEqualTo(2);
        assertThat(start.growsAt(350 * MILLI)).isEqualTo(600 * MILLI);
        assertThat(start.limit(1_600 * MILLI)).isEqualTo(64);

        start.replied();
        start.replied();
        assertThat(start.limit(350 * MILLI)).isEqualTo(4);
        assertThat(start.limit(3_600_000 * MILLI)).isEqualTo(1 << 20);
        assertThat(start.growsAt(3_600_000 * MILLI)).isEqualTo(Long.MAX_VALUE);
    }

    private static void answers(Concurrency adaptive, int calls, long millis, int ceiling) {
        for (int i = 0; i < calls; i++) {
            adaptive.answered(millis * MILLI, ceiling);
        }
    }

    @Test
    void concurrencyFallsWithOverloadAndRisesWhenUsed() {
        var adaptive = new Concurrency();
        for (int i = 0; i < 3; i++) {
            adaptive.overloaded(100);
        }
        answers(adaptive, Concurrency.WINDOW - 3, 10, 100);
        assertThat(adaptive.limit(100)).isEqualTo(80);
        adaptive.opened(63);
        answers(adaptive, Concurrency.WINDOW, 10, 100);
        assertThat(adaptive.limit(100)).isEqualTo(80);
        adaptive.opened(64);
        answers(adaptive, Concurrency.WINDOW, 10, 100);
        assertThat(adaptive.limit(100)).isEqualTo(81);
        assertThat(adaptive.limit(50)).isEqualTo(50);
    }

    @Test
    void concurrencyFallsWhenTheMedianLatencyDoubles() {
        var adaptive = new Concurrency();
        answers(adaptive, Concurrency.WINDOW, 100, 50);
        answers(adaptive, Concurrency.WINDOW, 201, 50);

        assertThat(adaptive.limit(50)).isEqualTo(40);
    }

    @Test
    void concurrencyFallsFurtherOnlyWhileThatMakesCallsFaster() {
        var adaptive = new Concurrency();
        answers(adaptive, Concurrency.WINDOW, 1, 50);
        for (int millis : List.of(400, 320, 250, 200, 150)) {
            answers(adaptive, Concurrency.WINDOW, millis, 50);
        }
        assertThat(adaptive.limit(50)).isEqualTo(16);

        answers(adaptive, Concurrency.WINDOW, 149, 50);
        assertThat(adaptive.limit(50)).isEqualTo(16);
        for (int window = 0; window < 35; window++) {
            adaptive.opened(50);
            answers(adaptive, Concurrency.WINDOW, 150, 50);
        }
        assertThat(adaptive.limit(50)).isEqualTo(50);

        answers(adaptive, Concurrency.WINDOW, 320, 50);
        assertThat(adaptive.limit(50)).isEqualTo(40);
    }

    @Test
    void concurrencyOfAnyNumberCanFall() {
        var adaptive = new Concurrency();
        for (int i = 0; i < Concurrency.WINDOW; i++) {
            adaptive.overloaded(Integer.MAX_VALUE);
        }
        assertThat(adaptive.limit(Integer.MAX_VALUE)).isEqualTo(1_717_986_917);
    }

    @Test
    void theRetryTableIsTheSeedsTable() {
        assertThat(RetryTable.rule(ErrorClass.NETWORK).delay(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(RetryTable.rule(ErrorClass.NETWORK).delay(9)).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryTable.rule(ErrorClass.TIMEOUT).delay(2)).isEqualTo(Duration.ofSeconds(20));
        assertThat(RetryTable.rule(ErrorClass.RATE_LIMIT).delay(2)).isEqualTo(Duration.ofSeconds(90));
        assertThat(RetryTable.retries(ErrorClass.NETWORK, -1)).isEqualTo(3);
        assertThat(RetryTable.retries(ErrorClass.NETWORK, 1)).isEqualTo(1);
        assertThat(RetryTable.retries(ErrorClass.UNKNOWN, 5)).isEqualTo(1);
        assertThat(RetryTable.retries(ErrorClass.NOT_FOUND, -1)).isZero();
        assertThat(RetryTable.rule(ErrorClass.AUTH).then()).isEqualTo(RetryTable.Then.PAUSE);
        assertThat(RetryTable.rules()).hasSize(ErrorClass.values().length);
    }

    @Test
    void failuresLookAlikeWhateverTheirDigits() {
        var like = new LikeFailures();
        for (int i = 0; i < 4; i++) {
            assertThat(like.count(failed(ErrorClass.UNKNOWN, "exit 3: line " + i), null, false)).isFalse();
        }
        assertThat(like.count(failed(ErrorClass.VALIDATION, "an input"), null, false)).isFalse();

        assertThat(like.count(failed(ErrorClass.UNKNOWN, "exit 3: line 99"), null, false)).isTrue();
    }

    @Test
    void afterASuccessItTakesTwentyLikeFailures() {
        var like = new LikeFailures();
        like.success();
        for (int i = 0; i < 19; i++) {
            assertThat(like.count(failed(ErrorClass.UNKNOWN, "exit 3"), null, true)).isFalse();
        }
        assertThat(like.count(failed(ErrorClass.UNKNOWN, "exit 3"), null, true)).isTrue();
    }

    private static ItemEnd.Failed failed(ErrorClass errorClass, String reason) {
        return new ItemEnd.Failed(errorClass, reason, "exec");
    }
}
