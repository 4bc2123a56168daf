package io.longhaul.app.api;

import io.longhaul.engine.run.Clocks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/// Cuts connections that send a request's header byte by byte: each byte keeps them from being idle, and enough of
/// them would keep everybody else out.
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {

    private final Map<Connection, Seen> open = new ConcurrentHashMap<>();
    private final Scheduler scheduler;
    private final Clocks clocks;
    private final long mostNanos;

    SlowRequests(Scheduler scheduler, Clocks clocks, Duration most) {
        this.scheduler = scheduler;
        this.clocks = clocks;
        this.mostNanos = most.toNanos();
    }

    /// A connection when a request of it began or ended last.
    ///
    /// @param messages begun and ended, `bytes` received by then
    /// @param sinceNanos when the next one's first byte was there; null before
    private record Seen(long messages, long bytes, @org.jspecify.annotations.Nullable Long sinceNanos) {}

    @Override
    protected void doStart() {
        again();
    }

    private void again() {
        scheduler.schedule(this::look, Math.min(1_000, TimeUnit.NANOSECONDS.toMillis(mostNanos) / 4 + 1),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        open.put(connection, new Seen(0, 0, null));
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    private void look() {
        if (!isRunning() && !isStarting()) {
            return;
        }
        long now = clocks.nanos().getAsLong();
        open.replaceAll((connection, seen) -> seen(connection, seen, now));
        open.forEach((connection, seen) -> {
            if (seen.sinceNanos != null && now - seen.sinceNanos > mostNanos) {
                connection.getEndPoint().close();
            }
        });
        again();
    }

    private static Seen seen(Connection connection, Seen before, long now) {
        long messages = connection.getMessagesIn() + connection.getMessagesOut();
        long bytes = connection.getBytesIn();
        boolean answering = connection.getMessagesIn() > connection.getMessagesOut();
        if (answering || messages != before.messages) {
            return new Seen(messages, bytes, null);
        }
        return before.sinceNanos != null || bytes == before.bytes ? before : new Seen(messages, before.bytes, now);
    }
}
