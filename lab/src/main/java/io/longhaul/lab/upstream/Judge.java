package io.longhaul.lab.upstream;

import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Decides, call by call in the order of arrival, what becomes of it, and logs that before anyone is answered.
public final class Judge {

    private static final Duration SLOW = Duration.ofMillis(500);
    private static final int PASSES = 200;
    private static final int UNKNOWN_CALLER = 401;

    /// What a caller asks.
    ///
    /// @param owner whose quota it uses
    /// @param units it counts as in the quota
    public record Asked(String source, String question, String life, String owner, String key, int units) {
        public Asked(String source, String question, String life, String owner, String key) {
            this(source, question, life, owner, key, 1);
        }
    }

    /// @param refusedBy the limit that refused it, as in the body of the answer; empty if none did
    /// @param retryAfterSeconds 0 for no hint
    public record Verdict(Call call, Duration latency, String refusedBy, int retryAfterSeconds) {}

    private record Refusal(int status, String by, int retryAfterSeconds) {}

    private final Script script;
    private final CallLog log;
    private final InstantSource clock;
    private final SplittableRandom random;
    private final Map<Rate, ArrayDeque<Long>> windows = new HashMap<>();
    private final Map<String, Integer> byOwnerAndWindow = new HashMap<>();
    private final Set<String> executedKeys = new HashSet<>();
    private long count;

    /// @param source whose calls are counted for the script's `at`; empty for all in the log
    public Judge(Script script, CallLog log, String source, InstantSource clock) {
        this.script = script;
        this.clock = clock;
        this.random = new SplittableRandom(script.seed());
        this.log = log;
        this.count = log.before().calls().stream()
                .filter(call -> source.isEmpty() || call.source().equals(source))
                .count();
    }

    /// @param meaning the status of the answer if nothing is wrong: 200, 404; 401 for a caller it does not know, who
    ///     uses up nothing
    public synchronized Verdict judge(Asked asked, long nanos, int meaning) {
        count++;
        var wall = clock.instant();
        var fault = fault();
        var latency = script.leastLatency()
                .plusNanos(random.nextLong(
                        script.mostLatency().minus(script.leastLatency()).toNanos() + 1));
        if (fault == Fault.SLOW) {
            latency = latency.plus(SLOW);
        }
        var refusal = refusal(fault, asked, nanos, wall, meaning);
        boolean passes = refusal.status() == PASSES;
        // a key seen before gets the answer of the first time, and nothing is done again
        boolean executes = passes && (asked.key().isEmpty() || executedKeys.add(asked.key()));
        int status = passes ? meaning : refusal.status();
        var call = log.append(sequence -> new Call(
                sequence, nanos, wall, asked.source(), asked.question(), asked.life(), asked.owner(),
                asked.key(), executes, status, fault));
        return new Verdict(call, latency, refusal.by(), refusal.retryAfterSeconds());
    }

    private Fault fault() {
        var scripted = script.at().get(count);
        double draw = random.nextDouble();
        if (scripted != null) {
            return scripted;
        }
        for (var fault : Fault.values()) {
            draw -= script.shares().getOrDefault(fault, 0.0);
            if (draw < 0) {
                return fault;
            }
        }
        return Fault.NONE;
    }

    private Refusal refusal(Fault fault, Asked asked, long nanos, Instant wall, int meaning) {
        boolean limited = overRate(nanos);
        return switch (fault) {
            case THROTTLE -> new Refusal(429, "minute", 0);
            case THROTTLE_HINT -> new Refusal(429, "minute", 1);
            case SERVER -> new Refusal(503, "", 0);
            case NONE, SLOW, CUT, LOST -> {
                if (limited) {
                    yield new Refusal(429, "minute", 1);
                }
                if (meaning == UNKNOWN_CALLER) {
                    yield new Refusal(UNKNOWN_CALLER, "key", 0);
                }
                var quota = script.quota();
                yield quota != null && !book(quota, asked, wall)
                        ? new Refusal(429, "day", 0)
                        : new Refusal(PASSES, "", 0);
            }
        };
    }

    /// Counts refused calls, too, as upstreams do.
    private boolean overRate(long nanos) {
        boolean over = false;
        for (var rate : script.rates()) {
            var arrivals = windows.computeIfAbsent(rate, any -> new ArrayDeque<>());
            arrivals.addLast(nanos);
            while (nanos - arrivals.getFirst() >= rate.window().toNanos()) {
                arrivals.removeFirst();
            }
            over |= arrivals.size() > rate.calls();
        }
        return over;
    }

    private boolean book(Quota quota, Asked asked, Instant wall) {
        var window = asked.owner() + " " + quota.startOf(wall);
        if (byOwnerAndWindow.getOrDefault(window, 0) + asked.units() > quota.amount()) {
            return false;
        }
        byOwnerAndWindow.merge(window, asked.units(), Integer::sum);
        return true;
    }
}
