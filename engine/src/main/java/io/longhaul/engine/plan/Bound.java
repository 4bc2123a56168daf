package io.longhaul.engine.plan;

import io.longhaul.engine.Limits;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The earliest finish that declared limits allow.
///
/// - **Provable**: calls take no time, there is no concurrency, owners are chosen at will, and a call counts in the
///   quota window in which it is sent. No schedule of that many calls that keeps the limits ends sooner.
/// - **Exact** (some schedule ends just then) for any rates together with at most one quota, as long as the pattern
///   of sending settles within 50,000 bursts. With several quotas an owner's windows are reckoned apart from each
///   other, and what lies beyond those bursts for each limit by itself: then no more than a lower bound. So it is
///   where calls of one gate are unequally dear in quota units.
/// - **Units**: microseconds, rounded down; beyond 73,000 years one far instant stands for all.
/// - **Cost**: one step a burst, equal bursts and equal quota windows in one step; never more than 50,000 steps and
///   two for each occupied slot.
public final class Bound {

    private Bound() {}

    /// For one gate; empty if its limits declare nothing that bounds calls over time, `now` if no call is left.
    public static Optional<Instant> of(Demand demand, Instant now) {
        return of(demand, now, Greedy.STEPS);
    }

    static Optional<Instant> of(Demand demand, Instant now, int steps) {
        return demand.parts().stream()
                .filter(each -> each.limits().declared())
                .map(each -> new Greedy(each, now, Greedy::unheard, steps).finish())
                .max(Instant::compareTo);
    }

    /// For a job: the latest over its gates. Demands with equal limits (gate included) are one gate's and are
    /// added up; the first says what of the limits is taken. Empty if no gate's limits are declared.
    public static Optional<Instant> of(List<Demand> demands, Instant now) {
        return byGate(demands).stream()
                .flatMap(each -> of(each, now).stream())
                .max(Instant::compareTo);
    }

    static List<Demand> byGate(List<Demand> demands) {
        var gates = new LinkedHashMap<Limits, Demand>();
        for (var each : demands) {
            gates.merge(each.limits(), each, Demand::plus);
        }
        return List.copyOf(gates.values());
    }

    /// How many quota units go out in each window of the gate's shortest quota, by the day the window begins, on the
    /// way to the bound.
    ///
    /// @param most days listed at most, the first ones
    public static Map<LocalDate, Long> days(Demand demand, Instant now, int most) {
        var days = new LinkedHashMap<LocalDate, Long>();
        if (demand.limits().quotas().isEmpty()) {
            return days;
        }
        int window = demand.limits().quotas().stream()
                .mapToInt(each -> each.window())
                .min()
                .orElseThrow();
        var reckoned = demand.parts().getLast();
        long units = demand.units() / Math.max(1, reckoned.calls());
        Greedy.Recorder recorder = (day, windows, calls) -> {
            for (long i = 0; i < windows; i++) {
                var each = day.plusDays(i * window);
                if (days.size() >= most && !days.containsKey(each)) {
                    return;
                }
                days.merge(each, calls * units, Long::sum);
            }
        };
        new Greedy(reckoned, now, recorder, Greedy.STEPS).finish();
        return days;
    }
}
