package io.longhaul.testkit.sim;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.store.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// The upstreams as they see themselves: own clock, own counting, own log. They outlive every crash of the process.
final class SimUpstream implements SimDriver.Network {

    private static final long MILLI = 1_000_000L;
    private static final long HOUR = 3_600_000L * MILLI;

    private final Scenario scenario;
    private final Days clockDays;
    private final Days quotaDays;
    private final SplittableRandom random;
    private final Map<String, Map<LocalDate, Integer>> executedByOwner = new HashMap<>();
    private final Map<String, Arrivals> arrivals = new HashMap<>();
    /// Scarce ones only.
    private final Set<String> executedByQuestion = new HashSet<>();
    private final List<long[]> storms = new ArrayList<>();
    /// Calls for what was absent when it was asked before, which a later job may ask again.
    private long renewed;
    private final Stored stored;
    private final Map<LocalDate, Long> firstOfDay = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    long budgetNanos = Long.MAX_VALUE;
    long executed;
    long refusedForQuota;
    long spentNanos;
    boolean calm;

    /// What the store of the product knows.
    interface Stored {
        /// Then the job must not send the question.
        boolean answers(long job, Digest question);

        /// Whether it holds a proved absence for it.
        boolean absent(Digest question);
    }

    /// When calls of one source came, monotonic.
    private static final class Arrivals {
        private long[] times = new long[1024];
        private int size;

        void add(long time) {
            times = size == times.length ? Arrays.copyOf(times, 2 * size) : times;
            times[size++] = time;
        }

