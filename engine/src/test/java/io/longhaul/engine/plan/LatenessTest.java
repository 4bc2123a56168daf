package io.longhaul.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenessTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void growthIsBookedToWhatHeld() {
        var late = Lateness.from(NOON)
                .book(NOON.plusSeconds(60), Cause.DOWN)
                .book(NOON.plusSeconds(70), Cause.LATENCY)
                .book(NOON.plusSeconds(70), Cause.WRITER)
                .book(NOON.plusSeconds(95), Cause.DOWN);

        assertThat(late.booked())
                .containsExactly(
                        Map.entry(Cause.DOWN, Duration.ofSeconds(85)),
                        Map.entry(Cause.LATENCY, Duration.ofSeconds(10)));
        assertThat(late.total()).isEqualTo(Duration.ofSeconds(95));
    }

    @Test
    void workThatDisappearsIsNoNegativeLatency() {
        var late =
                Lateness.from(NOON).book(NOON.plusSeconds(60), Cause.PAUSED).book(NOON.minusSeconds(5), Cause.LATENCY);

        assertThat(late.booked()).containsEntry(Cause.LESS_WORK, Duration.ofSeconds(-65));
        assertThat(late.booked()).containsEntry(Cause.PAUSED, Duration.ofSeconds(60));
        assertThat(late.total()).isEqualTo(Duration.ofSeconds(-5));
    }

    @Test
    void theBookedTimesAlwaysAddUp() {
        var causes = List.of(Cause.values());
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var late = Lateness.from(NOON);
            var bound = NOON;
            for (int i = 0; i < 50; i++) {
                bound = bound.plusNanos(random.nextLong(-2_000_000_000L, 6_000_000_000L));
                late = late.book(bound, causes.get(random.nextInt(causes.size())));
            }

            var sum = late.booked().values().stream().reduce(Duration.ZERO, Duration::plus);
            assertThat(NOON.plus(sum)).as("seed " + seed).isEqualTo(bound);
            long millis = late.millis().values().stream().mapToLong(Long::longValue).sum();
            assertThat(millis).as("seed " + seed).isEqualTo(late.total().toMillis());
            var others = late.booked().entrySet().stream().filter(each -> each.getKey() != Cause.LESS_WORK);
            assertThat(others).as("seed " + seed).noneMatch(each -> each.getValue().isNegative());
        }
    }

    @Test
    void whatWasStoredIsTakenUpAgain() {
        var late = Lateness.from(NOON).book(NOON.plusSeconds(9), Cause.BACK_OFF).book(NOON.plusSeconds(7), Cause.DOWN);

        assertThat(late.millis()).isEqualTo(Map.of("back-off", 9_000L, "less-work", -2_000L));
        assertThat(Lateness.restored(NOON, late.millis())).isEqualTo(late);
        assertThatThrownBy(() -> Lateness.restored(NOON, Map.of("weather", 1L)))
                .hasMessageContaining("weather")
                .hasMessageContaining("no-runnable-item");
        assertThatThrownBy(() -> new Lateness(NOON, NOON, Map.of(Cause.DOWN, Duration.ofSeconds(1))))
                .hasMessageContaining("PT1S");
    }

    @Test
    void theFirstMatchCounts() {
        assertThat(Cause.first(EnumSet.of(Cause.LATENCY, Cause.OTHER_JOBS, Cause.BREAKER))).isEqualTo(Cause.BREAKER);
        assertThat(Cause.first(EnumSet.noneOf(Cause.class))).isEqualTo(Cause.LATENCY);
        assertThat(Cause.first(EnumSet.of(Cause.WRITER, Cause.DOWN))).isEqualTo(Cause.DOWN);
        for (var each : Cause.values()) {
            assertThat(Cause.of(each.label())).isEqualTo(each);
        }
    }

    @Test
    void aRunOnALimitAddsUpToItsFinishLessTheFirstBound() {
        // Ten calls, one in ten seconds; each is sent two seconds after its slot is free.
        var limits = Limits.rate("gate", 1, Duration.ofSeconds(10));
        var rate = limits.rates().getFirst();
        var now = NOON;
        var late = Lateness.from(Bound.of(Demand.unused(10, limits, List.of()), now).orElseThrow());
        for (int left = 9; left >= 0; left--) {
            now = now.plusSeconds(2);
            var before = new Demand(left + 1, limits, List.of(), List.of());
            late = late.book(Bound.of(before, now).orElseThrow(), Cause.LATENCY);
            // Sent: the slot is taken for ten seconds.
            var taken = new RateState(rate, new long[] {10_000_000_000L}, 0);
            var after = new Demand(left, limits, List.of(), List.of(taken));
            late = late.book(Bound.of(after, now).orElseThrow(), Cause.OTHER_JOBS);
            now = left > 0 ? now.plusSeconds(10) : now;
        }

        assertThat(late.first()).isEqualTo(NOON.plusSeconds(90));
        assertThat(late.current()).isEqualTo(now).isEqualTo(NOON.plusSeconds(110));
        assertThat(late.booked()).containsExactly(Map.entry(Cause.LATENCY, Duration.ofSeconds(20)));
    }
}
