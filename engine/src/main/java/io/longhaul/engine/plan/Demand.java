package io.longhaul.engine.plan;

import io.longhaul.engine.Limits;
import java.util.List;

/// Calls still to make at one gate, and what of its limits is taken already.
///
/// @param calls that must still be sent, one quota unit each
/// @param limits the gate's
/// @param owners whose quotas may be used; at least one where the limits have a quota
/// @param rates the state of each of the limits' rates, in their order; empty when all are free
public record Demand(long calls, Limits limits, List<OwnerState> owners, List<RateState> rates) {
    public Demand {
        owners = List.copyOf(owners);
        rates = rates.isEmpty()
                ? limits.rates().stream().map(RateState::free).toList()
                : List.copyOf(rates);
        if (calls < 0) {
            throw new IllegalArgumentException(limits.gate() + ": " + calls + " calls; want 0 or more");
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

    /// Nothing of the limits used yet.
    public static Demand unused(long calls, Limits limits, List<OwnerState> owners) {
        return new Demand(calls, limits, owners, List.of());
    }

    public Demand withCalls(long number) {
        return new Demand(number, limits, owners, rates);
    }

    /// The same with further owners that have used nothing; unchanged where no quota is counted by owner.
    public Demand withMoreOwners(int more) {
        if (limits.quotas().isEmpty()) {
            return this;
        }
        var all = new java.util.ArrayList<>(owners);
        for (int i = 0; i < more; i++) {
            all.add(OwnerState.unused("another-" + (i + 1)));
        }
        return new Demand(calls, limits, all, rates);
    }
}
