package io.longhaul.app.session;

import io.longhaul.engine.core.Slice;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who may run: so many jobs at a time, the others wait for a place.
final class Turns {

    private final int most;
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    /// Taken out of [#waiting], not running yet.
    private final Map<Long, Waiting> beginning = new HashMap<>();
    /// Told to go on while the last calls of its pause are still under way, or while its keys are read.
    private final Map<Long, Waiting> expected = new HashMap<>();
    private int taken;
    private boolean closed;

    Turns(int most) {
        this.most = most;
    }

    /// What a job needs once it starts.
    ///
    /// @param over when it waits no more
    record Waiting(Map<String, String> environment, Slice slice, CompletableFuture<Boolean> over) {
        Waiting(Map<String, String> environment, Slice slice) {
            this(environment, slice, new CompletableFuture<>());
        }
    }

    record Next(long job, Waiting waiting) {}

    /// Whether there is a place; otherwise it waits for one.
    synchronized boolean take(long job, Waiting needs) {
        if (taken < most && waiting.isEmpty()) {
            taken++;
            return true;
        }
        waiting.put(job, needs);
        return false;
    }

    /// A place beyond those there are, for what somebody waits for.
    ///
    /// @return false if nobody starts any more
    synchronized boolean force() {
        if (!closed) {
            taken++;
        }
        return !closed;
    }

    /// Goes on when it has left; false if that is so already, or nobody starts any more.
    synchronized boolean expect(long job, Waiting needs) {
        return !closed && expected.putIfAbsent(job, needs) == null;
    }

    /// Null if it was told to pause again.
    synchronized @Nullable Waiting expected(long job) {
        var needs = expected.remove(job);
        if (needs != null) {
            beginning.put(job, needs);
        }
        return needs;
    }

    /// What a job waited for in [#expect] is there.
    ///
    /// @return false if it was told to pause meanwhile, or nobody starts any more
    synchronized boolean ready(long job, Waiting needs) {
        boolean still = expected.remove(job, needs);
        if (still) {
            beginning.put(job, needs);
        }
        return still;
    }

    synchronized void leave() {
        taken--;
    }

    /// The one that goes first, whose place is taken now; null if nobody waits or nothing is free.
    synchronized @Nullable Next next(LongUnaryOperator rank) {
        if (closed || taken >= most || waiting.isEmpty()) {
            return null;
        }
        long first = -1;
        long best = Long.MAX_VALUE;
        for (long job : waiting.keySet()) {
            long its = rank.applyAsLong(job);
            if (its < best) {
                best = its;
                first = job;
            }
        }
        var needs = waiting.remove(first);
        if (needs == null) {
            return null;
        }
        taken++;
        beginning.put(first, needs);
        return new Next(first, needs);
    }

    synchronized void begun(long job) {
        end(beginning.remove(job));
    }

    synchronized void drop(long job) {
        end(waiting.remove(job));
        end(expected.remove(job));
    }

    private static void end(@Nullable Waiting needs) {
        if (needs != null) {
            needs.over().complete(true);
        }
    }

    synchronized boolean waits(long job) {
        return waiting(job) != null;
    }

    private @Nullable Waiting waiting(long job) {
        return Stream.of(waiting, beginning, expected)
                .map(each -> each.get(job))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /// Waits at most that long for its start; whether it waits still.
    boolean stillWaits(long job, Duration atMost) throws InterruptedException {
        Waiting needs;
        synchronized (this) {
            needs = waiting(job);
        }
        if (needs == null) {
            return false;
        }
        try {
            needs.over().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException still) {
            return true;
        }
        return waits(job);
    }

    /// Nobody starts any more; who waits stays `pending` in the store.
    synchronized void close() {
        closed = true;
        waiting.values().forEach(Turns::end);
        waiting.clear();
        expected.values().forEach(Turns::end);
        expected.clear();
    }
}
