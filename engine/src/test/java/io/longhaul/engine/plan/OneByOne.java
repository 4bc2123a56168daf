package io.longhaul.engine.plan;

import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The oracle: sends call after call, each at the first instant at which nothing forbids it, by counting all calls
/// sent before. Slow, and shares nothing with the product but [Quota#startOf] and [Quota#endOf].
final class OneByOne {

    private final Demand demand;
    private final Instant now;
    private final List<Instant> sent = new ArrayList<>();
    private final List<List<Instant>> byOwner = new ArrayList<>();
    private Instant startsAt = Instant.MIN;
    private List<Instant> starts = List.of();

    OneByOne(Demand demand, Instant now) {
        this.demand = demand;
        this.now = now;
        demand.owners().forEach(each -> byOwner.add(new ArrayList<>()));
    }

    Instant finish() {
        var at = now;
        for (long i = 0; i < demand.calls(); i++) {
            at = sendOne(at);
        }
        return at;
    }

    List<Instant> sent() {
        return sent;
    }

    private Instant sendOne(Instant from) {
        var at = from;
        while (true) {
            int owner = ownerFor(at);
            if (owner >= -1 && ratesAllow(at)) {
                sent.add(at);
                if (owner >= 0) {
                    byOwner.get(owner).add(at);
                }
                return at;
            }
            at = nextInstantAfter(at);
        }
    }

    private boolean ratesAllow(Instant at) {
        for (var state : demand.rates()) {
            if (at.isBefore(now.plusNanos(state.fullForNanos()))) {
                return false;
            }
            long inWindow = 0;
            for (long free : state.freeInNanos()) {
                inWindow += now.plusNanos(free).isAfter(at) ? 1 : 0;
            }
            for (int i = sent.size() - 1; i >= 0 && sent.get(i).plus(state.rate().window()).isAfter(at); i--) {
                inWindow++;
            }
            if (inWindow >= state.rate().calls()) {
                return false;
            }
        }
        return true;
    }

    /// The owner with most left in its longest window; -1 if nobody counts owners, -2 if all are used up.
    private int ownerFor(Instant at) {
        if (demand.limits().quotas().isEmpty()) {
            return -1;
        }
        int best = -2;
        long most = 0;
        for (int i = 0; i < byOwner.size(); i++) {
            var closed = demand.owners().get(i).closedUntil();
            if (closed != null && closed.isAfter(at)) {
                continue;
            }
            long least = Long.MAX_VALUE;
            long ofLongest = 0;
            int longest = 0;
            for (int q = 0; q < demand.limits().quotas().size(); q++) {
                long rest = rest(i, q, at);
                least = Math.min(least, rest);
                if (demand.limits().quotas().get(q).window() > longest) {
                    longest = demand.limits().quotas().get(q).window();
                    ofLongest = rest;
                }
            }
            if (least > 0 && ofLongest > most) {
                most = ofLongest;
                best = i;
            }
        }
        return best;
    }

    private long rest(int owner, int quota, Instant at) {
        Quota limit = demand.limits().quotas().get(quota);
        var start = startOf(quota, at);
        var mine = byOwner.get(owner);
        long used = 0;
        while (used < mine.size() && !mine.get(mine.size() - 1 - (int) used).isBefore(start)) {
            used++;
        }
        var before = demand.owners().get(owner).used();
        if (!start.isAfter(now) && quota < before.size()) {
            used += before.get(quota);
        }
        return limit.amount() - used;
    }

    /// Asked for many owners at one instant: the last answer is kept.
    private Instant startOf(int quota, Instant at) {
        if (!at.equals(startsAt)) {
            starts = demand.limits().quotas().stream().map(each -> each.startOf(at)).toList();
            startsAt = at;
        }
        return starts.get(quota);
    }

    /// Nothing that was forbidden at `at` is allowed before this.
    private Instant nextInstantAfter(Instant at) {
        var next = Instant.MAX;
        for (var state : demand.rates()) {
            next = sooner(next, now.plusNanos(state.fullForNanos()), at);
            for (long free : state.freeInNanos()) {
                next = sooner(next, now.plusNanos(free), at);
            }
            for (int i = sent.size() - 1; i >= Math.max(0, sent.size() - state.rate().calls()); i--) {
                next = sooner(next, sent.get(i).plus(state.rate().window()), at);
            }
        }
        for (var quota : demand.limits().quotas()) {
            next = sooner(next, quota.endOf(at), at);
        }
        for (var owner : demand.owners()) {
            next = owner.closedUntil() == null ? next : sooner(next, owner.closedUntil(), at);
        }
        if (next.equals(Instant.MAX)) {
            throw new AssertionError("nothing more can ever be sent after " + at);
        }
        return next;
    }

    private static Instant sooner(Instant best, Instant candidate, Instant at) {
        return candidate.isAfter(at) && candidate.isBefore(best) ? candidate : best;
    }

    /// Whether a rate held in every trailing window of what was sent.
    boolean held(Rate rate) {
        for (int i = rate.calls(); i < sent.size(); i++) {
            var apart = Duration.between(sent.get(i - rate.calls()), sent.get(i));
            if (apart.compareTo(rate.window()) < 0) {
                return false;
            }
        }
        return true;
    }
}
