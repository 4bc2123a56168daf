package io.longhaul.store.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Takes jobs out of the store, in pieces: first out of sight, then row by row. A removal cut short is taken up again
/// by the next owner.
final class Removal {

    private static final int PIECE = 10_000;

    private Removal() {}

    static void remove(Transactions transactions, long job) {
        remove(transactions, job, () -> true);
    }

    /// @param goingOn asked between two transactions; what is left is for the next owner
    private static void remove(Transactions transactions, long job, BooleanSupplier goingOn) {
        var session = transactions.session;
        transactions.transaction(() -> session.update("UPDATE job SET visible = 0 WHERE id = ?", job));
        for (var table : List.of("failure", "item", "outcome", "batch", "span", "span_failed")) {
            long next = Values.id(job, 0);
            while (next < Values.end(job)) {
                if (!goingOn.getAsBoolean()) {
                    return;
                }
                long from = next;
                next = transactions.transaction(() -> table.equals("failure")
                        ? deleteFailures(session, job, from)
                        : deletePiece(session, table, job, from));
            }
        }
        transactions.transaction(() -> {
            transactions.outcomes.forget(job);
            transactions.jobs.forget(job);
            for (var table : List.of("reused", "running", "pulse", "late", "snapshot")) {
                session.update("DELETE FROM " + table + " WHERE job = ?", job);
            }
            return session.update("DELETE FROM job WHERE id = ?", job);
        });
    }

    /// Rows of a range of ids, from the first that is there on: to name them one by one would cost as much again.
    ///
    /// @return where the next range begins
    private static long deletePiece(Session session, String table, long job, long from) throws SQLException {
        long first = session.number(
                "SELECT coalesce(min(id), ?2) FROM " + table + " WHERE id >= ?1 AND id < ?2", from, Values.end(job));
        long to = Math.min(first + PIECE, Values.end(job));
        session.update("DELETE FROM " + table + " WHERE id >= ? AND id < ?", first, to);
        return to;
    }

    /// By the keys of rows that failed, as long as they are there: no index over all failures of a job is needed.
    ///
    /// @return where the next range begins
    private static long deleteFailures(Session session, long job, long from) throws SQLException {
        var failed = session.list(
                "SELECT o.id FROM outcome o WHERE o.id >= ? AND o.id < ? AND o.state = 2 AND o.state <> 1 "
                        + "ORDER BY o.id LIMIT ?",
                row -> row.getLong(1),
                from,
                Values.end(job),
                PIECE);
        if (failed.isEmpty()) {
            return Values.end(job);
        }
        session.update(
                "DELETE FROM failure WHERE (workflow, key, job, id) IN (SELECT j.workflow, i.key, i.job, i.id "
                        + "FROM outcome o JOIN item i ON i.id = o.id JOIN job j ON j.id = i.job "
                        + "WHERE o.id >= ? AND o.id <= ? AND o.state = 2 AND o.state <> 1)",
                failed.getFirst(),
                failed.getLast());
        return failed.getLast() + 1;
    }

    /// Half loads, and removals that did not come to their end.
    static List<Long> invisible(Transactions transactions) {
        return transactions.run(() -> transactions.session.list(
                "SELECT id FROM job WHERE visible = 0", row -> row.getLong(1)));
    }

    static void remove(Transactions transactions, List<Long> jobs, BooleanSupplier goingOn) {
        for (long job : jobs) {
            remove(transactions, job, goingOn);
        }
    }
}
