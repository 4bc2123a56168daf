package io.longhaul.store.sqlite;

import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.PulseRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.SnapshotRecord;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Jobs and what their owner said of them.
final class JobReads {

    private static final int CURRENT_KEYS = 8;

    private static final String SELECT =
            """
            SELECT id, handle, name, workflow, version, settings, identity, input, output, columns, batch_size,
              checkpoint_interval, created, refresh, concurrency, look_ahead, timeout, max_retries, priority, budget,
              on_unknown, total, state, reason, until, because, started, finished, bound, expected
            FROM job WHERE visible = 1\s""";

    private JobReads() {}

    static Optional<JobRecord> job(Session session, String handleOrName) throws SQLException {
        var byHandle = session.first(SELECT + "AND handle = ?", JobReads::job, handleOrName);
        if (byHandle.isPresent()) {
            return byHandle;
        }
        if (handleOrName.equals("latest")) {
            return session.first(SELECT + "ORDER BY id DESC LIMIT 1", JobReads::job);
        }
        return handleOrName.isEmpty()
                ? Optional.empty()
                : session.first(SELECT + "AND name = ? ORDER BY id DESC LIMIT 1", JobReads::job, handleOrName);
    }

    static Optional<JobRecord> job(Session session, long id) throws SQLException {
        return session.first(SELECT + "AND id = ?", JobReads::job, id);
    }

    static List<JobRecord> jobs(Session session, long beforeId, int limit) throws SQLException {
        return session.list(SELECT + "AND id < ? ORDER BY id DESC LIMIT ?", JobReads::job, beforeId, limit);
    }

    static List<JobRecord> unfinished(Session session) throws SQLException {
        return session.list(
                SELECT + "AND state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') ORDER BY id DESC", JobReads::job);
    }

    static PulseRecord pulse(Session session, long job) throws SQLException {
        var current = session.list(
                "SELECT i.key FROM running r JOIN item i ON i.id = (r.job << 40 | r.position) WHERE r.job = ? "
                        + "ORDER BY r.position LIMIT ?",
                row -> row.getString(1),
                job,
                CURRENT_KEYS);
        var late = new HashMap<String, Long>();
        session.list("SELECT cause, millis FROM late WHERE job = ?", row -> late.put(row.getString(1), row.getLong(2)),
                job);
        return session.first(
                "SELECT at, running, waiting, open_calls FROM pulse WHERE job = ?",
                row -> new PulseRecord(
                        Values.instant(row.getLong(1)), row.getInt(2), row.getInt(3), row.getInt(4), current, late),
                job)
                .orElseGet(() -> new PulseRecord(null, 0, 0, 0, current, late));
    }

    static List<SnapshotRecord> snapshots(Session session, long job) throws SQLException {
        return session.list(
                "SELECT at, done, failed, skipped, cost FROM snapshot WHERE job = ? ORDER BY n",
                row -> new SnapshotRecord(
                        Values.instant(row.getLong(1)), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                job);
    }

    static List<String> failuresOf(Session session, String workflow, String key) throws SQLException {
        return session.list(
                "SELECT DISTINCT j.handle, j.id FROM failure f JOIN job j ON j.id = f.job "
                        + "WHERE f.workflow = ? AND f.key = ? AND j.visible = 1 ORDER BY j.id DESC",
                row -> row.getString(1),
                workflow,
                key);
    }

    private static JobRecord job(ResultSet row) throws SQLException {
        var reason = row.getString(24);
        var draft = draft(row);
        return new JobRecord(
                row.getLong(1),
                row.getString(2),
                draft,
                row.getLong(22),
                draft.asOf(),
                JobState.valueOf(row.getString(23)),
                reason == null ? null : PauseReason.valueOf(reason),
                Values.instant(row, 25),
                row.getString(26),
                Values.instant(row, 27),
                Values.instant(row, 28),
                Values.instant(row, 29),
                Values.instant(row, 30));
    }

    private static JobDraft draft(ResultSet row) throws SQLException {
        return new JobDraft(
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                Values.pairs(Values.bytes(row, 6)),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                Values.cells(Values.bytes(row, 10)),
                row.getInt(11),
                row.getInt(12),
                Values.instant(row.getLong(13)),
                row.getInt(14) != 0,
                options(row));
    }

    private static RunOptions options(ResultSet row) throws SQLException {
        var budget = row.getString(20);
        var onUnknown = row.getString(21);
        return new RunOptions(
                row.getInt(15),
                row.getInt(16),
                Duration.ofNanos(row.getLong(17)),
                row.getInt(18),
                Priority.valueOf(Objects.requireNonNull(row.getString(19))),
                budget == null ? null : new BigDecimal(budget),
                onUnknown == null ? null : UnknownFate.valueOf(onUnknown));
    }
}
