package io.longhaul.engine.core;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Rate;
import io.longhaul.engine.Spec;
import io.longhaul.engine.event.WaitCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands between waiting calls and one upstream: queue, concurrency, rates, quotas by owner, breaker.
final class Gate {

    /// Why nothing passes, and until when; either time may be open.
    record Wait(WaitCause cause, long nanos, @Nullable Instant wall) {}

    final Limits limits;
    final Spec spec;
    final FairQueue queue = new FairQueue();
    final List<OwnerUse> owners;
    final List<RateWindow> rates = new ArrayList<>();
    final Breaker breaker = new Breaker();
    final Concurrency concurrency = new Concurrency();
    final SlowStart start = new SlowStart();
    /// Sources whose earlier calls are counted in; under the gate's name all those named `gate.…`.
    final Set<String> sources = new HashSet<>();
    /// The source whose calls were looked at last.
    String countedLast = "";
    /// A per-minute refusal, or a hint, closes it until then (monotonic).
    long closedUntil = Long.MIN_VALUE;
    int open;
    /// Quota units of the dearest call of its sources: quotas are open while there is room for that one, so that
    /// the order of waiting calls stays what it is. At most those units less one are left unused a window.
    int heaviest = 1;
    /// The ledger keeps count of its calls: for quotas, and for windows that are not waited out after a start.
    final boolean counted;
    /// Replies of unmetered calls not yet durable: a crash repeats them.
    int unsettled;
    /// The clock jumped: metered calls wait until the upstream's time agrees.
    boolean distrustsClock;
    /// It was opened by a clock nobody had confirmed: its quota days may be others.
    boolean openedSuspect;
    @Nullable
    Wait wait;
    /// What the calls that wait were last told, and those that came since.
    @Nullable
    Wait told;
    final List<CallRun> untold = new ArrayList<>();

    Gate(Spec spec, List<OwnerUse> owners) {
        this.limits = spec.limits();
        this.spec = spec;
        this.owners = new ArrayList<>(owners);
        for (var rate : limits.rates()) {
            rates.add(new RateWindow(rate));
        }
        this.counted = !limits.quotas().isEmpty() || limits.rates().stream().anyMatch(this::remembers);
    }

    /// Whether the ledger is asked for the calls of a window. It holds them all where each is reserved before it is
    /// sent. Of others it learns late: their short windows are waited out.
    private static boolean remembered(Rate rate, Limits limits) {
        return !limits.quotas().isEmpty() || rate.window().compareTo(Duration.ofSeconds(60)) > 0;
    }

    boolean remembers(Rate rate) {
        return remembered(rate, limits);
    }

    /// Calls in flight at a time, at most.
    int atOnce(int widest) {
        return limits.concurrency() == 0 ? widest : Math.min(limits.concurrency(), widest);
    }

    int ceiling(int widest, long nanos) {
        int declared = atOnce(widest);
        if (!limits.adaptive()) {
            return declared;
        }
        int healthy = concurrency.limit(declared);
        return rates.isEmpty() ? healthy : Math.min(healthy, start.limit(nanos));
    }

    /// Null if a call may pass now.
    ///
    /// @param widest the largest concurrency among jobs that have calls here
    @Nullable
    Wait check(Instant wall, long nanos, int widest) {
        int ceiling = ceiling(widest, nanos);
        if (open >= ceiling || unsettled >= ceiling) {
            return new Wait(WaitCause.CONCURRENCY, rates.isEmpty() ? Long.MAX_VALUE : start.growsAt(nanos), null);
        }
        if (distrustsClock && spec.metered()) {
            return new Wait(WaitCause.CLOCK, Long.MAX_VALUE, null);
        }
        if (limits.adaptive()) {
            long broken = breaker.untilFree(nanos);
            if (broken > 0) {
                return new Wait(WaitCause.BREAKER, nanos + broken, null);
            }
        }
        if (closedUntil > nanos) {
            return new Wait(WaitCause.BACK_OFF, closedUntil, null);
        }
        var quota = quotaWait(wall);
        if (quota != null) {
            return quota;
        }
        long slot = 0;
        for (var rate : rates) {
            slot = Math.max(slot, rate.untilFree(nanos));
        }
        return slot > 0 ? new Wait(WaitCause.RATE, nanos + slot, null) : null;
    }

    private @Nullable Wait quotaWait(Instant wall) {
        Instant free = null;
        for (var owner : owners) {
            var at = owner.freeAt(wall, heaviest);
            if (!at.isAfter(wall)) {
                return null;
            }
            free = free == null || at.isBefore(free) ? at : free;
        }
        return new Wait(WaitCause.QUOTA, Long.MAX_VALUE, free);
    }

    /// The free owner that used least.
    OwnerUse chooseOwner(Instant wall) {
        OwnerUse chosen = null;
        for (var owner : owners) {
            if (!owner.freeAt(wall, heaviest).isAfter(wall) && (chosen == null || owner.used() < chosen.used())) {
                chosen = owner;
            }
        }
        if (chosen == null) {
            throw new IllegalStateException("gate " + limits.gate() + " was open without a free owner");
        }
        return chosen;
    }
}
