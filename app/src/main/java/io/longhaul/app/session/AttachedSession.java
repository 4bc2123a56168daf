package io.longhaul.app.session;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreView;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Another process owns the store; orders go to it. When it ends, this one takes over and carries on the jobs that it
/// handed over itself.
final class AttachedSession implements Session {

    private static final Duration SUCCESSION = Duration.ofSeconds(20);
    private static final long AGAIN_MILLIS = 100;

    private final Sessions sessions;
    private final Map<Long, Handed> handed = new LinkedHashMap<>();
    private final List<Consumer<JobEvent>> listeners = new ArrayList<>();
    private final List<Line> streams = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private ControlClient client;
    private @Nullable StoreView view;
    private @Nullable OwnerSession own;

    AttachedSession(Sessions sessions, ControlClient client) {
        this.sessions = sessions;
        this.client = client;
        this.view = SqliteStore.beside(sessions.home());
    }

    /// @param until when its time slice ends, monotonic; null for never
    private record Handed(Map<String, String> environment, @Nullable Long until) {}

    @Override
    public synchronized StoreView store() {
        if (own != null) {
            return own.store();
        }
        if (view == null) {
            view = SqliteStore.beside(sessions.home());
        }
        return view;
    }

    @Override
    public synchronized boolean owner() {
        return own != null;
    }

    @Override
    public synchronized @Nullable Long ownerPid() {
        return own != null ? own.ownerPid() : Long.valueOf(client.pid());
    }

    @Override
    public JobRecord submit(Submission submission) {
        if (own != null) {
            return own.submit(submission);
        }
        try {
            long id = client.submit(submission);
            hand(id, submission.environment(), submission.slice());
            return store().job(id).orElseThrow();
        } catch (IOException ended) {
            throw lost(ended);
        }
    }

    @Override
    public JobRecord resume(
            JobRecord job, @Nullable RunOptions options, Map<String, String> environment, Duration slice) {
        if (own != null) {
            return own.resume(job, options, environment, slice);
        }
        try {
            client.resume(job.id(), options, environment, slice);
            hand(job.id(), environment, slice);
            return store().job(job.id()).orElseThrow();
        } catch (IOException ended) {
            throw lost(ended);
        }
    }

    @Override
    public void order(JobRecord job, Command command) {
        if (own != null) {
            own.order(job, command);
            return;
        }
        try {
            client.order(job.id(), command);
        } catch (IOException ended) {
            succeed();
            order(job, command);
        }
    }

    @Override
    public StoreView.Cleaned clean(Instant endedBefore, boolean answers) {
        if (own != null) {
            return own.clean(endedBefore, answers);
        }
        try {
            return client.clean(endedBefore, answers);
        } catch (IOException ended) {
            throw lost(ended);
        }
    }

    @Override
    public SqliteStore.Mended mend(boolean paidToo) {
        if (own != null) {
            return own.mend(paidToo);
        }
        try {
            return client.mend(paidToo);
        } catch (IOException ended) {
            throw lost(ended);
        }
    }

    @Override
    public boolean await(JobRecord job, Duration atMost) throws InterruptedException {
        if (own != null) {
            return own.await(job, atMost);
        }
        try {
            return client.await(job.id(), atMost);
        } catch (IOException ended) {
            succeed();
            return false;
        }
    }

    @Override
    public void listen(Consumer<JobEvent> listener) {
        listeners.add(listener);
        if (own != null) {
            own.listen(listener);
            return;
        }
        try {
            streams.add(client.listen(listener));
        } catch (IOException ended) {
            // the next order or await finds out
        }
    }

    /// The owner has ended: become the owner, or attach to whoever was quicker.
    private synchronized void succeed() {
        client.close();
        long giveUp = now() + SUCCESSION.toNanos();
        while (true) {
            try {
                closeView();
                var owner = sessions.own();
                own = owner;
                listeners.forEach(owner::listen);
                carryOn(owner);
                return;
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.OWNED) {
                    throw e;
                }
            }
            try {
                client = ControlClient.connect(sessions.home(), Duration.ofSeconds(2));
                for (var listener : listeners) {
                    streams.add(client.listen(listener));
                }
                carryOn(this);
                return;
            } catch (IOException nobodyYet) {
                pauseBefore(giveUp, nobodyYet);
            }
        }
    }

    private void pauseBefore(long giveUp, IOException cause) {
        try {
            if (now() > giveUp || closed.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                throw lost(cause);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw lost(cause);
        }
    }

    private void hand(long job, Map<String, String> environment, Duration slice) {
        handed.put(job, new Handed(environment, slice.isZero() ? null : now() + slice.toNanos()));
    }

    private long now() {
        return sessions.clocks().nanos().getAsLong();
    }

    /// What is left of a slice; one that is over ends at once.
    private Duration rest(Handed job) {
        return job.until() == null ? Duration.ZERO : Duration.ofNanos(Math.max(1, job.until() - now()));
    }

    private void carryOn(Session session) {
        for (var each : Map.copyOf(handed).entrySet()) {
            var job = session.store().job(each.getKey()).orElseThrow();
            var reason = job.reason();
            if (!job.state().ended() && (reason == null || reason == PauseReason.INTERRUPTED)) {
                session.resume(job, null, each.getValue().environment(), rest(each.getValue()));
            }
        }
    }

    private static CommandException lost(IOException cause) {
        return new CommandException(
                Exit.CONFLICT, "the process that owns the store has ended or does not answer; repeat the command",
                cause);
    }

    private void closeView() {
        if (view != null) {
            view.close();
            view = null;
        }
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        for (var stream : streams) {
            try {
                stream.close();
            } catch (IOException e) {
                // it has ended already
            }
        }
        client.close();
        closeView();
        if (own != null) {
            own.close();
        }
    }
}
