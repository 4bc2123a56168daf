package io.longhaul.store.sqlite;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.BatchReads.Shape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Outcomes of one transaction: one insert an item, one upsert a touched batch and a touched span of batches.
final class OutcomeWrites {

    static final String INSERT = "INSERT INTO outcome (id, state, class, reason, rows, calls, reused, attempts, cost, "
            + "ended, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    static final String BATCH =
            "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                    + "done = done + excluded.done, failed = failed + excluded.failed, skipped = skipped + excluded.skipped, "
                    + "uncertain = uncertain + excluded.uncertain, passed = passed + excluded.passed, "
                    + "reused = reused + excluded.reused, last = max(last, excluded.last), "
                    + "open = done + failed + skipped + uncertain "
                    + "+ excluded.done + excluded.failed + excluded.skipped + excluded.uncertain < size";
    static final String SPAN = "INSERT INTO span VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            + "done = done + excluded.done, failed = failed + excluded.failed, skipped = skipped + excluded.skipped, "
            + "uncertain = uncertain + excluded.uncertain, passed = passed + excluded.passed, "
            + "reused = reused + excluded.reused";
    private static final String CLASS = "INSERT INTO span_failed VALUES (?, ?, ?) "
            + "ON CONFLICT (id, class) DO UPDATE SET n = n + excluded.n";

    private static final String INPUT_NOT_REFUSED = " AND NOT (o.state = 2 AND o.class = "
            + Codes.of(ErrorClass.VALIDATION) + " AND o.calls = 0 AND o.reused = 0 AND o.attempts = 0)";

    /// The row that counts an outcome.
    private static final String GROUP = "(?3 << 40 | (o.id & " + Values.MASK + ") / ?4)";

    private final Session session;
    private final Map<Long, Known> shapes = new HashMap<>();
    private final Map<Long, Delta> batches = new TreeMap<>();
    private final List<Long> failed = new ArrayList<>();
    private int waiting;

    OutcomeWrites(Session session) {
        this.session = session;
    }

    private record Known(Shape shape, String workflow) {}

    private static final class Delta {
        /// Items in the batch; of a span, whatever.
        private final int size;
        private final Map<Integer, Integer> classes = new TreeMap<>();
        private int done;
        private int failed;
        private int skipped;
        private int uncertain;
        private int passed;
        private int reused;
        private long last = Long.MIN_VALUE;

        private Delta(int size) {
            this.size = size;
        }

        void add(Delta other) {
            done += other.done;
            failed += other.failed;
            skipped += other.skipped;
            uncertain += other.uncertain;
            passed += other.passed;
            reused += other.reused;
            other.classes.forEach((code, n) -> classes.merge(code, n, Integer::sum));
        }

        int ended() {
            return done + failed + skipped + uncertain;
        }

        void count(Outcome outcome) {
            switch (outcome.state()) {
                case DONE -> done++;
                case FAILED -> failed++;
                case SKIPPED -> skipped++;
                default -> uncertain++;
            }
            passed += outcome.state() == ItemState.DONE && outcome.rows() > 0 ? 1 : 0;
            reused += outcome.whollyReused() ? 1 : 0;
            last = Math.max(last, Values.nanos(outcome.endedAt()));
            Integer code = Codes.of(outcome.errorClass());
            if (outcome.state() == ItemState.FAILED && code != null) {
                classes.merge(code, 1, Integer::sum);
            }
        }
    }

    void add(Write.Ended ended) throws SQLException {
        mustHave(ended.job(), ended.position());
        var shape = known(ended.job()).shape();
        add(ended.job(), ended.position(), shape.batchSize(), shape.total(), ended.outcome());
    }

    /// Refuses items that are not there.
    void mustHave(long job, long position) throws SQLException {
        long total = known(job).shape().total();
        if (position < 0 || position >= total) {
            throw new IllegalArgumentException("job " + job + " has no item " + position + "; it has " + total);
        }
    }

    /// @param total of the job, as far as known: of a job being loaded, any large number
    void add(long job, long position, int batchSize, long total, Outcome outcome) throws SQLException {
        long id = Values.id(job, position);
        insert(id, outcome);
        long number = position / batchSize;
        int size = (int) Math.min(batchSize, total - number * batchSize);
        batches.computeIfAbsent(Values.id(job, number), ignored -> new Delta(size))
                .count(outcome);
        if (outcome.state() == ItemState.FAILED) {
            failed.add(id);
        }
    }

    private void insert(long id, Outcome outcome) throws SQLException {
        var statement = session.prepare(INSERT);
        statement.setLong(1, id);
        statement.setInt(2, Codes.of(outcome.state()));
        statement.setObject(3, Codes.of(outcome.errorClass()));
        statement.setString(4, outcome.reason());
        statement.setInt(5, outcome.rows());
        statement.setInt(6, outcome.calls());
        statement.setInt(7, outcome.reused());
        statement.setInt(8, outcome.attempts());
        statement.setLong(9, outcome.costNanos());
        statement.setLong(10, Values.nanos(outcome.endedAt()));
        statement.setBytes(11, outcome.result());
        statement.addBatch();
        waiting++;
    }

    /// Sends what was gathered of a job whose failures are indexed when it is published.
    void flushLoaded() throws SQLException {
        if (waiting > 0) {
            session.prepare(INSERT).executeBatch();
            waiting = 0;
        }
        if (!batches.isEmpty()) {
            flushBatches();
        }
        failed.clear();
    }

