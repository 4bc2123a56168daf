package io.longhaul.testkit.sim;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Key;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.core.ItemEnd;
import io.longhaul.engine.core.Machine;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.core.Timers;
import io.longhaul.engine.run.ItemSteps;
import io.longhaul.engine.run.Unwinding;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Drives the machine on one thread with a seeded order of events: an item's `run` is called inline, an unanswered
/// question unwinds it at once, and it runs again when the answer is there. One life of a process: a crash is the
/// end of the object.
final class SimDriver {

    private static final int MOST_A_SECOND = 10_000;
    /// No scenario needs a month: a row that nobody starts again must not turn the simulation into an endless wait.
    private static final long LONGEST = java.util.concurrent.TimeUnit.DAYS.toNanos(60);
    private static final long HEARTBEAT = 10_000_000_000L;

    /// What a transport would do, in simulated time.
    interface Network {
        /// @return how the sending ends, and how many nanoseconds from now
        Sent send(Effect.Send send, SimClock clock);
    }

    record Sent(long afterNanos, Delivery delivery) {}

    private final Store store;
    private final SimClock clock;
    private final SplittableRandom random;
    private final Network network;
    private final Machine machine;
    private final Timers later = new Timers();
    private final Blame blame;
    private final ArrayDeque<Event> now = new ArrayDeque<>();
    private final Map<Integer, SimItem> items = new HashMap<>();
    private final Map<Long, Work> works = new HashMap<>();
    private final ArrayDeque<Effect.Commit> unwritten = new ArrayDeque<>();
    private boolean writing;
    private long timerAt = Long.MAX_VALUE;
    private long nextHeartbeat;
    private long events;
    private long second;
    private int inSecond;
    private long hash;
    private long killAfter = Long.MAX_VALUE;
    private final Whims whims = new Whims();
    /// Jobs that will go on in this life.
    private int resting;
    LongConsumer left = job -> {};
    private int reached;
    private boolean dead;

