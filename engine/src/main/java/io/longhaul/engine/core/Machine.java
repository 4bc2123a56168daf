package io.longhaul.engine.core;

import io.longhaul.engine.Key;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.event.WaitCause;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Decides everything: which item starts, which call goes when and on whose account, what follows a failure, when a
/// job waits, pauses or is complete. No thread, clock, random number or I/O inside, so that a seed replays a run.
///
/// - **Call** [#on] with each event and the two clocks, from one thread; do the effects; post what they lead to.
/// - **Clocks**: `wall` for quota days and what is stored, `nanos` (monotonic) for every delay.
public final class Machine {

    static final Duration JUMP = Duration.ofSeconds(60);
    private static final long REBASE = 600_000_000_000L;

    private final Context context;
    private final Items items;
    private final Calls calls;
    private final Progressing progressing;
    private final Slippage slippage;
    private Instant baseWall;
    private long baseNanos;
    private long timerNanos = Long.MAX_VALUE;
    private @Nullable Instant timerWall;
    private boolean opened;

    /// What a machine begins with.
    ///
    /// @param seed of jitter
    /// @param opening what the last owner of the store left
    /// @param spent quota used by earlier processes, asked for once a source, at its first question
    /// @param keys the keys configured for a gate; empty for one user without a key
    public record Setup(
            long seed, Store.Opening opening, SpentBefore spent, Function<String, List<Key>> keys) {}

    /// What the ledger says of a source's calls; see [StoreView#spentSince].
    @FunctionalInterface
    public interface SpentBefore {
        List<StoreView.Spent> since(String source, Instant since);
    }

    public Machine(Setup setup, Instant wall, long nanos) {
        this.context = new Context(setup, wall, nanos);
        this.baseWall = wall;
        this.baseNanos = nanos;
        this.slippage = new Slippage(context);
        this.items = new Items(context, slippage);
        this.calls = new Calls(context, items);
        this.items.calls = calls;
        this.progressing = new Progressing(context, slippage);
    }

    /// The effects of an event. Clocks may stand still between two events; the monotonic one never goes back.
    public List<Effect> on(Event event, Instant wall, long nanos) {
        readClocks(wall, nanos);
        if (!opened) {
            opened = true;
            context.announce();
            closeWhatDied();
        }
        switch (event) {
            case Event.Submitted submitted -> {
                items.submit(submitted);
                calls.probe(context.jobs.get(submitted.job().id()));
            }
            case Event.Loaded loaded -> items.loaded(loaded);
            case Event.Counted counted -> slippage.counted(counted);
            case Event.Asked asked -> calls.asked(asked.asks());
            case Event.LookedUp found -> calls.lookedUp(found);
            case Event.Arrived arrived -> calls.arrived(arrived);
            case Event.Judged judged -> calls.judged(judged);
            case Event.Finished finished -> items.finished(finished);
            case Event.Committed committed -> context.out.committed(committed.number());
            case Event.CommitFailed failed -> storageFailed(failed);
            case Event.Ordered ordered -> order(ordered);
            case Event.Dated dated -> calls.dated(dated);
            case Event.Tick() -> {
                calls.touchAll();
                // this timer is used up: announce the next even if it is the same
                timerNanos = Long.MIN_VALUE;
            }
        }
        context.timers.run(context.nanos);
        calls.pump();
        items.fillAll();
        calls.pump();
        progressing.update(context.jobs.values());
        announceTimer();
        return context.out.take();
    }

    /// The upstreams asked so far, as they stand now.
    public List<GateState> gates() {
        return context.gates.values().stream()
                .map(gate -> new GateState(
                        gate.limits.gate(),
                        gate.open,
                        gate.ceiling(context.widest(), context.nanos),
                        gate.queue.size(),
                        gate.queue.isEmpty() || gate.wait == null ? null : gate.wait.cause()))
                .toList();
    }

