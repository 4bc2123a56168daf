package io.longhaul.testkit;

import io.longhaul.engine.Outline;
import io.longhaul.engine.Source;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.core.Machine;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A machine whose events a test posts one by one; what it writes is durable at once.
final class ByHand {

    static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

    MemoryStore store = new MemoryStore();
    final JobRecord job;
    final List<Write> written = new ArrayList<>();
    private final Outline outline;
    private Duration passed = Duration.ZERO;
    private Machine machine = machine();
    private boolean holds;
    private final List<Effect.Commit> held = new ArrayList<>();

    /// A job of these rows, each of which asks the source once.
    ByHand(Source<?, ?> source, RunOptions options, String... keys) {
        outline = Outline.of("one", 1).onePerItem(source);
        var draft = new JobDraft(
                "t", "one", 1, Map.of(), "", "test", "", List.of("key"), 5, 5, NOW, false, options);
        try (var loader = store.load(draft)) {
            long row = 1;
            for (var key : keys) {
                loader.add(List.of(new DraftItem(row++, key, List.of(key), null)));
            }
            job = loader.publish("id");
        }
    }

    private Machine machine() {
        return new Machine(
                new Machine.Setup(1, store.opening(), store::spentSince, gate -> List.of()), NOW.plus(passed),
                passed.toNanos());
    }

    /// The process dies; the next one begins with what was durable.
    void crash() {
        store = store.crash();
        machine = machine();
        written.clear();
        held.clear();
        holds = false;
    }

    /// From now on nothing becomes durable, until [#settle].
    void hold() {
        holds = true;
    }

    /// What was written since becomes durable.
    List<Effect> settle() {
        holds = false;
        var effects = new ArrayList<Effect>(held);
        held.clear();
        return durable(effects);
    }

    /// Submitted and loaded.
    ///
    /// @param slice zero for no end
    List<Effect> begin(Duration slice) {
        var effects = on(new Event.Submitted(job, store.counts(job.id()), Map.of(), outline, Slice.of(slice)));
        effects.addAll(on(new Event.Loaded(
                job.id(), store.pending(job.id(), 0, 100), true, store.counts(job.id()))));
        return effects;
    }

    /// From now on the clocks show that much more than at the start.
    void after(Duration time) {
        passed = time;
    }

    /// The effects of the event and of what it made durable.
    List<Effect> on(Event event) {
        var effects = new ArrayList<>(machine.on(event, NOW.plus(passed), passed.toNanos()));
        if (holds) {
            effects.stream().filter(Effect.Commit.class::isInstance).forEach(each -> held.add((Effect.Commit) each));
            return effects;
        }
        return durable(effects);
    }

    private List<Effect> durable(List<Effect> effects) {
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof Effect.Commit commit) {
                store.commit(commit.writes());
                written.addAll(commit.writes());
                effects.addAll(machine.on(
                        new Event.Committed(commit.number()), NOW.plus(passed), passed.toNanos()));
            }
        }
        return effects;
    }

    JobState state() {
        return store.job(job.id()).orElseThrow().state();
    }
}
