package io.longhaul.engine.plan;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Quota;
import java.util.ArrayList;
import java.util.List;

/// Calls still to make at one gate, and what of its limits is taken already.
///
/// @param calls that must still be sent
/// @param units of quota that those calls take together
/// @param limits the gate's
/// @param owners whose quotas may be used; at least one where the limits have a quota
/// @param rates the state of each of the limits' rates, in their order; empty when all are free
public record Demand(long calls, long units, Limits limits, List<OwnerState> owners, List<RateState> rates) {
    public Demand {
        owners = List.copyOf(owners);
        rates = rates.isEmpty()
                ? limits.rates().stream().map(RateState::free).toList()
                : List.copyOf(rates);
        if (calls < 0 || units < calls) {
            throw new IllegalArgumentException(limits.gate() + ": " + calls + " calls of " + units
                    + " units; want 0 or more, and a unit for each at least");
        }
        if (!limits.quotas().isEmpty() && owners.isEmpty()) {
            throw new IllegalArgumentException(
                    limits.gate() + ": a quota and no owner; want at least one, OwnerState.self() without keys");
        }
        var stated = rates.stream().map(RateState::rate).toList();
        if (!stated.equals(limits.rates())) {
            throw new IllegalArgumentException(limits.gate() + ": states of the rates " + stated + "; want those of "
                    + limits.rates() + " in this order, or none");
        }
    }

    /// One unit a call.
    public Demand(long calls, Limits limits, List<OwnerState> owners, List<RateState> rates) {
        this(calls, calls, limits, owners, rates);
    }

    /// Nothing of the limits used yet.
    public static Demand unused(long calls, Limits limits, List<OwnerState> owners) {
        return new Demand(calls, limits, owners, List.of());
    }

    /// Other calls in number, as dear as these on average.
    public Demand withCalls(long number) {
        return new Demand(number, units == calls ? number : scaled(number), limits, owners, rates);
    }

    private long scaled(long number) {
        double each = units / (double) Math.max(1, calls);
        return Math.max(number, (long) Math.min(Long.MAX_VALUE / 4.0, Math.ceil(number * each)));
    }

    /// Both together at one gate; this one says what of the limits is taken.
    Demand plus(Demand other) {
        return new Demand(calls + other.calls, units + other.units, limits, owners, rates);
    }

    /// How many units each call takes if all take the same, else 0.
    private long each() {
        return calls == 0 ? 1 : units % calls == 0 ? units / calls : 0;
    }

    /// The parts to be reckoned apart, each with one unit a call. Calls that are equally dear are counted against
    /// the whole calls that the quotas allow; of unequal ones, rates bound the calls and quotas the units.
    List<Demand> parts() {
        long each = each();
        if (each == 1 || limits.quotas().isEmpty()) {
            return List.of(new Demand(calls, limits, owners, rates));
        }
        if (each > 1) {
            return List.of(inCalls(each));
        }
        var gate = limits.gate();
        return List.of(
                new Demand(calls, new Limits(gate, 0, limits.rates(), List.of(), true), List.of(), rates),
                new Demand(units, new Limits(gate, 0, List.of(), limits.quotas(), true), owners, List.of()));
    }

    private Demand inCalls(long each) {
        var quotas = new ArrayList<Quota>();
        for (var quota : limits.quotas()) {
            quotas.add(new Quota(Math.max(1, quota.amount() / each), quota.window(), quota.zone(), quota.buffer()));
        }
        var left = new ArrayList<OwnerState>();
        for (var owner : owners) {
            var used = new ArrayList<Long>();
            for (int i = 0; i < quotas.size(); i++) {
                long free = Math.max(0, limits.quotas().get(i).amount() - owner.used(i)) / each;
                used.add(quotas.get(i).amount() - free);
            }
            left.add(new OwnerState(owner.name(), used, owner.closedUntil()));
        }
        var whole = new Limits(limits.gate(), limits.concurrency(), limits.rates(), quotas, limits.adaptive());
        return new Demand(calls, whole, left, rates);
    }

    /// The same with further owners that have used nothing; unchanged where no quota is counted by owner.
    public Demand withMoreOwners(int more) {
        if (limits.quotas().isEmpty()) {
            return this;
        }
        var all = new ArrayList<>(owners);
        for (int i = 0; i < more; i++) {
            all.add(OwnerState.unused("another-" + (i + 1)));
        }
        return new Demand(calls, units, limits, all, rates);
    }
}
