package io.longhaul.app.api;

import io.longhaul.app.session.ServingSession;
import io.longhaul.app.session.ServingSession.Vitals;
import io.longhaul.engine.core.Machine.GateState;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/// What `/metrics` tells, in the text format of Prometheus. Jobs and calls are read from the store when asked, so that
/// they go on over restarts; items and requests count from the start of the process.
public final class Meters {

    private static final int MOST_JOBS = 10_000;
    private static final long FRESH_NANOS = 1_000_000_000L;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ServingSession session;
    private final Clocks clocks;
    private final Map<JobState, AtomicLong> jobs = new EnumMap<>(JobState.class);
    private final Map<ItemState, Counter> items = new EnumMap<>(ItemState.class);
    /// By source and outcome.
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
    private final MultiGauge open = gauges("longhaul.gate.calls.open", "calls under way to an upstream");
    private final MultiGauge ceiling =
            gauges("longhaul.gate.calls.ceiling", "calls that may be under way: fewer than configured after a start, or"
                    + " while the upstream is slow or failing");
    private final MultiGauge waiting = gauges("longhaul.gate.calls.waiting", "calls that wait for their turn");
    /// Of jobs that have ended: they change no more.
    private final Map<Long, Map<String, JobCounts.CallCounts>> ended = new HashMap<>();
    private boolean looked;
    private long lookedAt;

    Meters(ServingSession session, Clocks clocks) {
        this.session = session;
        this.clocks = clocks;
        for (var state : JobState.values()) {
            var number = new AtomicLong();
            jobs.put(state, number);
            Gauge.builder("longhaul.jobs", number, AtomicLong::doubleValue)
                    .description("jobs in the store")
                    .tag("state", state.label())
                    .register(registry);
        }
        for (var state : ItemState.values()) {
            if (state.ended()) {
                items.put(state, Counter.builder("longhaul.items.ended")
                        .description("items that ended since the start")
                        .tag("state", state.label())
                        .register(registry));
            }
        }
        vital("longhaul.queue.jobs", "jobs that wait for their turn", Vitals::queued);
        vital("longhaul.running.jobs", "jobs that run", Vitals::running);
        vital("longhaul.store.writer.queue", "groups of writes not stored yet", Vitals::unstored);
        vital("longhaul.engine.alive", "1 while jobs go on and can be stored", vitals -> vitals.alive() ? 1 : 0);
        vital("longhaul.defects", "failures of code that must not fail; each is in the log", Vitals::defects);
        session.listen(this::count);
    }

    private MultiGauge gauges(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void vital(String name, String description, ToLongFunction<Vitals> vital) {
        ToDoubleFunction<ServingSession> read = each -> vital.applyAsLong(each.vitals());
        Gauge.builder(name, session, read).description(description).register(registry);
    }

    private void count(JobEvent event) {
        if (event instanceof JobEvent.ItemEnded ended) {
            var counter = items.get(ended.state());
            if (counter != null) {
                counter.increment();
            }
        }
    }

    void answered(String operation, int status, Duration took) {
        Timer.builder("longhaul.http.requests")
                .description("requests answered")
                .tag("operation", operation)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    String text() {
        look();
        return registry.scrape();
    }

    private synchronized void look() {
        long now = clocks.nanos().getAsLong();
        if (looked && now - lookedAt < FRESH_NANOS) {
            return;
        }
        looked = true;
        lookedAt = now;
        var gates = session.gates();
        show(open, gates, GateState::open);
        show(ceiling, gates, GateState::ceiling);
        show(waiting, gates, GateState::waiting);
        var byState = new EnumMap<JobState, Long>(JobState.class);
        var made = new HashMap<String, Long>();
        var there = new HashSet<Long>();
        for (var job : session.store().jobs(MOST_JOBS)) {
            there.add(job.id());
            byState.merge(job.state(), 1L, Long::sum);
            calls(job).forEach((source, counts) -> {
                made.merge(source + "\nmade", counts.made(), Long::sum);
                made.merge(source + "\nreused", counts.reused(), Long::sum);
                made.merge(source + "\nthrottled", counts.throttled(), Long::sum);
                made.merge(source + "\nfailed", counts.failed(), Long::sum);
                made.merge(source + "\nlost", counts.lost(), Long::sum);
            });
        }
        ended.keySet().retainAll(there); // jobs are removed, too
        jobs.forEach((state, number) -> number.set(byState.getOrDefault(state, 0L)));
        made.forEach((name, number) -> calls.computeIfAbsent(name, this::register).set(number));
    }

    private static void show(MultiGauge gauge, List<GateState> gates, ToIntFunction<GateState> number) {
        gauge.register(
                gates.stream()
                        .map(gate -> MultiGauge.Row.of(Tags.of("gate", gate.gate()), number.applyAsInt(gate)))
                        .toList(),
                true);
    }

    private Map<String, JobCounts.CallCounts> calls(JobRecord job) {
        if (!job.state().ended()) {
            ended.remove(job.id());
            return session.store().counts(job.id()).calls();
        }
        return ended.computeIfAbsent(job.id(), id -> session.store().counts(id).calls());
    }

    private AtomicLong register(String name) {
        var parts = name.split("\n", 2);
        var number = new AtomicLong();
        FunctionCounter.builder("longhaul.calls", number, AtomicLong::doubleValue)
                .description("calls of all jobs in the store, by source and outcome")
                .tag("source", parts[0])
                .tag("outcome", parts[1])
                .register(registry);
        return number;
    }
}
