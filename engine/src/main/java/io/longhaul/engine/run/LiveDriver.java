package io.longhaul.engine.run;

import io.longhaul.engine.Key;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.core.Machine;
import io.longhaul.engine.core.Machine.GateState;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreException.Kind;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Drives the machine with real threads: one loop, one writer, two readers and a counter, a virtual thread an item and
/// a call.
///
/// Owns its store until [#close]. Installs no signal handler, never exits the JVM, writes nothing to stdout.
public final class LiveDriver implements AutoCloseable {

    private static final long HEARTBEAT = 10_000_000_000L;
    private static final long SLICE = 60_000_000_000L;
    private static final int READERS = 2;

    private final Store store;
    private final Clocks clocks;
    private final Machine machine;
    private final Mailbox mailbox = new Mailbox();
    private final Writer writer;
    private final Thread loop;
    private final Thread writing;
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS, Threads.daemons("longhaul-reader"));
    /// Counts all rows of a job, which may take seconds: look-ups do not wait for it.
    private final ExecutorService counter = Executors.newSingleThreadExecutor(Threads.daemons("longhaul-counter"));
    private final Defects defects = new Defects();
    private final Listeners listeners = new Listeners(defects);
    private final Map<Long, JobHandle> jobs = new ConcurrentHashMap<>();
    /// Whose transports may have something running.
    private final Set<Work> works = ConcurrentHashMap.newKeySet();
    /// A quarter of the memory for replies under way, each of which may be there three times: as it came, as it was
    /// read, and on its way into the store.
    private final InFlight inFlight = new InFlight(Runtime.getRuntime().maxMemory() / 4 / 3);
    private final Map<Long, Thread> sending = new ConcurrentHashMap<>();
    /// By run; the loop's own.
    private final Map<Integer, LiveItem> items = new HashMap<>();
    private long timerNanos = Long.MAX_VALUE;
    private @Nullable Instant timerWall;
    private long nextHeartbeat;
    private final Orders orders = new Orders();
    private final Looks looks = new Looks();
    private final Patience patience = new Patience();
    private final LookUps lookUps;
    private volatile boolean closing;
    private volatile boolean storageBroken;

    /// @param keys the keys configured for a gate; empty for one user without a key
    public LiveDriver(Store store, Clocks clocks, Function<String, List<Key>> keys) {
        this.store = store;
        this.clocks = clocks;
        var now = clocks.wall().instant();
        var setup = new Machine.Setup(clocks.seed(), store.opening(), store::spentSince, keys);
        this.machine = new Machine(setup, now, clocks.nanos().getAsLong());
        this.lookUps = new LookUps(store, patience, readers, READERS, mailbox::post, this::unreadable);
        this.writer = new Writer(store, clocks.nanos(), mailbox::post, defects);
        this.writing = Thread.ofPlatform().name("longhaul-writer").daemon().unstarted(writer);
        this.loop = Thread.ofPlatform().name("longhaul-loop").daemon().unstarted(this::loop);
        writing.start();
        loop.start();
    }

    public Store store() {
        return store;
    }

    /// Hears all jobs, in order, on one thread of its own.
    public void listen(Consumer<JobEvent> listener) {
        listeners.add(listener);
    }

    public void unlisten(Consumer<JobEvent> listener) {
        listeners.remove(listener);
    }

    /// Runs a stored job: a new one, or what is left of an unfinished one.
    ///
    /// @param slice how long it may run now; zero for to the end
    public JobHandle start(JobRecord job, Work work, Duration slice) {
        return start(job, work, Slice.of(slice));
    }

    /// Runs a slice of a stored job.
    public JobHandle start(JobRecord job, Work work, Slice slice) {
        var handle = new JobHandle(this, job.id(), work, slice);
        var before = jobs.putIfAbsent(job.id(), handle);
        if (before != null) {
            throw new IllegalStateException(job.handle() + " runs already");
        }
        works.add(work);
        var counts = store.counts(job.id());
        mailbox.post(new Event.Submitted(
                job, counts, store.pulse(job.id()).late(), work.workflow().outline(), slice));
        return handle;
    }

    /// @return whether the job took it; false if it had ended, or was ending its calls
    boolean order(long job, Command command) {
        return give(job, command).join();
    }

    /// Without waiting for an answer: the loop may not come to give one.
    void tell(long job, Command command) {
        var _ = give(job, command);
    }

    private CompletableFuture<Boolean> give(long job, Command command) {
        return orders.give(() -> mailbox.post(new Event.Ordered(job, command)));
    }

    /// The handle of a job that this driver runs now.
    public @Nullable JobHandle running(long job) {
        return jobs.get(job);
    }

    public List<JobHandle> running() {
        return List.copyOf(jobs.values());
    }

    /// Whether storing failed; what was answered since could be lost.
    public boolean storageBroken() {
        return storageBroken;
    }

    /// Whether jobs go on: the engine decides, and what it decides can be stored.
    public boolean alive() {
        return loop.isAlive() && writing.isAlive() && !storageBroken;
    }

    /// Failures of code that must not fail; each is in the log.
    public Defects defects() {
        return defects;
    }

    /// Groups of writes that are not stored yet.
    public int unstored() {
        return writer.queued();
    }

    /// The upstreams as they stand; empty once nothing is decided any more.
    public List<GateState> gates() {
        return looks.at(() -> mailbox.post(new Event.Tick())).join();
    }

    private void loop() {
        nextHeartbeat = clocks.nanos().getAsLong();
        try {
            while (!closing || !jobs.isEmpty()) {
                var events = mailbox.take(untilNext());
                for (var event : events) {
                    handle(event);
                }
                tickIfDue();
                looks.show(machine::gates);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error defect) {
            // the machine is in an unknown state: nothing further may be decided by it
            System.getLogger(LiveDriver.class.getName()).log(System.Logger.Level.ERROR, "the engine stopped", defect);
            storageBroken = true;
            jobs.values().forEach(handle -> handle.left(defect));
            jobs.clear();
        } finally {
            orders.end();
            looks.end();
        }
    }

    private long untilNext() {
        long now = clocks.nanos().getAsLong();
        long until = Math.min(SLICE, Math.min(timerNanos, nextHeartbeat) - now);
        if (timerWall != null) {
            var wait = Duration.between(clocks.wall().instant(), timerWall);
            until = wait.compareTo(Duration.ofSeconds(60)) < 0 ? Math.min(until, wait.toNanos() + 1) : until;
        }
        return until;
    }

    private void tickIfDue() {
        long now = clocks.nanos().getAsLong();
        if (now >= nextHeartbeat) {
            nextHeartbeat = now + HEARTBEAT;
            writer.add(0, List.of(new Write.Heartbeat(clocks.wall().instant())));
            handle(new Event.Tick());
        } else if (now >= timerNanos || timerWall != null && !clocks.wall().instant().isBefore(timerWall)) {
            timerNanos = Long.MAX_VALUE;
            timerWall = null;
            handle(new Event.Tick());
        }
    }

    private void handle(Event event) {
        if (event instanceof Event.Finished finished) {
            items.remove(finished.run());
        } else if (event instanceof Event.Ordered ordered) {
            orders.answer(machine.takes(ordered));
        } else if (event instanceof Event.CommitFailed) {
            storageBroken = true;
        }
        var effects = machine.on(event, clocks.wall().instant(), clocks.nanos().getAsLong());
        // requests first: what came before can be read and stored while they are on their way
        for (var effect : effects) {
            if (effect instanceof Effect.Send send) {
                send(send);
            }
        }
        for (var effect : effects) {
            perform(effect);
        }
        switch (event) {
            case Event.Arrived arrived -> inFlight.arrived(arrived.call(), effects);
            case Event.Committed committed -> inFlight.committed(committed.number());
            case Event.CommitFailed _ -> inFlight.unbind(); // few calls are under way, and none is begun
            default -> {
                // no reply came or was stored
            }
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Load load -> {
                var handle = jobs.get(load.job());
                if (handle != null) {
                    readers.execute(() -> post(() -> handle.work().load(load, store), load.job()));
                }
            }
            case Effect.Count count -> {
                var handle = jobs.get(count.job());
                if (handle != null) {
                    counter.execute(() -> post(() -> handle.work().count(store), count.job()));
                }
            }
            case Effect.LookUp lookUp -> lookUps.add(lookUp.ask());
            case Effect.Start start -> begin(start);
            case Effect.Commit commit -> {
                inFlight.stores(commit);
                writer.add(commit.number(), commit.writes());
            }
            case Effect.Send _ -> {} // it is on its way already
            case Effect.Abort abort -> {
                var thread = sending.get(abort.call());
                if (thread != null) {
                    thread.interrupt();
                }
            }
            case Effect.Read read -> Thread.ofVirtual().start(() -> mailbox.post(Work.read(read, defects)));
            case Effect.Give give -> {
                var item = items.get(give.ask().run());
                if (item != null) {
                    item.give(give.ask(), give.answer());
                }
            }
            case Effect.Unwind unwind -> {
                var item = items.remove(unwind.run());
                if (item != null) {
                    item.unwind();
                }
            }
            case Effect.Timer timer -> {
                timerNanos = timer.nanos();
                timerWall = timer.wall();
            }
            case Effect.AskTime askTime ->
                Thread.ofVirtual().start(() -> mailbox.post(UpstreamTime.ask(askTime, jobs.values(), clocks, defects)));
            case Effect.Tell tell -> listeners.tell(tell.event());
            case Effect.Left left -> {
                var handle = jobs.remove(left.job());
                if (handle != null) {
                    listeners.after(() -> handle.left(null)); // after all listeners heard what came before
                }
            }
        }
    }

    /// A read that fails must not leave the job waiting for ever; one for which no file can be opened is tried again.
    private void post(java.util.function.Supplier<Event> read, long job) {
        try {
            mailbox.post(patience.read(read));
        } catch (RuntimeException | Error failure) {
            unreadable(job, failure);
        }
    }

    private void unreadable(long job, Throwable failure) {
        defects.add("reading the store for job number " + job, failure);
        mailbox.post(new Event.CommitFailed(Kind.BROKEN, "job " + job + ": " + failure.getMessage()));
    }

    private void begin(Effect.Start start) {
        var handle = jobs.get(start.job());
        if (handle == null) {
            return;
        }
        var item = new LiveItem(handle.work(), start.item(), start.run(), mailbox::post, this::kept);
        items.put(start.run(), item);
        item.start();
    }

    /// On a reader's thread: a read would hold the carrier of an item's.
    private Optional<byte[]> kept(String shelf, String key) {
        return CompletableFuture.supplyAsync(() -> patience.read(() -> store.kept(shelf, key)), readers).join();
    }

    private void send(Effect.Send send) {
        var handle = jobs.get(send.job());
        if (handle == null) {
            throw new IllegalStateException("a call for a job that has left");
        }
        long call = send.attempt().callId();
        var intake = inFlight.open(call);
        var thread = Thread.ofVirtual().unstarted(() -> {
            var arrived = handle.work().send(send, intake, defects);
            sending.remove(call);
            mailbox.post(arrived);
        });
        sending.put(call, thread);
        thread.start();
    }

    void close(Work work) {
        if (works.remove(work)) {
            work.close();
        }
    }

    /// Stops, and closes the store.
    @Override
    public void close() {
        stop();
        store.close();
    }

    /// Pauses what runs (`interrupted`), waits up to 10 s for calls under way, and gives up the rest. What the calls in
    /// flight answered until then is stored; after it nothing here writes the store any more.
    public void stop() {
        var pause = new Command.Pause(PauseReason.INTERRUPTED, "the process ended");
        running().forEach(handle -> tell(handle.id(), pause));
        closing = true;
        patience.end();
        mailbox.close();
        if (!Threads.join(loop, Duration.ofSeconds(10))) {
            running().forEach(handle -> tell(handle.id(), new Command.Abandon()));
            if (!Threads.join(loop, Duration.ofSeconds(3))) {
                loop.interrupt();
                Threads.join(loop, Duration.ofSeconds(1));
            }
        }
        List.copyOf(works).forEach(this::close);
        writer.close();
        Threads.join(writing, Duration.ofSeconds(30));
        readers.shutdown();
        counter.shutdownNow();
        listeners.end();
        try {
            listeners.await(Duration.ofSeconds(5));
            readers.awaitTermination(5, TimeUnit.SECONDS);
            counter.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
