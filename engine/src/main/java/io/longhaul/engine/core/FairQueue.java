package io.longhaul.engine.core;

import io.longhaul.engine.store.Priority;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Calls waiting at a gate. Priorities share it 8 : 4 : 1, jobs of one priority take turns, and inside a job the
/// lowest position goes first.
final class FairQueue {

    private static final long STRIDE = 8;

    private static final class Share {
        final ArrayDeque<JobRun> turns = new ArrayDeque<>();
        long pass;
    }

    private final EnumMap<Priority, Share> shares = new EnumMap<>(Priority.class);
    private final Map<JobRun, PriorityQueue<CallRun>> waiting = new HashMap<>();
    private long pass;
    private int size;

    void add(CallRun call) {
        var job = call.job;
        var queue = waiting.get(job);
        if (queue == null) {
            queue = new PriorityQueue<>();
            waiting.put(job, queue);
            var share = shares.computeIfAbsent(job.options.priority(), any -> new Share());
            if (share.turns.isEmpty()) {
                share.pass = Math.max(share.pass, pass);
            }
            share.turns.addLast(job);
        }
        queue.add(call);
        size++;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// Takes the next call whose job may send now; null if there is none.
    @Nullable
    CallRun poll(Predicate<JobRun> maySend) {
        Share chosen = null;
        JobRun next = null;
        Priority priority = null;
        for (var entry : shares.entrySet()) {
            var share = entry.getValue();
            if (chosen != null && share.pass >= chosen.pass) {
                continue;
            }
            for (var job : share.turns) {
                if (maySend.test(job)) {
                    chosen = share;
                    next = job;
                    priority = entry.getKey();
                    break;
                }
            }
        }
        if (chosen == null || next == null || priority == null) {
            return null;
        }
        pass = chosen.pass;
        chosen.pass += STRIDE / priority.weight() + (STRIDE % priority.weight() == 0 ? 0 : 1);
        chosen.turns.remove(next);
        chosen.turns.addLast(next);
        return take(next);
    }

    private @Nullable CallRun take(JobRun job) {
        var queue = waiting.get(job);
        if (queue == null) {
            return null;
        }
        var call = queue.poll();
        size--;
        if (queue.isEmpty()) {
            forget(job);
        }
        return call;
    }

    boolean remove(CallRun call) {
        var queue = waiting.get(call.job);
        if (queue == null || !queue.remove(call)) {
            return false;
        }
        size--;
        if (queue.isEmpty()) {
            forget(call.job);
        }
        return true;
    }

    void forEach(Consumer<CallRun> action) {
        waiting.values().forEach(queue -> queue.forEach(action));
    }

    /// Whether any job but this one waits here.
    boolean othersThan(JobRun job) {
        return waiting.size() > (waiting.containsKey(job) ? 1 : 0);
    }

    boolean has(JobRun job) {
        return waiting.containsKey(job);
    }

    private void forget(JobRun job) {
        waiting.remove(job);
        for (var share : shares.values()) {
            share.turns.remove(job);
        }
    }
}
