package io.longhaul.engine.plan;

import io.longhaul.engine.Outline;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.plan.Plan.CostRange;
import io.longhaul.engine.plan.Plan.QuotaDay;
import io.longhaul.engine.plan.Plan.SourceCalls;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// Makes plans from outlines and facts.
public final class Planner {

    /// What a stored row or call takes beside its bytes: keys, times, states, indexes.
    static final long OVERHEAD_BYTES = 300;

    /// Days of the quota calendar that a plan lists for a gate.
    static final int DAYS = 1_000;

    private Planner() {}

    /// One source's part of the job.
    private record Part(Spec spec, SourceFacts facts, long min, long max) {
        long likely() {
            return min + (max - min) / 2;
        }

        Demand demand(long calls, int extraOwners) {
            return new Demand(calls, times(calls, spec.units()), spec.limits(), facts.owners(), facts.rates())
                    .withMoreOwners(extraOwners);
        }

        Work work(int extraOwners) {
            var seen = facts.observed();
            double reuse = facts.stored().exact() ? 0 : seen.reuseShare();
            return new Work(demand(likely(), extraOwners), max, seen.latency(), seen.retryRate(), reuse);
        }

        SourceCalls calls() {
            return new SourceCalls(spec.name(), min, max);
        }
    }

    public static Plan plan(PlanRequest request) {
        var parts = parts(request);
        int extra = request.extraOwners();
        var least = parts.stream().map(each -> each.demand(each.min, extra)).toList();
        var likely = parts.stream().map(each -> each.demand(each.likely(), extra)).toList();
        var works = parts.stream().map(each -> each.work(extra)).toList();
        return new Plan(
                request,
                parts.stream().map(Part::calls).toList(),
                Bound.of(least, request.now()).orElse(null),
                Expected.of(works, request.concurrency(), request.now()).orElse(null),
                cost(parts),
                disk(request.list(), parts),
                days(request, likely),
                parts.stream()
                        .filter(each -> !each.spec.limits().declared())
                        .map(each -> each.spec.name())
                        .toList());
    }

    // Calls by source.

    private static List<Part> parts(PlanRequest request) {
        var bySource = new LinkedHashMap<String, List<Outline.Demand>>();
        for (var demand : request.outline().demands()) {
            var name = demand.source().spec().name();
            bySource.computeIfAbsent(name, any -> new ArrayList<>()).add(demand);
        }
        return bySource.values().stream().map(each -> part(each, request)).toList();
    }

    private static Part part(List<Outline.Demand> demands, PlanRequest request) {
        Source<?, ?> source = demands.getFirst().source();
        var facts = request.facts(source.spec().name());
        long least = 0;
        long most = 0;
        for (var demand : demands) {
            least = leastWith(least, demand, request.list().different());
            long groups =
                    facts.groups() > 0 ? facts.groups() : Math.ceilDiv(request.list().different(), facts.group());
            most = plus(most, times(groups, demand.max()));
        }
        var stored = facts.stored();
        least = Math.ceilDiv(Math.max(0, least - stored.max()), facts.group());
        // In groups, a stored answer spares no call unless it was the last of its group to be asked.
        most = facts.group() == 1 ? Math.max(0, most - stored.min()) : most;
        return new Part(source.spec(), facts, Math.min(least, most), most);
    }

    /// The questions there must be at least. Items that may ask the same have in common what one of them asks,
    /// and what is asked under another label may be the same question too.
    private static long leastWith(long before, Outline.Demand demand, long items) {
        if (items == 0) {
            return before;
        }
        long here = demand.distinct() ? times(items, demand.min()) : demand.min();
        return Math.max(before, here);
    }

    // Cost, disk, calendar.

    private static CostRange cost(List<Part> parts) {
        var min = BigDecimal.ZERO;
        var max = BigDecimal.ZERO;
        for (var part : parts) {
            var price = part.spec.price().max();
            var seen = part.facts.observed().cost();
            min = min.add((seen == null ? price : seen.min(price)).multiply(BigDecimal.valueOf(part.min)));
            max = max.add(price.multiply(BigDecimal.valueOf(part.max)));
        }
        return new CostRange(min, max);
    }

    private static long disk(ListFacts list, List<Part> parts) {
        long bytes = times(list.rows(), list.rowBytes() + OVERHEAD_BYTES);
        for (var part : parts) {
            bytes = plus(bytes, times(part.max, part.facts.observed().replyBytes() + OVERHEAD_BYTES));
        }
        return bytes;
    }

    private static List<QuotaDay> days(PlanRequest request, List<Demand> demands) {
        var days = new ArrayList<QuotaDay>();
        for (var demand : Bound.byGate(demands)) {
            var shortest = demand.limits().quotas().stream().min(Comparator.comparingInt(Quota::window));
            shortest.ifPresent(quota -> Bound.days(demand, request.now(), DAYS)
                    .forEach((date, calls) -> days.add(new QuotaDay(
                            demand.limits().gate(),
                            date,
                            date.atStartOfDay(quota.zone()).toInstant().plus(quota.buffer()),
                            calls))));
        }
        return days;
    }

    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static long times(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }
}
