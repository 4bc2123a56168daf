package io.longhaul.app.session;

import io.longhaul.app.KeyRing;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.run.JobHandle;
import io.longhaul.engine.run.LiveDriver;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Lets jobs begin: at once, or when it is their turn.
///
/// Several may tell the same job to go on at the same moment (two requests, its time, a person), while others tell it
/// to stop. So whoever looks whether it stands still, and acts on that, holds the lock of the turns meanwhile.
final class Runs {

    private static final System.Logger LOG = System.getLogger(Runs.class.getName());

    private final Store store;
    private final InstantSource clock;
    private final LiveDriver driver;
    private final Starter starter;
    private final PersonNeeded persons;
    private final Turns turns;

    interface Starter {
        /// Whether [#keys] may take its time: then it is asked where nobody waits for it.
        boolean takesTime(JobRecord job, Map<String, String> environment);

        /// What the job needs from elsewhere before it can begin.
        KeyRing.Found keys(JobRecord job, Map<String, String> environment);

        /// Null if it cannot begin, and why is stored.
        @Nullable
        JobHandle start(JobRecord job, Turns.Waiting needs, KeyRing.Found keys);
    }

    /// @param most that run at a time; further ones wait as `pending`
    Runs(Store store, InstantSource clock, LiveDriver driver, int most, Starter starter, PersonNeeded persons) {
        this.store = store;
        this.clock = clock;
        this.driver = driver;
        this.starter = starter;
        this.persons = persons;
        this.turns = new Turns(most);
    }

    /// At once, or when it is its turn; nothing happens if it runs, waits for its turn, has ended or was paused since
    /// others could see it.
    void start(JobRecord job, Map<String, String> environment, Slice slice) {
        synchronized (turns) {
            var now = record(job.id());
            if (still(now) && now.state() != JobState.PAUSED) {
                begin(now, new Turns.Waiting(environment, slice));
            }
        }
    }

    /// As [#startNow], unless it was paused since others could see it.
    void startNew(JobRecord job, Map<String, String> environment, Slice slice) {
        var _ = startNow(job, environment, slice, JobState.PENDING::equals);
    }

    /// At once, in a place beyond those there are: for what somebody waits for.
    ///
    /// @return its run; null if it does not stand still, or cannot begin
    @Nullable
    JobHandle startNow(JobRecord job, Map<String, String> environment, Slice slice) {
        return startNow(job, environment, slice, any -> true);
    }

    private @Nullable JobHandle startNow(
            JobRecord job, Map<String, String> environment, Slice slice, Predicate<JobState> fit) {
        if (!fit.test(record(job.id()).state())) {
            return null;
        }
        var keys = starter.keys(job, environment); // may take its time, which only the caller waits for
        synchronized (turns) {
            var now = record(job.id());
            if (!still(now) || !fit.test(now.state()) || !turns.force()) {
                return null;
            }
            return launch(now, new Turns.Waiting(environment, slice), keys);
        }
    }

    /// Lets it run to its end, or as long as the slice says. One that is ending the calls of its pause, or runs only a
    /// part that somebody waits for, goes on as soon as it has left.
    ///
    /// Where it runs already, what keeps it waiting may be over: upstreams that are failing are tried at once.
    ///
    /// @param before made before it begins
    /// @return false if it runs already or waits for its turn; nothing was done then
    boolean resume(JobRecord job, Map<String, String> environment, Slice slice, Runnable before) {
        synchronized (turns) {
            var needs = new Turns.Waiting(environment, slice);
            var handle = driver.running(job.id());
            var now = record(job.id());
            if (handle != null && (now.state() == JobState.PAUSED || handle.slice().reason() == PauseReason.USER)) {
                before.run();
                if (turns.expect(job.id(), needs)) {
                    handle.whenLeft(() -> Thread.ofVirtual().start(() -> again(job.id())));
                }
                return true;
            }
            if (!still(now)) {
                if (handle != null) {
                    handle.probe();
                }
                return now.state().ended();
            }
            before.run();
            begin(record(job.id()), needs);
            return true;
        }
    }

    private boolean still(JobRecord now) {
        return driver.running(now.id()) == null && !turns.waits(now.id()) && !now.state().ended();
    }

    private void again(long id) {
        synchronized (turns) {
            var needs = turns.expected(id);
            if (needs == null) {
                return; // told to pause again
            }
            try {
                var now = record(id);
                if (!now.state().ended()) {
                    begin(now, needs);
                }
            } catch (RuntimeException | Error failed) {
                LOG.log(System.Logger.Level.ERROR, "job number " + id + " could not go on", failed);
                cannotStart(id, failed);
            } finally {
                turns.begun(id);
            }
        }
    }

