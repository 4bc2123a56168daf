package io.longhaul.store.sqlite;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Cuts off reads that take too long: while one lasts, SQLite can empty no part of its log that is younger.
///
/// One thread looks at all reads once a second, so that a read itself costs two entries in a set and no clock.
final class ReadLimit implements AutoCloseable {

    /// A read that was seen so often is cut off: it lasted between so many seconds and one more.
    private static final int LOOKS = 10;
    /// While the log is large.
    private static final int FEW_LOOKS = 2;

    private volatile int most = LOOKS;
    private final Set<Watch> reads = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledExecutorService looking;
    private boolean closed;

    /// A read under way.
    final class Watch {
        private final Session session;
        private int seen;
        private boolean over;

        private Watch(Session session) {
            this.session = session;
        }

        private synchronized void look() {
            if (!over && ++seen > most) {
                session.interrupt();
            }
        }

        /// From now on the session belongs to another.
        void end() {
            synchronized (this) {
                over = true;
            }
            reads.remove(this);
        }
    }

    Watch begin(Session session) {
        var watch = new Watch(session);
        reads.add(watch);
        start();
        return watch;
    }

    private synchronized void start() {
        if (looking == null && !closed) {
            looking = Executors.newSingleThreadScheduledExecutor(
                    work -> Thread.ofPlatform().name("longhaul-read-limit").daemon().unstarted(work));
            var _ = looking.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        }
    }

    /// The log must be emptied soon, or need not.
    void hurry(boolean soon) {
        most = soon ? FEW_LOOKS : LOOKS;
    }

    /// Package-private for tests, which look as often as they like.
    void look() {
        reads.forEach(Watch::look);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (looking != null) {
            looking.shutdownNow();
        }
    }
}
