package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.Write;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All that writes, one transaction at a time.
final class Transactions {

    /// Fair: a list of ten million rows is loaded in pieces, and commits get their turn between them.
    final ReentrantLock lock = new ReentrantLock(true);

    final Session session;
    final OutcomeWrites outcomes;
    private final CallWrites calls;
    final JobWrites jobs;
    private final CorrectionWrites corrections;
    private final String where;
    /// Null if bodies stay in the rows.
    private final @Nullable Blobs blobs;

    /// What is done between two transactions.
    Runnable afterwards = () -> {};

    private long newest;
    private @Nullable RuntimeException broken;

    Transactions(Session session, String where, @Nullable Blobs blobs) throws SQLException {
        this.session = session;
        this.where = where;
        this.blobs = blobs;
        this.outcomes = new OutcomeWrites(session);
        this.calls = new CallWrites(session);
        this.jobs = new JobWrites(session);
        this.corrections = new CorrectionWrites(session, outcomes);
        this.newest = session.first("SELECT value FROM meta WHERE name = 'newest'", row -> row.getLong(1))
                .orElse(Long.MIN_VALUE);
    }

    void commit(List<Write> writes) {
        run(() -> {
            var names = storeBlobs(writes);
            session.begin();
            long latest = newest;
            for (var write : writes) {
                latest = Math.max(latest, apply(write, names));
            }
            outcomes.flush();
            calls.flush();
            corrections.flush();
            saw(latest);
            session.commit();
            newest = latest;
            return true;
        });
        afterwards.run();
    }

    /// What runs inside one transaction; [#run] ends it when it throws.
    @FunctionalInterface
    interface Body<T> {
        T run() throws SQLException;
    }

    /// Runs a whole transaction of another kind.
    <T> T transaction(Body<T> body) {
        T result = run(() -> {
            session.begin();
            T its = body.run();
            session.commit();
            return its;
        });
        afterwards.run();
        return result;
    }

    /// Excludes all other writing.
    <T> T run(Body<T> body) {
        lock.lock();
        try {
            if (broken != null) {
                throw new StoreException(
                        StoreException.Kind.BROKEN,
                        "the store failed before and takes no more writes; close it and open it again",
                        broken);
            }
            return body.run();
        } catch (SQLException e) {
            throw failed(Faults.of(e, where));
        } catch (RuntimeException | Error e) {
            undo();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private RuntimeException failed(RuntimeException fault) {
        undo();
        boolean passes = fault instanceof IllegalArgumentException
                || (fault instanceof StoreException known
                        && (known.kind() == StoreException.Kind.FULL
                                || known.kind() == StoreException.Kind.EXHAUSTED));
        if (!passes) {
            broken = fault;
        }
        return fault;
    }

    private void undo() {
        outcomes.clear();
        calls.clear();
        corrections.clear();
        jobs.clear();
        session.rollback();
    }

    /// Notes an instant, so that time never runs behind it.
    void saw(long latest) throws SQLException {
        if (latest > newest) {
            session.update("INSERT OR REPLACE INTO meta VALUES ('newest', ?)", latest);
        }
    }

    private Map<Long, String> storeBlobs(List<Write> writes) {
        var names = new HashMap<Long, String>();
        if (blobs == null) {
            return names;
        }
        var ids = new ArrayList<Long>();
        var bodies = new ArrayList<byte[]>();
        for (var write : writes) {
            if (write instanceof Write.Settled settled && settled.reply().body().length > Blobs.INLINE) {
                ids.add(settled.callId());
                bodies.add(settled.reply().body());
            }
        }
        if (!bodies.isEmpty()) {
            var stored = blobs.store(bodies);
            for (int i = 0; i < stored.size(); i++) {
                names.put(ids.get(i), stored.get(i));
            }
        }
        return names;
    }

    /// @return the instant it tells of, in nanoseconds
    private long apply(Write write, Map<Long, String> blobNames) throws SQLException {
        switch (write) {
            case Write.Ended ended -> outcomes.add(ended);
            case Write.Reserved reserved -> {
                outcomes.mustExist(reserved.job());
                calls.add(reserved);
            }
            case Write.Joined joined -> calls.add(joined);
            case Write.Settled settled -> calls.add(settled, blobNames.get(settled.callId()));
            case Write.Read read -> calls.add(read);
            case Write.Closed closed -> calls.add(closed);
            case Write.Parked parked -> jobs.parked(parked);
            case Write.Reopened reopened -> outcomes.reopen(reopened);
            case Write.Corrected corrected -> corrections.add(corrected);
            case Write.JobChanged change -> jobs.changed(change);
            case Write.OptionsChanged change -> jobs.options(change);
            case Write.Planned planned -> jobs.planned(planned);
            case Write.Running running -> {
                outcomes.mustExist(running.job());
                jobs.running(running);
            }
            case Write.Pulse pulse -> {
                outcomes.mustExist(pulse.job());
                jobs.pulse(pulse);
            }
            case Write.Heartbeat heartbeat -> jobs.heartbeat(heartbeat);
            case Write.Snapshot snapshot -> {
                outcomes.mustExist(snapshot.job());
                jobs.snapshot(snapshot);
            }
            case Write.Late late -> {
                outcomes.mustExist(late.job());
                jobs.late(late);
            }
            case Write.Kept kept -> Kept.write(session, kept);
            case Write.Reused reused -> {
                outcomes.mustExist(reused.job());
                jobs.reused(reused);
            }
        }
        var at = instant(write);
        return at == null ? Long.MIN_VALUE : Values.nanos(at);
    }

    /// When it happened; null if the write does not say. Future instants (waits, plans) are none.
    private static @Nullable Instant instant(Write write) {
        return switch (write) {
            case Write.Ended ended -> ended.outcome().endedAt();
            case Write.Reserved reserved -> reserved.at();
            case Write.Settled settled -> settled.reply().receivedAt();
            case Write.Closed closed -> closed.at();
            case Write.Reopened reopened -> reopened.at();
            case Write.Corrected corrected -> corrected.at();
            case Write.JobChanged change -> change.at();
            case Write.Pulse pulse -> pulse.at();
            case Write.Heartbeat heartbeat -> heartbeat.at();
            case Write.Snapshot snapshot -> snapshot.at();
            case Write.Kept kept -> kept.at();
            case Write.Joined _,Write.Read _,Write.Parked _,Write.OptionsChanged _,Write.Planned _,Write.Running _,Write.Late _,Write.Reused _ ->
                null;
        };
    }
}
