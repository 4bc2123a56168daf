package io.longhaul.app.api.jobs;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Events on their way to one listener. A newer event takes the place of an older one about the same thing, so that a
/// slow listener is told less often and holds up nobody.
final class Mailbox {

    /// Whoever is further behind is cut off, and comes back with `Last-Event-ID`.
    private static final int MOST = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Event> waiting = new LinkedHashMap<>();
    private boolean closed;

    /// @param about what a later event of the same replaces
    /// @param upTo everything that ended until then was told before
    /// @param body without the id
    record Event(String about, long upTo, String body) {
        /// @param since up to when the listener knew everything when it came
        String text(long since) {
            return "id: " + Math.max(Math.max(0, since), upTo) + "\n" + body;
        }
    }

    void put(Event event) {
        lock.lock();
        try {
            waiting.remove(event.about);
            waiting.put(event.about, event);
            closed |= waiting.size() > MOST;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Null if there was none for so long, or if it is closed.
    @Nullable
    Event next(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (waiting.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (waiting.isEmpty() || closed) {
                return null;
            }
            var first = waiting.values().iterator().next();
            waiting.remove(first.about);
            return first;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
