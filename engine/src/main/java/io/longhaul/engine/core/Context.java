package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Spec;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The machine's state and its surroundings at the event under way.
final class Context {

    /// The longest time between two signs of life that an owner leaves in its store.
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    final Outbox out = new Outbox();
    final Timers timers = new Timers();
    final SplittableRandom random;
    final Map<Long, JobRun> jobs = new LinkedHashMap<>();
    final Map<Digest, Wanted> wanted = new HashMap<>();
    /// By the id of the attempt under way.
    final Map<Long, CallRun> calls = new HashMap<>();
    /// Answers already handed out whose storing is not durable yet: the ledger does not know them.
    final Map<Digest, Answer<?>> fresh = new HashMap<>();
    /// Questions whose last call ended without an answer that counts, and which event's writes say so: until those are
    /// durable the ledger takes the call for open.
    private final Map<Digest, Long> closing = new HashMap<>();
    /// By the id of the attempt whose reply is being read.
    final Map<Long, CallRun> reading = new HashMap<>();
    final Map<String, Gate> gates = new LinkedHashMap<>();
    /// Gates that may have come open.
    final Set<Gate> touched = new LinkedHashSet<>();
    final Store.Opening opening;
    private final Function<String, List<Key>> keys;
    private final Machine.SpentBefore spent;
    private final Instant startWall;
    private final long startNanos;
    /// What is taken for the time: the clock, but not behind the ledger.
    Instant wall;
    /// What the clock shows.
    Instant clock;
    long nanos;
    long nextCallId;
    /// The newest instant that an earlier process stored, until an upstream confirms a clock that is behind it.
    @Nullable
    Instant newest;
    /// Numbers every start of an item, so that what an earlier run still does can be told and dropped.
    int runs;
    /// The clock jumped, or stands behind the ledger, and no upstream has confirmed it since: gates opened meanwhile
    /// distrust it too.
    boolean clockSuspect;
    /// The calls that were open at the last death are not yet closed in the store.
    boolean closingWhatDied;
    /// This process's first sign of life is stored. Without one, the next could not tell that it sent anything.
    boolean announced;
    private long closings;
    /// Storage failed: nothing is sent or started any more.
    boolean broken;
    /// Not even what was already answered can be stored.
    boolean lost;

    Context(Machine.Setup setup, Instant wall, long nanos) {
        this.random = new SplittableRandom(setup.seed());
        this.opening = setup.opening();
        this.keys = setup.keys();
        this.spent = setup.spent();
        this.wall = wall;
        this.clock = wall;
        this.nanos = nanos;
        this.startWall = wall;
        this.startNanos = nanos;
        this.nextCallId = setup.opening().nextCallId();
        this.newest = setup.opening().newest();
        this.clockSuspect = newest != null && newest.isAfter(wall.plus(Machine.JUMP));
    }

    Gate gate(Spec spec) {
        var gate = gates.get(spec.limits().gate());
        if (gate == null) {
            gate = open(spec);
            if (clockSuspect) {
                gate.openedSuspect = true;
                distrust(gate);
            }
            gates.put(spec.limits().gate(), gate);
            // of all its sources: those not asked yet have used its quota, too
            count(gate, spec.limits().gate());
        }
        gate.heaviest = Math.max(gate.heaviest, spec.units());
        if (!gate.countedLast.equals(spec.name())) { // most often the same one asks again
            gate.countedLast = spec.name();
            count(gate, spec.countedAs());
        }
        return gate;
    }

    /// A job begins: keys may have been mended since the gate was opened. Owners that stay keep what they have used;
    /// what new ones have used is in the ledger.
    void renewKeys(Limits limits) {
        var gate = gates.get(limits.gate());
        if (gate == null) {
            return;
        }
        var before = new LinkedHashMap<Owner, OwnerUse>();
        gate.owners.forEach(each -> before.put(each.owner(), each));
        var now = new ArrayList<OwnerUse>();
        var added = new ArrayList<OwnerUse>();
        for (var fresh : owners(gate.limits)) {
            var known = before.get(fresh.owner());
            if (known != null) {
                known.takeKeysOf(fresh);
                now.add(known);
            } else {
                now.add(fresh);
                added.add(fresh);
            }
        }
        gate.owners.clear();
        gate.owners.addAll(now);
        if (!added.isEmpty() && gate.counted) {
            gate.sources.forEach(source -> spent.since(source, horizon(gate)).forEach(each -> remember(added, each)));
        }
        touched.add(gate);
    }

    private void count(Gate gate, String sources) {
        if (gate.sources.add(sources) && gate.counted) {
            remember(gate, sources, true);
        }
    }

