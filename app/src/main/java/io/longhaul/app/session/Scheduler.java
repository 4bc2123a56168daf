package io.longhaul.app.session;

import io.longhaul.engine.core.Command;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.Defects;
import io.longhaul.engine.schedule.Agenda;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Starts the jobs of a session that have a time to start at. What is to be done is the [Agenda]'s to say.
final class Scheduler implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());

    private static final long SHORTEST_WAIT = 1_000_000;

    private final Store store;
    private final Clocks clocks;
    private final Starter starter;
    private final PersonNeeded persons;
    private final Defects defects = new Defects();
    /// By job, with what it runs with. Jobs that nobody gave to this session are left to whoever owns the store next.
    private final Map<Long, Map<String, String>> waiting = new HashMap<>();
    private @Nullable Thread thread;
    private boolean closed;

    @FunctionalInterface
    interface Starter {
        /// At once, or when it is its turn; nothing happens if it runs.
        void start(JobRecord job, Map<String, String> environment);
    }

    Scheduler(Store store, Clocks clocks, Starter starter, PersonNeeded persons) {
        this.store = store;
        this.clocks = clocks;
        this.starter = starter;
        this.persons = persons;
    }

    /// As [#hold] of a job that was just made: one that was paused or cancelled since others could see it stays so.
    synchronized Optional<JobRecord> holdNew(JobRecord made, Map<String, String> environment) {
        var job = store.job(made.id()).orElseThrow();
        return job.state() == JobState.PENDING ? hold(job, environment) : Optional.of(job);
    }

    /// Lets a job wait for its time, or go on waiting; empty if it has none to wait for.
    synchronized Optional<JobRecord> hold(JobRecord given, Map<String, String> environment) {
        var job = store.job(given.id()).orElseThrow();
        var now = now();
        var until = Start.later(job) ? until(job, now) : null;
        if (until == null) {
            return Optional.empty();
        }
        if (job.state() != JobState.WAITING) {
            store.commit(List.of(new Write.JobChanged(
                    job.id(), JobState.WAITING, null, until, Start.of(job.draft()).toString(), now)));
        }
        waiting.put(job.id(), Map.copyOf(environment));
        begin();
        notifyAll();
        return store.job(job.id());
    }

    /// Times that pass while a template is paused are not missed: it was told to leave them out.
    private static @Nullable Instant until(JobRecord job, Instant now) {
        return switch (Start.of(job.draft())) {
            case Start.Now() -> null;
            case Start.Once(var at, _) -> at.isAfter(now) ? at : null;
            case Start.Again(var schedule) -> {
                var stored = job.state() == JobState.WAITING ? job.until() : null;
                var since = job.state() == JobState.PENDING ? job.draft().createdAt() : now;
                yield stored != null ? stored : schedule.cron().next(since, schedule.zone()).orElse(null);
            }
        };
    }

    /// Whether the job waits for its time here.
    synchronized boolean holds(long job) {
        return waiting.containsKey(job);
    }

    /// Told while it waits: `change` is made between two steps, so that none is half done.
    ///
    /// @return whether it waited
    synchronized boolean told(JobRecord job, Command command, Runnable change) {
        if (!waiting.containsKey(job.id())) {
            return false;
        }
        change.run();
        if (command instanceof Command.Pause || command instanceof Command.Cancel) {
            waiting.remove(job.id());
            notifyAll();
        }
        return true;
    }

    /// Waits at most that long for its time, or for an order to wait no more; whether it waits still.
    synchronized boolean stillWaits(long job, Duration atMost) throws InterruptedException {
        long end = clocks.nanos().getAsLong() + atMost.toNanos();
        while (!closed && waiting.containsKey(job)) {
            long left = end - clocks.nanos().getAsLong();
            if (left <= 0) {
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return false;
    }

    private void begin() {
        if (thread == null && !closed) {
            thread = Thread.ofPlatform().daemon().name("longhaul-schedule").start(this::run);
        }
    }

    private synchronized void run() {
        try {
            while (!closed) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(SHORTEST_WAIT, turnOrLater().toNanos()));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// What could not be stored (the disk is full) is tried again.
    private Duration turnOrLater() {
        try {
            return turn();
        } catch (RuntimeException | Error failed) {
            defects.add("starting jobs at their time (again in a minute)", failed);
            return Agenda.LONGEST_WAIT;
        }
    }

    /// Does what is due.
    ///
    /// @return how long nothing will be
    synchronized Duration turn() {
        var jobs = waiting.keySet().stream().sorted().flatMap(id -> store.job(id).stream()).toList();
        var agenda = Agenda.of(jobs, now());
        for (var step : agenda.steps()) {
            take(step);
        }
        return agenda.quiet(now());
    }

    private void take(Agenda.Step step) {
        var environment = waiting.getOrDefault(step.job().id(), Map.of());
        switch (step) {
            case Agenda.Begin(var job) -> {
                waiting.remove(job.id());
                start(job, environment);
                notifyAll();
            }
            case Agenda.Copy(var job, var at) -> {
                var copies = new Copies(store, job);
                var copy = copies.at(at).orElseGet(() -> copies.make(at, now()));
                if (copy.startedAt() == null && copy.state() == JobState.PENDING) {
                    start(copy, environment);
                }
            }
            case Agenda.Next(var job, var until, var skipped) -> next(job, until, skipped);
        }
    }

    private void next(JobRecord job, @Nullable Instant until, long skipped) {
        if (skipped > 0) {
            LOG.log(System.Logger.Level.INFO, job.handle() + ": " + skipped + " times passed that nothing starts for");
        }
        var state = until == null ? JobState.COMPLETED : JobState.WAITING;
        var because = until == null ? "no more times" : Start.of(job.draft()).toString();
        store.commit(List.of(new Write.JobChanged(job.id(), state, null, until, because, now())));
        if (until == null) {
            waiting.remove(job.id());
            notifyAll();
        }
    }

    /// One that cannot be made any more (its program or a setting is gone) must not hold up the others.
    private void start(JobRecord job, Map<String, String> environment) {
        try {
            starter.start(job, environment);
        } catch (RuntimeException | Error cannot) {
            defects.add("starting " + job.handle(), cannot);
            persons.pause(job.id(), "it could not start: " + cannot.getMessage());
        }
    }

    /// What failed since the start; each is in the log.
    long defects() {
        return defects.count();
    }

    private Instant now() {
        return clocks.wall().instant();
    }

    /// Nothing starts any more; who waits stays `waiting` in the store.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        var running = thread;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
