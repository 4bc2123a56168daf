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
        for (var table : List.of("item", "outcome", "batch", "span", "span_failed")) {
            int rows;
            do {
                if (!goingOn.getAsBoolean()) {
                    return;
                }
                rows = transactions.transaction(() -> deletePiece(session, table, job));
            } while (rows == PIECE);
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

    private static int deletePiece(Session session, String table, long job) throws SQLException {
        long first = Values.id(job, 0);
        long end = Values.end(job);
        if (table.equals("item")) {
            // By key, so that no index over all keys is needed.
            session.update(
                    "DELETE FROM failure WHERE (workflow, key, job, id) IN (SELECT j.workflow, i.key, i.job, i.id "
                            + "FROM item i JOIN job j ON j.id = i.job WHERE i.id >= ? AND i.id < ? ORDER BY i.id LIMIT ?)",
                    first,
                    end,
                    PIECE);
        }
        // span_failed has several rows an id: whole ids are deleted, which may be more than a piece.
        int rows = session.update(
                "DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + table
                        + " WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)",
                first,
                end,
                PIECE);
        return Math.min(rows, PIECE);
    }
}
