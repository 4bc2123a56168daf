package io.longhaul.store.sqlite;

import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What is told of jobs, and of the moment.
final class JobWrites {

    private static final int SNAPSHOTS = 1_000;

    private final Session session;
    /// The set of running items of each job, as this owner wrote it last. Nobody else writes.
    private final Map<Long, Set<Long>> named = new HashMap<>();

    JobWrites(Session session) {
        this.session = session;
    }

    void changed(Write.JobChanged change) throws SQLException {
        long at = Values.nanos(change.at());
        var reason = change.reason();
        int rows = session.update(
                "UPDATE job SET state = ?, reason = ?, until = ?, because = ?, "
                        + "started = CASE WHEN ? THEN coalesce(started, ?) ELSE started END, "
                        + "finished = CASE WHEN ? THEN ? END WHERE id = ? AND visible = 1",
                change.state().name(),
                reason == null ? null : reason.name(),
                Values.nanosOrNull(change.until()),
                change.because(),
                change.state() == JobState.RUNNING ? 1 : 0,
                at,
                change.state().ended() ? 1 : 0,
                at,
                change.job());
        one(rows, change.job());
    }

    void options(Write.OptionsChanged change) throws SQLException {
        RunOptions options = change.options();
        var budget = options.budget();
        var onUnknown = options.onUnknown();
        int rows = session.update(
                "UPDATE job SET concurrency = ?, look_ahead = ?, timeout = ?, max_retries = ?, priority = ?, budget = ?, "
                        + "on_unknown = ? WHERE id = ? AND visible = 1",
                options.concurrency(),
                options.lookAhead(),
                options.timeout().toNanos(),
                options.maxRetries(),
                options.priority().name(),
                budget == null ? null : budget.toString(),
                onUnknown == null ? null : onUnknown.name(),
                change.job());
        one(rows, change.job());
    }

    void planned(Write.Planned planned) throws SQLException {
        int rows = session.update(
                "UPDATE job SET bound = ?, expected = ? WHERE id = ? AND visible = 1",
                Values.nanosOrNull(planned.bound()),
                Values.nanosOrNull(planned.expected()),
                planned.job());
        one(rows, planned.job());
    }

    void parked(Write.Parked parked) throws SQLException {
        int rows = session.update(
                "UPDATE item SET parked_until = ?, parked_because = ? WHERE id = ?",
                Values.nanos(parked.until()),
                parked.because(),
                Values.id(parked.job(), parked.position()));
        if (rows != 1) {
            throw new IllegalArgumentException("job " + parked.job() + " has no item " + parked.position());
        }
    }

    /// Changes what differs from the set before it: of a large batch most rows stay as they are.
    void running(Write.Running running) throws SQLException {
        long job = running.job();
        var before = named.get(job);
        if (before == null) {
            session.update("DELETE FROM running WHERE job = ?", job);
            before = Set.of();
        }
        var now = new HashSet<>(running.positions());
        change("INSERT OR IGNORE INTO running VALUES (?, ?)", job, now, before);
        change("DELETE FROM running WHERE job = ? AND position = ?", job, before, now);
        named.put(job, now);
    }

    private void change(String sql, long job, Set<Long> positions, Set<Long> but) throws SQLException {
        var statement = session.prepare(sql);
        boolean any = false;
        for (long position : positions) {
            if (!but.contains(position)) {
                statement.setLong(1, job);
                statement.setLong(2, position);
                statement.addBatch();
                any = true;
            }
        }
        if (any) {
            statement.executeBatch();
        }
    }

    /// The job is gone, or its rows are in the state of an earlier transaction.
    void forget(long job) {
        named.remove(job);
    }

    void clear() {
        named.clear();
    }

    void pulse(Write.Pulse pulse) throws SQLException {
        session.update(
                "INSERT OR REPLACE INTO pulse VALUES (?, ?, ?, ?, ?)",
                pulse.job(),
                Values.nanos(pulse.at()),
                pulse.running(),
                pulse.waiting(),
                pulse.openCalls());
    }

    void heartbeat(Write.Heartbeat heartbeat) throws SQLException {
        session.update("INSERT OR REPLACE INTO meta VALUES ('heartbeat', ?)", Values.nanos(heartbeat.at()));
    }

    void snapshot(Write.Snapshot snapshot) throws SQLException {
        long n = session.number("SELECT max(n) FROM snapshot WHERE job = ?", snapshot.job()) + 1;
        session.update(
                "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?)",
                snapshot.job(),
                n,
                Values.nanos(snapshot.at()),
                snapshot.done(),
                snapshot.failed(),
                snapshot.skipped(),
                snapshot.costNanos());
        session.update("DELETE FROM snapshot WHERE job = ? AND n <= ?", snapshot.job(), n - SNAPSHOTS);
    }

    void late(Write.Late late) throws SQLException {
        session.update(
                "INSERT INTO late VALUES (?, ?, ?) ON CONFLICT (job, cause) DO UPDATE SET millis = millis + excluded.millis",
                late.job(),
                late.cause(),
                late.millis());
    }

    void reused(Write.Reused reused) throws SQLException {
        session.update(
                "INSERT INTO reused VALUES (?, ?, ?) ON CONFLICT (job, source) DO UPDATE SET n = n + excluded.n",
                reused.job(),
                reused.source(),
                reused.count());
    }

    private static void one(int rows, long job) {
        if (rows != 1) {
            throw new IllegalArgumentException("no job " + job + " in the store");
        }
    }
}
