package io.longhaul.store.sqlite;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobCounts.CallCounts;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Batch rows, and the totals: sums of spans, each the sum of its batches.
final class BatchReads {

    /// Batches whose counts one row of `span` sums up.
    static final int SPAN = 1_000;

    private BatchReads() {}

    /// A job's batches.
    record Shape(long job, long total, int batchSize) {
        static final Shape NONE = new Shape(0, 0, 1);

        static Shape of(Session session, long job) throws SQLException {
            return session.first(
                    "SELECT total, batch_size FROM job WHERE id = ? AND visible = 1",
                    row -> new Shape(job, row.getLong(1), row.getInt(2)),
                    job)
                    .orElse(NONE);
        }

        long batches() {
            return (total + batchSize - 1) / batchSize;
        }
    }

    static List<BatchRecord> batches(Session session, long job, long from, int limit) throws SQLException {
        return session.list(
                "SELECT id, done, failed, skipped, uncertain, passed, last FROM batch WHERE id >= ? AND id < ? "
                        + "AND done + failed + skipped + uncertain > 0 ORDER BY id LIMIT ?",
                row -> new BatchRecord(
                        row.getLong(1) & Values.MASK,
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        Values.instant(row.getLong(7))),
                Values.id(job, from),
                Values.end(job),
                limit);
    }

    static JobCounts counts(Session session, long job) throws SQLException {
        var shape = Shape.of(session, job);
        var calls = new Calls();
        calls.read(session, job);
        long firstOpen = firstOpen(session, shape, 0);
        long full = session.number(
                "SELECT count(*) FROM batch INDEXED BY batch_open WHERE open = 0 AND id >= ? AND id < ?",
                Values.id(job, 0),
                Values.end(job));
        return session.first(
                "SELECT sum(done), sum(failed), sum(skipped), sum(uncertain), sum(passed), sum(reused) "
                        + "FROM span WHERE id >= ? AND id < ?",
                row -> new JobCounts(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        full,
                        firstOpen < shape.batches() ? firstOpen : -1,
                        calls.cost,
                        calls.reserved,
                        failedByClass(session, job),
                        Map.copyOf(calls.bySource)),
                Values.id(job, 0),
                Values.end(job))
                .orElseThrow();
    }

    /// The lowest batch from `from` on that has items not ended, touched or not; the number of batches if none.
    static long firstOpen(Session session, Shape shape, long from) throws SQLException {
        long end = shape.batches();
        long touched = session.number(
                "SELECT coalesce(min(id), -1) FROM batch INDEXED BY batch_open WHERE open = 1 AND id >= ? AND id < ?",
                Values.id(shape.job(), from),
                Values.id(shape.job(), end));
        long high = touched < 0 ? end : touched & Values.MASK;
        if (high == from) {
            return high;
        }
        // Mostly the full batches are one run, and what follows was never touched.
        long last = session.number(
                "SELECT coalesce(max(id), -1) FROM batch INDEXED BY batch_open WHERE open = 0 AND id >= ? AND id < ?",
                Values.id(shape.job(), from),
                Values.id(shape.job(), high));
        long run = last < 0 ? from : (last & Values.MASK) + 1;
        if (allThere(session, shape, from, run)) {
            return run;
        }
        // The lowest batch without a row: rows below it are gapless, rows below any later one are not.
        long low = from;
        high = run;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (allThere(session, shape, low, middle + 1)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The lowest batch from `from` on, below `end`, all of whose items ended; `end` if none.
    static long firstFull(Session session, Shape shape, long from, long end) throws SQLException {
        long id = session.number(
                "SELECT coalesce(min(id), -1) FROM batch INDEXED BY batch_open WHERE open = 0 AND id >= ? AND id < ?",
                Values.id(shape.job(), from),
                Values.id(shape.job(), end));
        return id < 0 ? end : id & Values.MASK;
    }

    /// Whether all of them are full.
    private static boolean allThere(Session session, Shape shape, long from, long to) throws SQLException {
        return session.number(
                "SELECT count(*) FROM batch INDEXED BY batch_open WHERE open = 0 AND id >= ? AND id < ?",
                Values.id(shape.job(), from),
                Values.id(shape.job(), to)) == to - from;
    }

    private static Map<ErrorClass, Long> failedByClass(Session session, long job) throws SQLException {
        var map = new EnumMap<ErrorClass, Long>(ErrorClass.class);
        session.list(
                "SELECT class, sum(n) FROM span_failed WHERE id >= ? AND id < ? GROUP BY class",
                row -> {
                    var errorClass = Codes.errorClass(row.getInt(1));
                    long n = row.getLong(2);
                    if (errorClass != null && n > 0) {
                        map.put(errorClass, n);
                    }
                    return n;
                },
                Values.id(job, 0),
                Values.end(job));
        return Map.copyOf(map);
    }

    /// Sums of tally rows.
    private static final class Calls {
        private final Map<String, CallCounts> bySource = new HashMap<>();
        private long cost;
        private long reserved;

        void read(Session session, long job) throws SQLException {
            session.list(
                    "SELECT source, state, n, cost FROM tally WHERE job = ? AND n > 0",
                    row -> {
                        add(row.getString(1), Codes.call(row.getInt(2)), row.getLong(3), row.getLong(4));
                        return 0;
                    },
                    job);
            session.list(
                    "SELECT source, n FROM reused WHERE job = ?",
                    row -> bySource.merge(
                            row.getString(1), new CallCounts(0, row.getLong(2), 0, 0, 0), Calls::sum),
                    job);
        }

        private void add(String source, CallState state, long n, long sum) {
            if (state == CallState.OPEN || state == CallState.LOST) {
                reserved += sum;
            } else {
                cost += sum;
            }
            if (state == CallState.NOT_SENT) {
                return;
            }
            boolean failed = state == CallState.FAILED || state == CallState.REFUSED;
            var counts = new CallCounts(
                    n,
                    0,
                    state == CallState.THROTTLED ? n : 0,
                    failed ? n : 0,
                    state == CallState.LOST ? n : 0);
            bySource.merge(source, counts, Calls::sum);
        }

        private static CallCounts sum(CallCounts a, CallCounts b) {
            return new CallCounts(
                    a.made() + b.made(),
                    a.reused() + b.reused(),
                    a.throttled() + b.throttled(),
                    a.failed() + b.failed(),
                    a.lost() + b.lost());
        }
    }
}