    private void begin(JobRecord job, Turns.Waiting needs) {
        if (turns.take(job.id(), needs)) {
            launch(job, needs);
        } else if (job.state() != JobState.PENDING) {
            store.commit(List.of(
                    new Write.JobChanged(job.id(), JobState.PENDING, null, null, "", clock.instant())));
        }
    }

    /// In a place that is taken. Keys that take their time are waited for elsewhere: until then the job counts as one
    /// that waits for its turn.
    private void launch(JobRecord job, Turns.Waiting needs) {
        boolean later;
        var keys = KeyRing.Found.NONE;
        try {
            later = starter.takesTime(job, needs.environment());
            keys = later ? keys : starter.keys(job, needs.environment());
        } catch (RuntimeException cannot) {
            next();
            throw cannot;
        }
        if (!later) {
            launch(job, needs, keys);
            return;
        }
        if (job.state() != JobState.PENDING) {
            store.commit(List.of(
                    new Write.JobChanged(job.id(), JobState.PENDING, null, null, "", clock.instant())));
        }
        var again = new Turns.Waiting(needs.environment(), needs.slice());
        if (turns.expect(job.id(), again)) {
            Thread.ofVirtual().name("longhaul-keys").start(() -> launchWithKeys(job, again));
        } else {
            next();
        }
    }

    private void launchWithKeys(JobRecord job, Turns.Waiting needs) {
        KeyRing.Found keys;
        try {
            keys = starter.keys(job, needs.environment());
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "keys of job number " + job.id() + " could not be read", defect);
            keys = new KeyRing.Found(Map.of(), "its keys could not be read: " + defect.getMessage());
        }
        synchronized (turns) {
            if (!turns.ready(job.id(), needs)) {
                next(); // told to pause meanwhile, or the program ends
                return;
            }
            try {
                launch(record(job.id()), needs, keys);
            } catch (RuntimeException failed) {
                LOG.log(System.Logger.Level.ERROR, "job number " + job.id() + " could not be started", failed);
                cannotStart(job.id(), failed);
            } finally {
                turns.begun(job.id());
            }
        }
    }

    private @Nullable JobHandle launch(JobRecord job, Turns.Waiting needs, KeyRing.Found keys) {
        JobHandle handle = null;
        try {
            handle = starter.start(job, needs, keys);
        } finally {
            if (handle == null) {
                next();
            } else {
                handle.whenLeft(this::next);
            }
        }
        return handle;
    }

    /// A place became free.
    private void next() {
        turns.leave();
        Thread.ofVirtual().name("longhaul-next").start(() -> {
            for (var next = turns.next(this::rank); next != null && driver.alive(); next = turns.next(this::rank)) {
                turnOf(next.job(), next.waiting());
            }
        });
    }

    private void turnOf(long id, Turns.Waiting needs) {
        synchronized (turns) {
            try {
                var job = store.job(id);
                if (job.isPresent() && job.get().state() == JobState.PENDING) {
                    launch(job.get(), needs);
                } else {
                    turns.leave(); // paused or cancelled meanwhile
                }
            } catch (RuntimeException | Error failed) {
                LOG.log(System.Logger.Level.ERROR, "job number " + id + " could not be started", failed);
                cannotStart(id, failed);
            } finally {
                turns.begun(id);
            }
        }
    }

    /// Nobody waits for its start, who could be told: its program or a setting is gone.
    private void cannotStart(long id, Throwable failed) {
        if (driver.alive()) {
            persons.pause(id, "it could not start: " + failed.getMessage());
        }
    }

    /// Higher priorities first, then older jobs.
    private long rank(long id) {
        int weight = store.job(id).map(job -> job.options().priority().weight()).orElse(0);
        return id - ((long) weight << 48);
    }

    /// Its run, to be told of a change; null if it does not run, and the change is made in the store.
    ///
    /// @param stops whether it is not to go on when it is its turn
    @Nullable
    JobHandle running(long id, boolean stops, Runnable change) {
        synchronized (turns) {
            var handle = driver.running(id);
            if (handle == null) {
                change.run();
            }
            if (stops) {
                turns.drop(id); // last: whoever awaits it then finds the change stored
            }
            return handle;
        }
    }

    /// Waits until nothing of it runs nor waits for its turn; false if that is not so in time.
    boolean await(long id, Duration atMost) throws InterruptedException {
        if (turns.stillWaits(id, atMost)) {
            return false;
        }
        var handle = driver.running(id);
        // told to go on meanwhile, it may run again already
        return handle == null || handle.await(atMost) && !turns.waits(id) && driver.running(id) == null;
    }

    int waiting() {
        return turns.waiting();
    }

    /// Nobody starts any more; who waits stays `pending` in the store.
    void close() {
        turns.close();
    }

    private JobRecord record(long id) {
        return store.job(id).orElseThrow();
    }
}