    /// Sends what was gathered.
    void flush() throws SQLException {
        var failures = List.copyOf(failed);
        flushLoaded();
        for (long id : failures) {
            long job = id >> Values.SHIFT;
            session.update(
                    "INSERT INTO failure SELECT ?, key, job, id FROM item WHERE id = ?", known(job).workflow(), id);
        }
    }

    private void flushBatches() throws SQLException {
        var statement = session.prepare(BATCH);
        for (var entry : batches.entrySet()) {
            var delta = entry.getValue();
            statement.setLong(1, entry.getKey());
            statement.setInt(2, delta.size);
            statement.setInt(3, delta.done);
            statement.setInt(4, delta.failed);
            statement.setInt(5, delta.skipped);
            statement.setInt(6, delta.uncertain);
            statement.setInt(7, delta.passed);
            statement.setInt(8, delta.reused);
            statement.setLong(9, delta.last);
            statement.setInt(10, delta.ended() < delta.size ? 1 : 0);
            statement.addBatch();
        }
        statement.executeBatch();
        flushSpans();
        batches.clear();
    }

    private void flushSpans() throws SQLException {
        var spans = new TreeMap<Long, Delta>();
        batches.forEach((id, delta) -> spans.computeIfAbsent(Values.span(id), ignored -> new Delta(0))
                .add(delta));
        for (var entry : spans.entrySet()) {
            long id = entry.getKey();
            var sum = entry.getValue();
            session.update(SPAN, id, sum.done, sum.failed, sum.skipped, sum.uncertain, sum.passed, sum.reused);
            for (var each : sum.classes.entrySet()) {
                session.update(CLASS, id, each.getKey(), each.getValue());
            }
        }
    }

    /// Takes outcomes back: counts first, then items and failures, then the rows they were taken from. All that differs
    /// from job to job and row to row is bound: 1 and 2 are the range of ids, 3 the job, 4 how many items a row counts.
    void reopen(Write.Reopened reopened) throws SQLException {
        flush();
        long job = reopened.job();
        var known = known(job);
        long total = known.shape().total();
        long from = Math.max(ItemReads.first(job, reopened.filter()), Values.id(job, Math.min(reopened.from(), total)));
        long to = Math.min(ItemReads.end(job, reopened.filter()), Values.id(job, Math.min(reopened.to(), total)));
        var chosen = " FROM outcome o WHERE o.id >= ?1 AND o.id < ?2" + ItemReads.where(reopened.filter())
                + (reopened.filter().position() == null ? INPUT_NOT_REFUSED : "");
        long batch = known.shape().batchSize();
        long span = batch * BatchReads.SPAN;
        session.update(takeBack("batch", chosen), from, to, job, batch);
        session.update("UPDATE batch SET open = 1 WHERE id IN (SELECT " + GROUP + chosen + ")", from, to, job, batch);
        session.update(takeBack("span", chosen), from, to, job, span);
        session.update(
                "UPDATE span_failed SET n = n - m FROM (SELECT " + GROUP + " AS g, o.class c, count(*) m" + chosen
                        + " AND o.state = 2 GROUP BY 1, 2) x WHERE span_failed.id = x.g AND class = x.c",
                from, to, job, span);
        var ids = "(SELECT o.id" + chosen + ")";
        session.update(
                "UPDATE item SET retried = ?3, strikes = 0, parked_until = NULL, parked_because = NULL WHERE id IN "
                        + ids,
                from, to, Values.nanos(reopened.at()));
        session.update(
                "DELETE FROM failure WHERE (workflow, key, job, id) IN (SELECT ?3, i.key, i.job, i.id FROM item i WHERE "
                        + "i.id IN " + ids + ")",
                from, to, known.workflow());
        session.update("DELETE FROM outcome WHERE id IN " + ids, from, to);
    }

    /// Lessens the counts in rows of `table` by the outcomes chosen.
    private static String takeBack(String table, String chosen) {
        return "UPDATE " + table + " SET done = done - d, failed = failed - f, skipped = skipped - s, "
                + "uncertain = uncertain - u, passed = passed - p, reused = reused - r FROM (SELECT "
                + GROUP + " AS g, sum(o.state = 1) d, sum(o.state = 2) f, sum(o.state = 3) s, "
                + "sum(o.state = 4) u, sum(o.state = 1 AND o.rows > 0) p, "
                + "sum(o.state = 1 AND o.calls = 0 AND o.reused > 0) r" + chosen + " GROUP BY 1) x WHERE " + table
                + ".id = x.g";
    }

    /// Refuses jobs that are not there.
    void mustExist(long job) throws SQLException {
        known(job);
    }

    void forget(long job) {
        shapes.remove(job);
    }

    void clear() {
        batches.clear();
        failed.clear();
        waiting = 0;
    }

    private Known known(long job) throws SQLException {
        var known = shapes.get(job);
        if (known == null) {
            var shape = Shape.of(session, job);
            if (shape.equals(Shape.NONE)) {
                throw new IllegalArgumentException("no job " + job + " in the store");
            }
            known = new Known(shape, session.text("SELECT workflow FROM job WHERE id = ?", job));
            shapes.put(job, known);
        }
        return known;
    }
}
