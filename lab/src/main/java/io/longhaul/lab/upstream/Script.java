package io.longhaul.lab.upstream;

import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an upstream of the lab allows and does wrong, as text, one order a line; `#` begins a comment:
///
/// ```
/// seed 7                                      # of latencies and shares
/// latency 1ms-5ms                             # of every answer, evenly distributed
/// share lost 0.01                             # that part of all calls, see Fault
/// at 17 cut                                   # exactly the 17th call
/// rate 500/1s                                 # in every trailing window, all owners together
/// quota 20/day@America/Los_Angeles+300s       # of each owner, by this upstream's clock
/// ```
///
/// @param rates and `quota` are enforced: a call above is refused with 429 and not executed
public record Script(
        long seed,
        Duration leastLatency,
        Duration mostLatency,
        Map<Fault, Double> shares,
        Map<Long, Fault> at,
        List<Rate> rates,
        @Nullable Quota quota) {

    /// Answers everything at once.
    public static final Script PLAIN = parse("");

    public Script {
        shares = Map.copyOf(shares);
        at = Map.copyOf(at);
        rates = List.copyOf(rates);
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        if (sum > 1 || leastLatency.compareTo(mostLatency) > 0) {
            throw new IllegalArgumentException("shares of " + sum + " in all, latency from " + leastLatency + " to "
                    + mostLatency + "; want at most 1, and the shorter first");
        }
    }

    /// @throws IllegalArgumentException naming the line
    public static Script parse(String text) {
        var draft = new Draft();
        int number = 0;
        for (var line : text.split("\n", -1)) {
            number++;
            var words = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
            if (words[0].isEmpty()) {
                continue;
            }
            try {
                draft.take(words);
            } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException wrong) {
                throw new IllegalArgumentException(
                        "script line " + number + " \"" + line.strip() + "\": " + wrong.getMessage(), wrong);
            }
        }
        return draft.script();
    }

    private static final class Draft {
        private long seed;
        private Duration least = Duration.ZERO;
        private Duration most = Duration.ZERO;
        private final Map<Fault, Double> shares = new EnumMap<>(Fault.class);
        private final Map<Long, Fault> at = new HashMap<>();
        private final List<Rate> rates = new ArrayList<>();
        private @Nullable Quota quota;

        void take(String[] words) {
            switch (words[0]) {
                case "seed" -> seed = Long.parseLong(words[1]);
                case "latency" -> {
                    var ends = words[1].split("-", 2);
                    least = duration(ends[0]);
                    most = duration(ends[ends.length - 1]);
                }
                case "share" -> shares.put(Fault.of(words[1]), Double.valueOf(words[2]));
                case "at" -> at.put(Long.valueOf(words[1]), Fault.of(words[2]));
                case "rate" -> {
                    var parts = words[1].split("/", 2);
                    rates.add(new Rate(Integer.parseInt(parts[0]), duration(parts[1])));
                }
                case "quota" -> quota = quota(words[1]);
                default ->
                    throw new IllegalArgumentException(
                            "got order \"" + words[0] + "\"; want seed, latency, share, at, rate or quota");
            }
        }

        Script script() {
            return new Script(seed, least, most, shares, at, rates, quota);
        }
    }

    private static Quota quota(String text) {
        var parts = text.split("/day@|\\+", -1);
        var buffer = parts.length > 2 ? duration(parts[2]) : Duration.ZERO;
        return new Quota(Long.parseLong(parts[0]), 1, ZoneId.of(parts[1]), buffer);
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + milliseconds(text).toUpperCase(Locale.ROOT));
    }

    /// ISO durations know no milliseconds: 5ms is 0.005s.
    private static String milliseconds(String text) {
        return text.endsWith("ms")
                ? Long.parseLong(text, 0, text.length() - 2, 10) / 1000.0 + "s"
                : text;
    }
}