    /// An upstream confirmed the clock. What the gate took for its quota days under a wrong one is reckoned anew.
    void trust(Gate gate) {
        gate.distrustsClock = false;
        clockSuspect = false;
        newest = null;
        wall = clock;
        if (gate.openedSuspect) {
            gate.openedSuspect = false;
            gate.owners.clear();
            gate.owners.addAll(owners(gate.limits));
            gate.sources.forEach(source -> remember(gate, source, false));
        }
        touched.add(gate);
    }

    /// Nobody waits for an answer any more: it was given up, or is none.
    void unwanted(Digest question) {
        wanted.remove(question);
        long number = ++closings;
        closing.put(question, number);
        out.then(() -> closing.remove(question, number));
    }

    void announce() {
        out.write(new Write.Heartbeat(wall));
        out.then(() -> announced = true);
    }

    /// Asks the ledger, as soon as it knows how the last call ended.
    void lookUp(Ask ask) {
        var effect = new Effect.LookUp(ask);
        if (closingWhatDied || closing.containsKey(ask.digest())) {
            out.then(() -> out.add(effect));
        } else {
            out.add(effect);
        }
    }

    /// Metered calls wait until the upstream's time agrees. Commands have no upstream to ask.
    void distrust(Gate gate) {
        if (gate.spec.metered() && gate.limits.adaptive()) {
            gate.distrustsClock = true;
            out.add(new Effect.AskTime(gate.limits.gate(), gate.spec));
        }
    }

    private Gate open(Spec spec) {
        var limits = spec.limits();
        var gate = new Gate(spec, owners(limits));
        var heartbeat = opening.lastHeartbeat();
        if (heartbeat != null && !opening.fresh()) {
            countAsTaken(gate, heartbeat);
        }
        return gate;
    }

    /// What the last owner of the store may have sent until its end, and the ledger does not tell: all that a short
    /// window takes, or only refused calls, which are no more than were in flight. It was alive until its last sign of
    /// life, or almost until the next.
    private void countAsTaken(Gate gate, Instant heartbeat) {
        long ago = Math.max(0, Duration.between(heartbeat.plus(HEARTBEAT), startWall).toNanos()) + nanos - startNanos;
        for (int i = 0; i < gate.rates.size(); i++) {
            var rate = gate.limits.rates().get(i);
            if (rate.window().compareTo(Duration.ofSeconds(60)) <= 0) {
                gate.rates.get(i).countAsTaken(gate.remembers(rate) ? gate.atOnce(widest()) : rate.calls(), nanos, ago);
            }
        }
    }

    private List<OwnerUse> owners(Limits limits) {
        var byOwner = new LinkedHashMap<Owner, List<Key>>();
        for (var key : keys.apply(limits.gate())) {
            byOwner.computeIfAbsent(key.owner(), any -> new ArrayList<>()).add(key);
        }
        if (byOwner.isEmpty()) {
            byOwner.put(Owner.SELF, List.of(Key.NONE));
        }
        var owners = new ArrayList<OwnerUse>();
        byOwner.forEach((owner, own) -> owners.add(new OwnerUse(owner, own, limits.quotas(), wall)));
        return owners;
    }

    private void remember(Gate gate, String source, boolean rates) {
        for (var each : spent.since(source, horizon(gate))) {
            var ended = remember(gate.owners, each);
            // the upstream saw it at its end at the latest; a ledger that is ahead of the clock must not age it
            long ago = Math.max(0, Duration.between(ended, startWall).toNanos() + nanos - startNanos);
            for (int i = 0; rates && i < gate.rates.size(); i++) {
                if (gate.remembers(gate.limits.rates().get(i))) {
                    gate.rates.get(i).remember(nanos, ago);
                }
            }
        }
    }

    /// @return when it ended
    private Instant remember(List<OwnerUse> owners, StoreView.Spent call) {
        // what was open when the process died ends now, its fate unknown
        var ended = call.closedAt().isAfter(wall) ? wall : call.closedAt();
        for (var owner : owners) {
            if (owner.owner().name().equals(call.owner())) {
                owner.remember(ended, call.units());
            }
        }
        return ended;
    }

    /// Calls that ended before it matter to no limit of the gate.
    private Instant horizon(Gate gate) {
        var oldest = wall;
        for (var owner : gate.owners) {
            var since = owner.remembersSince();
            oldest = since.isBefore(oldest) ? since : oldest;
        }
        for (var rate : gate.limits.rates()) {
            var since = startWall.minus(rate.window()).minusSeconds(1);
            oldest = since.isBefore(oldest) ? since : oldest;
        }
        return oldest;
    }

    int widest() {
        int widest = 1;
        for (var job : jobs.values()) {
            widest = Math.max(widest, job.options.concurrency());
        }
        return widest;
    }
}
