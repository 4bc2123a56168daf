package io.longhaul.testkit.sim;

import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.UnknownFate;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a seed decides about the world before it begins.
///
/// @param start true time at the beginning
/// @param items rows of the list
/// @param owners of keys for the scarce source, each with one key
/// @param aDay scarce calls an owner may make in a day of `zone`
/// @param clockOff how far the scarce upstream's clock is ahead of true time
/// @param crashes process deaths, spread over the run
/// @param faults probabilities, 0 to 1, of things going wrong with a call
/// @param units what the scarce upstream counts one call as in its quota
/// @param plain every row is different and asks one scarce question, without rates: pure quota arithmetic
/// @param strangers calls of an owner's day that another user of the account makes before our first; then our calls go
///     one at a time
record Scenario(
        Instant start,
        int items,
        int owners,
        int aDay,
        ZoneId zone,
        Duration clockOff,
        int crashes,
        Faults faults,
        UnknownFate fate,
        int units,
        boolean plain,
        int strangers) {

    /// Nobody else uses the owners' quotas.
    Scenario(
            Instant start, int items, int owners, int aDay, ZoneId zone, Duration clockOff, int crashes, Faults faults,
            UnknownFate fate, int units, boolean plain) {
        this(start, items, owners, aDay, zone, clockOff, crashes, faults, fate, units, plain, 0);
    }

    /// @param server 5xx; `lost` executed without an answer; `cut` not executed, connection broken on the way out;
    ///     `throttle` a per-minute refusal; `storms` hours of refusals
    record Faults(double server, double lost, double cut, double throttle, int storms, boolean clockJumps) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0, false);

        boolean none() {
            return server == 0 && lost == 0 && cut == 0 && throttle == 0 && storms == 0 && !clockJumps;
        }
    }

    /// How long a proved absence counts.
    static final Duration ABSENCES = Duration.ofDays(1);

    private record Place(String zone, LocalDate day) {}

    /// Starts a few days before a change of the clocks, so that every run crosses it (Kathmandu has none).
    private static final List<Place> PLACES = List.of(
            new Place("America/Los_Angeles", LocalDate.of(2026, 10, 28)),
            new Place("America/Los_Angeles", LocalDate.of(2027, 3, 9)),
            new Place("Europe/Berlin", LocalDate.of(2026, 10, 20)),
            new Place("Australia/Lord_Howe", LocalDate.of(2027, 3, 30)),
            new Place("Asia/Kathmandu", LocalDate.of(2026, 11, 2)));

    static Scenario of(SplittableRandom random) {
        var place = PLACES.get(random.nextInt(PLACES.size()));
        var zone = ZoneId.of(place.zone());
        var start = place.day()
                .atStartOfDay(zone)
                .toInstant()
                .plusSeconds(600 + random.nextInt(60_000));
        int owners = 4 + random.nextInt(20);
        // 3,000 items need 12 or 13 quota days
        int aDay = Math.max(1, 245 / owners);
        var faults = new Faults(
                some(random, 0.05),
                some(random, 0.02),
                some(random, 0.02),
                some(random, 0.03),
                random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0,
                random.nextInt(4) == 0);
        var fates = UnknownFate.values();
        return new Scenario(
                start,
                3_000,
                owners,
                aDay,
                zone,
                Duration.ofSeconds(random.nextInt(-200, 201)),
                10,
                faults,
                fates[random.nextInt(fates.length)],
                random.nextInt(4) == 0 ? 3 : 1,
                false);
    }

    /// Each kind of fault is armed in a quarter of all seeds.
    private static double some(SplittableRandom random, double most) {
        return random.nextInt(4) == 0 ? random.nextDouble(most) : 0;
    }

    /// Whether rows tell what they will ask, so that the job has a bound: always in plain scenarios, else in an
    /// eighth, as reckoning it takes time.
    boolean told() {
        return plain || owners % 8 == 0;
    }

    int perDay() {
        return owners * (aDay - strangers);
    }

    /// With a remainder that no call can use.
    int unitsADay() {
        return aDay * units + units - 1;
    }

    /// The quota day an instant lies in, reckoned here and not by the product.
    LocalDate day(Instant at) {
        return at.minus(Quota.DEFAULT_BUFFER).atZone(zone).toLocalDate();
    }

    /// When a quota day begins for us.
    Instant opening(LocalDate day) {
        return day.atStartOfDay(zone).toInstant().plus(Quota.DEFAULT_BUFFER);
    }

    Spec scarce() {
        var limits = new Limits(
                "scarce",
                strangers > 0 ? 1 : 0,
                plain ? List.of() : List.of(new Rate(40, Duration.ofSeconds(10)), new Rate(150, Duration.ofHours(1))),
                List.of(Quota.daily(unitsADay(), zone)),
                true);
        return new Spec(
                "scarce",
                1,
                limits,
                new Price(new BigDecimal("0.01")),
                new Reuse(Reuse.Scope.STORE, Duration.ofDays(3650), ABSENCES),
                fate,
                fate == UnknownFate.SAME_KEY ? Duration.ofHours(24) : Duration.ZERO,
                units);
    }

    /// No quota: the ledger does not know what a dead process sent last, and a window outlives most restarts.
    Spec free() {
        var rates = List.of(new Rate(10, Duration.ofSeconds(1)), new Rate(20, Duration.ofSeconds(30)));
        return new Spec(
                "free", 1, new Limits("free", 0, rates, List.of(), true), Price.FREE,
                new Reuse(Reuse.Scope.STORE, Duration.ofDays(3650), ABSENCES));
    }

    List<Key> keys(String gate) {
        var keys = new ArrayList<Key>();
        for (int i = 0; gate.equals("scarce") && i < owners; i++) {
            keys.add(new Key("…" + i, new Owner("owner" + i), "secret" + i));
        }
        return keys;
    }
}
