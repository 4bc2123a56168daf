package io.longhaul.store.sqlite;

import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes a list in pieces of one transaction each. Until it is published no read sees any of it.
final class Loader implements Store.JobLoader {

    private static final int PIECE = 10_000;
    private static final int NUMBERED = 20_000;
    private static final byte[] NOTHING = {};

    private final Transactions transactions;
    private final JobDraft draft;
    private final long job;
    private final List<DraftItem> waiting = new ArrayList<>();
    private long position;
    private boolean open = true;

    private Loader(Transactions transactions, JobDraft draft, long job) {
        this.transactions = transactions;
        this.draft = draft;
        this.job = job;
    }

    static Loader begin(Transactions transactions, JobDraft draft) {
        var session = transactions.session;
        long job = transactions.transaction(() -> {
            var options = draft.options();
            var budget = options.budget();
            var onUnknown = options.onUnknown();
            session.update(
                    """
                    INSERT INTO job (name, workflow, version, settings, identity, input, output, columns, batch_size,
                      checkpoint_interval, created, refresh, concurrency, look_ahead, timeout, max_retries, priority,
                      budget, on_unknown)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    draft.name(),
                    draft.workflow(),
                    draft.version(),
                    Values.pairs(draft.settings()),
                    draft.identity(),
                    draft.input(),
                    draft.output(),
                    Values.cells(draft.columns()),
                    draft.batchSize(),
                    draft.checkpointInterval(),
                    Values.nanos(draft.createdAt()),
                    draft.refresh() ? 1 : 0,
                    options.concurrency(),
                    options.lookAhead(),
                    options.timeout().toNanos(),
                    options.maxRetries(),
                    options.priority().name(),
                    budget == null ? null : budget.toString(),
                    onUnknown == null ? null : onUnknown.name());
            return session.number("SELECT last_insert_rowid()");
        });
        return new Loader(transactions, draft, job);
    }

    @Override
    public void add(List<DraftItem> items) {
        mustBeOpen();
        waiting.addAll(items);
        int from = 0;
        while (waiting.size() - from >= PIECE) {
            write(waiting.subList(from, from + PIECE));
            from += PIECE;
        }
        waiting.subList(0, from).clear();
    }

    @Override
    public JobRecord publish(String identity, String because) {
        mustBeOpen();
        write(waiting);
        waiting.clear();
        var session = transactions.session;
        number(session);
        var record = transactions.transaction(() -> {
            // The last batch may be short; while loading, its size was not known.
            long rest = position % draft.batchSize();
            if (rest > 0) {
                session.update(
                        "UPDATE batch SET size = ?1, open = done + failed + skipped + uncertain < ?1 WHERE id = ?2",
                        rest,
                        Values.id(job, position / draft.batchSize()));
            }
            session.update(
                    "INSERT INTO series VALUES (?, 1) ON CONFLICT (workflow) DO UPDATE SET last = last + 1",
                    draft.workflow());
            session.update(
                    "INSERT INTO failure SELECT ?, i.key, i.job, i.id FROM outcome o JOIN item i ON i.id = o.id "
                            + "WHERE o.id >= ? AND o.id < ? AND o.state = 2 AND o.state <> 1",
                    draft.workflow(),
                    Values.id(job, 0),
                    Values.end(job));
            session.update(
                    "UPDATE job SET visible = 1, identity = ?, total = ?, "
                            + "handle = workflow || '-' || (SELECT last FROM series WHERE workflow = job.workflow) "
                            + "WHERE id = ?",
                    identity,
                    position,
                    job);
            if (!because.isEmpty()) {
                transactions.jobs.changed(new Write.JobChanged(
                        job, JobState.PAUSED, PauseReason.USER, null, because, draft.createdAt()));
            }
            transactions.saw(Values.nanos(draft.createdAt()));
            return JobReads.job(session, job);
        });
        open = false;
        return record.orElseThrow();
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            Removal.remove(transactions, job);
        }
    }

    private void write(List<DraftItem> items) {
        if (items.isEmpty()) {
            return;
        }
        long first = position;
        position = transactions.transaction(() -> {
            long next = first;
            var statement = transactions.session.prepare(
                    "INSERT INTO item (id, job, row_number, key, cells) VALUES (?, ?, ?, ?, ?)");
            for (var item : items) {
                statement.setLong(1, Values.id(job, next));
                statement.setLong(2, job);
                statement.setLong(3, item.rowNumber());
                statement.setString(4, item.key());
                statement.setBytes(5, Values.cells(item.cells()));
                statement.addBatch();
                refuse(next, item.refusal());
                next++;
            }
            statement.executeBatch();
            transactions.outcomes.flushLoaded();
            return next;
        });
    }

    private void refuse(long at, DraftItem.@Nullable Refusal refusal) throws SQLException {
        if (refusal != null) {
            var outcome = new Outcome(
                    refusal.state(), refusal.errorClass(), refusal.reason(), 0, NOTHING, 0, 0, 0, 0, draft.createdAt());
            transactions.outcomes.add(job, at, draft.batchSize(), Long.MAX_VALUE, outcome);
        }
    }

    /// Numbers the rows of keys that come more than once; for all others 1 is right already. A range of keys at a time,
    /// so that others commit in between.
    private void number(Session session) {
        var next = transactions.run(() -> firstKey(session, "WHERE job = ? ORDER BY key LIMIT 1", job));
        while (next.isPresent()) {
            var from = next.get();
            next = transactions.run(() -> after(session, from));
            var to = next.orElse(null);
            transactions.transaction(() -> number(session, from, to));
        }
    }

    /// Where the range of keys that begins there ends; empty where it is the last.
    private Optional<String> after(Session session, String from) throws SQLException {
        var far = firstKey(session, "WHERE job = ? AND key >= ? ORDER BY key LIMIT 1 OFFSET " + NUMBERED, job, from);
        // of one key, all rows are numbered together
        return far.isPresent() && far.get().equals(from)
                ? firstKey(session, "WHERE job = ? AND key > ? ORDER BY key LIMIT 1", job, from)
                : far;
    }

    private static Optional<String> firstKey(Session session, String where, Object... arguments)
            throws SQLException {
        return session.first("SELECT key FROM item " + where, row -> row.getString(1), arguments);
    }

    private int number(Session session, String from, @Nullable String to) throws SQLException {
        var sql = """
                UPDATE item SET occurrence = x.n FROM (
                  SELECT id, row_number() OVER (PARTITION BY key ORDER BY id) n FROM item
                  WHERE job = ?1 AND key IN (SELECT key FROM item WHERE job = ?1 AND key >= ?2 UPTO
                    GROUP BY key HAVING count(*) > 1)) x
                WHERE item.id = x.id AND x.n > 1""";
        return to == null
                ? session.update(sql.replace("UPTO", ""), job, from)
                : session.update(sql.replace("UPTO", "AND key < ?3"), job, from, to);
    }

    private void mustBeOpen() {
        if (!open) {
            throw new IllegalStateException("the load of job " + job + " has ended");
        }
    }
}
