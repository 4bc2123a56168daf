package io.longhaul.engine.plan;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Seeded random demands with small numbers, around the days on which clocks change.
final class Cases {

    private static final List<String> ZONES = List.of(
            "America/Los_Angeles", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC", "Pacific/Apia", "Europe/London");

    private static final List<String> STARTS = List.of(
            "2026-10-31T05:00:00Z",
            "2026-11-01T06:30:00Z",
            "2027-03-13T09:00:00Z",
            "2027-03-14T08:00:00Z",
            "2026-10-03T12:00:00Z",
            "2027-04-03T14:10:00Z",
            "2026-03-28T23:00:00Z",
            "2026-12-31T23:59:59Z");

    private final Random random;

    Cases(long seed) {
        random = new Random(seed);
    }

    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    Instant start() {
        return Instant.parse(oneOf(STARTS)).plusSeconds(between(0, 36 * 3_600)).plusMillis(between(0, 999));
    }

    Rate rate() {
        return switch (between(0, 3)) {
            case 0 -> new Rate(between(1, 6), Duration.ofMillis(between(200, 5_000)));
            case 1 -> new Rate(between(1, 12), Duration.ofSeconds(between(1, 90)));
            case 2 -> new Rate(between(1, 20), Duration.ofMinutes(between(1, 90)));
            default -> new Rate(between(1, 15), Duration.ofHours(between(1, 30)));
        };
    }

    Quota quota() {
        var buffer = chance(50) ? Quota.DEFAULT_BUFFER : Duration.ofSeconds(between(0, 7_200));
        return new Quota(between(1, 15), chance(70) ? 1 : between(2, 5), ZoneId.of(oneOf(ZONES)), buffer);
    }

    /// @param rates and `quotas` declared, at least one of either
    Demand demand(int rates, int quotas, int mostCalls, Instant now) {
        var limits = new Limits("gate", 0, List.of(), List.of(), true);
        for (int i = 0; i < quotas; i++) {
            limits = limits.with(quota());
        }
        var declared = new ArrayList<Rate>();
        for (int i = 0; i < rates; i++) {
            declared.add(rate());
        }
        limits = new Limits("gate", 0, declared, limits.quotas(), true);
        var owners = new ArrayList<OwnerState>();
        for (int i = between(1, 4); i > 0; i--) {
            owners.add(owner("owner-" + i, limits, now));
        }
        var states = declared.stream().map(this::state).toList();
        return new Demand(between(1, mostCalls), limits, owners, states);
    }

    private OwnerState owner(String name, Limits limits, Instant now) {
        var used = new ArrayList<Long>();
        for (var quota : limits.quotas()) {
            used.add(chance(50) ? 0L : (long) between(0, (int) quota.amount() + 2));
        }
        var closed = chance(25) ? now.plusSeconds(between(-3_600, 4 * 86_400)) : null;
        return new OwnerState(name, used, closed);
    }

    private RateState state(Rate rate) {
        if (chance(40)) {
            return RateState.free(rate);
        }
        long window = rate.window().toMillis();
        var taken = new long[between(0, rate.calls() + 1)];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = random.nextLong(-1_000, window + 1) * 1_000_000;
        }
        return new RateState(rate, taken, chance(20) ? random.nextLong(0, window + 1) * 1_000_000 : 0);
    }
}