    SimDriver(
            Store store, SimClock clock, SplittableRandom random, Network network, Function<String, List<Key>> keys) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.network = network;
        this.blame = new Blame(clock, store.opening().clean());
        var wall = clock.instant();
        var setup = new Machine.Setup(random.nextLong(), store.opening(), store::spentSince, keys);
        this.machine = new Machine(setup, wall, clock.nanos());
        this.nextHeartbeat = clock.nanos();
    }

    void start(JobRecord job, Work work) {
        works.put(job.id(), work);
        post(new Event.Submitted(job, store.counts(job.id()), store.pulse(job.id()).late(), work.workflow().outline(),
                Slice.NONE));
    }

    /// A person wants something after the n-th event from now, at such a moment.
    ///
    /// @param then what else is done then, with the row that had come to it
    void orderAfter(long n, Whims.Moment moment, long job, Command command, Consumer<SimItem> then) {
        whims.plan(new Whims.Planned(events + n, moment, new Event.Ordered(job, command), then));
    }

    /// A moment after its question went out, the row waits for it and for one that did not.
    private void midway(Ask ask) {
        var asker = items.get(ask.run());
        if (asker != null && whims.watches(events)) {
            asker.sent(ask.digest());
            at(clock.nanos() + 20_000_000L, () -> {
                if (asker.midway()) {
                    for (var each : whims.midway(events, asker, items.values())) {
                        post(each.order());
                        each.then().accept(asker);
                    }
                }
            });
        }
    }

    /// No job need run until then; the process goes on.
    void later(long nanos, Runnable goesOn) {
        resting++;
        at(clock.nanos() + nanos, () -> {
            resting--;
            goesOn.run();
        });
    }

    /// Something of the scenario's own, at a time.
    void at(long nanos, Runnable action) {
        later.at(nanos, action);
    }

    /// Runs until no job is left, the process was killed, or nothing can ever happen again.
    ///
    /// @param mostEvents after which the run counts as a busy loop
    void run(long mostEvents) {
        while (!dead && busy()) {
            drain();
            if (dead || !busy()) {
                return;
            }
            long next = later.next();
            if (next == Long.MAX_VALUE) {
                throw new AssertionError("nothing left to happen, and the job is not over");
            }
            heartbeats(next);
            clock.advanceTo(next);
            later.runFirst();
            if (events > mostEvents) {
                throw new AssertionError("busy loop: " + events + " events at " + clock.truth());
            }
            if (clock.nanos() > LONGEST) {
                throw new AssertionError("I5: " + items.size() + " rows hang; it is " + clock.truth());
            }
        }
    }

    private boolean busy() {
        return !works.isEmpty() || resting > 0;
    }

    /// The process dies with its n-th event, between that event's effects and the next: nothing more is read, sent or
    /// stored; up to `whole` further commits had reached the disk.
    void killAfter(long n, int whole) {
        killAfter = n;
        reached = whole;
    }

    private void die() {
        dead = true;
        for (int i = 0; i < reached && !unwritten.isEmpty(); i++) {
            var writes = unwritten.removeFirst().writes();
            store.commit(writes);
            blame.stored(writes);
        }
    }

    boolean alive() {
        return !dead;
    }

    Blame blame() {
        return blame;
    }

    long events() {
        return events;
    }

    /// Of all events and their times, to compare two runs of one seed.
    long hash() {
        return hash;
    }

    private void post(Event event) {
        now.addLast(event);
    }

    private void drain() {
        while (!now.isEmpty() && !dead) {
            var event = now.removeFirst();
            events++;
            if (clock.nanos() / 1_000_000_000L != second) {
                second = clock.nanos() / 1_000_000_000L;
                inSecond = 0;
            } else if (++inSecond > MOST_A_SECOND) {
                throw new AssertionError("I8: over " + MOST_A_SECOND + " events in a second at " + clock.truth());
            }
            hash = hash * 31 + event.getClass().getName().hashCode();
            hash = hash * 31 + clock.nanos();
            blame.saw(event);
            for (var effect : machine.on(event, clock.instant(), clock.nanos())) {
                perform(effect);
            }
            whims.due(events).forEach(each -> post(each.order()));
            if (events >= killAfter) {
                die();
            }
        }
    }

    /// While the process sleeps in a long wait it still shows signs of life; only the last before an event matters.
    private void heartbeats(long until) {
        if (until >= nextHeartbeat) {
            long missed = (until - nextHeartbeat) / HEARTBEAT;
            clock.advanceTo(nextHeartbeat + missed * HEARTBEAT);
            nextHeartbeat += (missed + 1) * HEARTBEAT;
            store.commit(List.of(new Write.Heartbeat(clock.instant())));
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Load load -> {
                var work = works.get(load.job());
                if (work != null) {
                    post(work.load(load, store));
                }
            }
            case Effect.Count count -> {
                var work = works.get(count.job());
                if (work != null) {
                    count(work);
                }
            }
            case Effect.LookUp lookUp -> {
                blame.reads(List.of(lookUp.ask()));
                post(Work.lookUp(lookUp, store));
            }
            case Effect.Start start -> {
                var work = works.get(start.job());
                if (work != null) {
                    var running = new SimItem(work, start.item(), start.run());
                    items.put(start.run(), running);
                    run(running);
                }
            }
            case Effect.Commit commit -> write(commit);
            case Effect.Send send -> {
                blame.sent(send);
                for (var ask : send.asks()) {
                    midway(ask);
                }
                var sent = network.send(send, clock);
                var work = works.get(send.job());
                if (work == null) {
                    throw new AssertionError("a call for job " + send.job() + ", which has left");
                }
                var arrived = new Event.Arrived(
                        send.attempt().callId(), sent.delivery(), work.cost(send, sent.delivery()));
                at(clock.nanos() + sent.afterNanos(), () -> post(arrived));
            }
            case Effect.Abort abort ->
                post(new Event.Arrived(
                        abort.call(),
                        new Delivery.Lost(io.longhaul.engine.ErrorClass.NETWORK, "given up"),
                        0));
            case Effect.Read read -> {
                blame.reads(read.asks());
                post(Work.read(read));
            }
            case Effect.Give give -> {
                var running = items.get(give.ask().run());
                if (running != null && running.give(give.ask().digest(), give.answer())) {
                    run(running);
                }
            }
            case Effect.Unwind unwind -> items.remove(unwind.run());
            case Effect.Timer timer -> timer(timer);
            case Effect.AskTime askTime -> {
                var there = clock.truth();
                boolean agrees = Duration.between(clock.instant(), there).abs().toSeconds() <= 60;
                at(clock.nanos() + 50_000_000L, () -> post(new Event.Dated(askTime.gate(), there, agrees)));
            }
            case Effect.Tell _ -> {}
            case Effect.Left left -> {
                works.remove(left.job());
                blame.left(left.job());
                this.left.accept(left.job());
            }
        }
    }

    /// What is counted may be from the beginning, and come at the end.
    private void count(Work work) {
        var counted = work.count(store);
        at(clock.nanos() + random.nextLong(3_000_000_000L), () -> post(counted));
    }

    private void run(SimItem running) {
        blame.ran(running.work.jobId(), running.item.position());
        var steps = running.steps(store, this::post);
        ItemEnd end = running.work.run(running.item, steps);
        if (end != null) {
            items.remove(running.run);
            post(new Event.Finished(
                    running.work.jobId(), running.item.position(), running.run, end, steps.keeping()));
        }
    }

    private void timer(Effect.Timer timer) {
        long at = timer.nanos();
        if (timer.wall() != null) {
            at = Math.min(at, clock.nanosAt(timer.wall()));
        }
        if (at == Long.MAX_VALUE) {
            timerAt = at;
            return;
        }
        timerAt = Math.max(at, clock.nanos());
        long due = timerAt;
        at(due, () -> {
            if (timerAt == due) {
                timerAt = Long.MAX_VALUE;
                post(new Event.Tick());
            }
        });
    }

    /// After the wall clock was set, waits for wall times stand elsewhere.
    void clockWasSet() {
        post(new Event.Tick());
    }

    private void write(Effect.Commit commit) {
        unwritten.addLast(commit);
        blame.decided(commit.writes());
        if (!writing) {
            writing = true;
            at(clock.nanos() + 1_000_000L + random.nextLong(15_000_000L), this::written);
        }
    }

    /// Group commit: all that was queued meanwhile is one transaction.
    private void written() {
        writing = false;
        var writes = new ArrayList<Write>();
        long number = 0;
        while (!unwritten.isEmpty()) {
            var commit = unwritten.removeFirst();
            writes.addAll(commit.writes());
            number = commit.number();
        }
        try {
            if (!writes.isEmpty()) {
                store.commit(writes);
                blame.stored(writes);
            }
        } catch (StoreException failure) {
            post(new Event.CommitFailed(failure.kind(), String.valueOf(failure.getMessage())));
            return;
        }
        post(new Event.Committed(number));
    }

}