        long[] sorted() {
            var sorted = Arrays.copyOf(times, size);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /// The day an instant lies in. A local midnight is at a quarter of an hour everywhere, so that the last quarter's
    /// day is kept.
    private static final class Days {
        private static final long QUARTER = 900;

        private final ZoneId zone;
        private long quarter = Long.MIN_VALUE;
        private LocalDate day = LocalDate.EPOCH;

        Days(ZoneId zone) {
            this.zone = zone;
        }

        LocalDate of(Instant at) {
            long now = Math.floorDiv(at.getEpochSecond(), QUARTER);
            if (now != quarter) {
                quarter = now;
                day = at.atZone(zone).toLocalDate();
            }
            return day;
        }
    }

    SimUpstream(Scenario scenario, SplittableRandom random, Stored stored) {
        this.scenario = scenario;
        this.stored = stored;
        this.clockDays = new Days(scenario.zone());
        this.quotaDays = new Days(scenario.zone());
        this.random = random;
        for (int i = 0; i < scenario.faults().storms(); i++) {
            long from = random.nextLong(200) * HOUR;
            storms.add(new long[] {from, from + random.nextLong(6 * HOUR)});
        }
    }

    @Override
    public SimDriver.Sent send(Effect.Send send, SimClock clock) {
        var source = send.spec().name();
        var question = (String) send.asks().getFirst().question().question();
        for (var ask : send.asks()) {
            if (stored.answers(send.job(), ask.digest())) {
                throw new AssertionError("I1: sent again though its answer was stored: " + source + " " + question);
            }
        }
        boolean scarce = source.equals("scarce");
        var faults = calm ? Scenario.Faults.NONE : scenario.faults();
        if (scarce && random.nextDouble() < faults.cut()) {
            return new SimDriver.Sent(20 * MILLI, new Delivery.NotSent(ErrorClass.NETWORK, "connection refused"));
        }
        long out = (1 + random.nextLong(150)) * MILLI;
        long arrival = clock.nanos() + out;
        arrivals.computeIfAbsent(source, any -> new Arrivals()).add(arrival);
        var truth = clock.truth().plusNanos(out);
        long back = out + (20 + random.nextLong(60)) * MILLI;
        var received = clock.instant().plusNanos(back);
        if (scarce) {
            firstOfDay.merge(quotaDays.of(truth.minus(Quota.DEFAULT_BUFFER)), arrival, Math::min);
            var refusal = refusal(arrival, faults, received);
            if (refusal != null) {
                return new SimDriver.Sent(back, new Delivery.Answered(refusal));
            }
            if (!book(send.key().owner().name(), truth)) {
                return new SimDriver.Sent(
                        back, new Delivery.Answered(new Reply(429, Map.of("quota", "day"), new byte[0], received)));
            }
        }
        // an idempotency key that was used before gives the first answer again and runs nothing
        boolean known = scenario.fate() == UnknownFate.SAME_KEY
                && scarce
                && !keys.add(send.attempt().idempotencyKey());
        if (known) {
            return new SimDriver.Sent(back, new Delivery.Answered(answer(question, received)));
        }
        boolean again = execute(question, scarce);
        renewed += again && stored.absent(send.asks().getFirst().digest()) ? 1 : 0;
        if (scarce && random.nextDouble() < faults.lost()) {
            return new SimDriver.Sent(
                    send.attempt().timeout().toNanos(), new Delivery.Lost(ErrorClass.TIMEOUT, "no answer"));
        }
        return new SimDriver.Sent(back, new Delivery.Answered(answer(question, received)));
    }

    private @org.jspecify.annotations.Nullable Reply refusal(long arrival, Scenario.Faults faults, Instant received) {
        for (var storm : storms) {
            if (!calm && arrival >= storm[0] && arrival < storm[1]) {
                Map<String, String> hint = random.nextBoolean() ? Map.of("retry-after", "90") : Map.of();
                return new Reply(random.nextInt(4) == 0 ? 503 : 429, hint, new byte[0], received);
            }
        }
        if (random.nextDouble() < faults.throttle()) {
            return new Reply(429, Map.of("retry-after", "" + random.nextInt(40)), new byte[0], received);
        }
        if (random.nextDouble() < faults.server()) {
            return new Reply(500 + random.nextInt(4), Map.of(), new byte[0], received);
        }
        return null;
    }

    /// Counts by this upstream's clock; a call over the quota is refused and remembered.
    private boolean book(String owner, Instant truth) {
        var day = clockDays.of(truth.plus(scenario.clockOff()));
        var days = executedByOwner.computeIfAbsent(owner, any -> new HashMap<>());
        days.putIfAbsent(day, scenario.strangers() * scenario.units());
        if (days.merge(day, scenario.units(), Integer::sum) > scenario.unitsADay()) {
            days.merge(day, -scenario.units(), Integer::sum);
            refusedForQuota++;
            return false;
        }
        return true;
    }

    /// @return whether it did so before
    private boolean execute(String question, boolean scarce) {
        executed += scarce ? 1 : 0;
        spentNanos += scarce ? 10_000_000L : 0;
        if (spentNanos > budgetNanos) {
            throw new AssertionError("spent " + spentNanos + " of a budget of " + budgetNanos);
        }
        return scarce && !executedByQuestion.add(question);
    }

    static boolean refused(String question) {
        return answer(question, Instant.EPOCH).status() == 422;
    }

    static Reply answer(String question, Instant received) {
        int kind = question.endsWith("/") ? 3 : Math.floorMod(question.hashCode(), 101);
        return switch (kind) {
            case 0 -> new Reply(404, Map.of(), new byte[0], received);
            case 1 -> new Reply(413, Map.of(), new byte[0], received);
            case 2 -> new Reply(422, Map.of(), new byte[0], received);
            default ->
                new Reply(
                        200, Map.of(), ("<" + question + ">").getBytes(StandardCharsets.UTF_8), received);
        };
    }

    /// The first scarce call of each quota day, monotonic.
    Map<LocalDate, Long> firstOfDay() {
        return firstOfDay;
    }

    /// Calls executed for a question beyond the first, but for those that a later job makes as it may.
    long repeats() {
        return executed - executedByQuestion.size() - renewed;
    }

    /// The most arrivals in any trailing window.
    int most(String source, long windowNanos) {
        var times = arrivals.getOrDefault(source, new Arrivals()).sorted();
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.length; to++) {
            while (times[from] <= times[to] - windowNanos) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
