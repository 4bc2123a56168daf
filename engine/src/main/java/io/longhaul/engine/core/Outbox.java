package io.longhaul.engine.core;

import io.longhaul.engine.store.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// What one event leads to: effects, the writes that make one commit, and what goes on once that is durable.
final class Outbox {

    private record Then(long number, Runnable action) {}

    private List<Effect> effects = new ArrayList<>();
    private List<Write> writes = new ArrayList<>();
    private final ArrayDeque<Then> later = new ArrayDeque<>();
    private long number;

    void add(Effect effect) {
        effects.add(effect);
    }

    void write(Write write) {
        writes.add(write);
    }

    /// Runs the action when everything written so far is durable.
    void then(Runnable action) {
        later.addLast(new Then(number + 1, action));
    }

    boolean writing() {
        return !writes.isEmpty();
    }

    void committed(long upTo) {
        while (!later.isEmpty() && later.peekFirst().number() <= upTo) {
            later.removeFirst().action().run();
        }
    }

    List<Effect> take() {
        if (!writes.isEmpty()) {
            effects.add(new Effect.Commit(++number, writes));
            writes = new ArrayList<>();
        } else if (!later.isEmpty() && later.peekLast().number() > number) {
            // something waits for writes of an earlier event only: an empty commit carries its number
            effects.add(new Effect.Commit(++number, List.of()));
        }
        var taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