    /// @param open calls under way
    /// @param ceiling how many may be: as configured, or fewer after a start or while the upstream is slow or failing
    /// @param waiting calls that wait for their turn
    /// @param cause why they wait; null if they do not
    public record GateState(String gate, int open, int ceiling, int waiting, @Nullable WaitCause cause) {}

    private void readClocks(Instant wall, long nanos) {
        if (opened && nanos == context.nanos && wall.equals(context.clock)) {
            return;
        }
        context.clock = wall;
        // time never runs behind the newest ledger instant, unless an upstream says that the ledger's was wrong
        var newest = context.newest;
        context.wall = newest != null && wall.isBefore(newest) ? newest : wall;
        context.nanos = Math.max(nanos, context.nanos);
        var parted = Duration.between(baseWall, wall).minusNanos(context.nanos - baseNanos);
        if (parted.abs().compareTo(JUMP) > 0) {
            var from = baseWall.plusNanos(context.nanos - baseNanos);
            for (var job : context.jobs.values()) {
                context.out.add(new Effect.Tell(new JobEvent.ClockJumped(job.id, from, wall)));
            }
            calls.distrustClock();
            // the last sign of life was stamped by the other clock: a start soon after must not take it for old
            context.out.write(new Write.Heartbeat(wall));
        } else if (context.nanos - baseNanos < REBASE) {
            return;
        }
        baseWall = wall;
        baseNanos = context.nanos;
    }

    private void closeWhatDied() {
        for (var call : context.opening.open()) {
            context.closingWhatDied = true;
            context.out.write(new Write.Closed(call.id(), CallState.LOST, null, "the process died", context.wall));
        }
        if (context.closingWhatDied) {
            context.out.then(() -> context.closingWhatDied = false);
        }
    }

    /// Whether an order would have an effect now: a job that has ended, or is ending its calls to pause, takes none but
    /// to give those up.
    public boolean takes(Event.Ordered ordered) {
        var job = context.jobs.get(ordered.job());
        return job != null && (job.active || ordered.command() instanceof Command.Abandon);
    }

    private void order(Event.Ordered ordered) {
        var job = context.jobs.get(ordered.job());
        if (job == null || !takes(ordered)) {
            return;
        }
        switch (ordered.command()) {
            case Command.Pause pause -> items.pause(job, pause.reason(), pause.because());
            case Command.Cancel() -> items.cancel(job);
            case Command.Change change -> items.change(job, change.options());
            case Command.Retry retry -> {
                calls.probe(job);
                items.reopen(job, retry.writes(job.id, job.record.total(), job::ended, context.wall));
            }
            case Command.Correct correct -> items.reopen(job, correct.writes(job.id, context.wall));
            case Command.Probe() -> calls.probe(job);
            case Command.EndSlice() -> items.endSlice(job);
            case Command.Publish() -> {
                // only of a job that has ended
            }
            case Command.Abandon() -> calls.abandon(job, true);
        }
    }

    private void storageFailed(Event.CommitFailed failed) {
        context.broken = true;
        boolean full = failed.kind() == StoreException.Kind.FULL;
        context.lost |= !full;
        for (var job : List.copyOf(context.jobs.values())) {
            items.pause(job, full ? PauseReason.DISK : PauseReason.INTERRUPTED, failed.message());
        }
    }

    private void announceTimer() {
        long next = context.timers.next();
        Instant wall = null;
        for (var gate : context.gates.values()) {
            var wait = gate.wait;
            if (wait == null || gate.queue.isEmpty()) {
                continue;
            }
            next = Math.min(next, wait.nanos());
            if (wait.wall() != null && (wall == null || wait.wall().isBefore(wall))) {
                wall = wait.wall();
            }
        }
        if (next != timerNanos || !java.util.Objects.equals(wall, timerWall)) {
            timerNanos = next;
            timerWall = wall;
            context.out.add(new Effect.Timer(next, wall));
        }
    }
}
