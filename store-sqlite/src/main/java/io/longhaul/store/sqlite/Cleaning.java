package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreView.Cleaned;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Removes what is no longer wanted, see [Cleanable].
final class Cleaning {

    private final Transactions transactions;
    private final Session session;
    private final Cleanable cleanable;

    /// @param files null where all bodies are in rows
    Cleaning(Transactions transactions, @Nullable Blobs files) {
        this.transactions = transactions;
        this.session = transactions.session;
        this.cleanable = new Cleanable(session, files);
    }

    Cleaned clean(Instant endedBefore, boolean answers) {
        long before = Values.nanos(endedBefore);
        var found = transactions.run(() -> cleanable.found(endedBefore, answers));
        for (long job : transactions.run(
                () -> session.list("SELECT id FROM job WHERE " + Cleanable.ENDED, row -> row.getLong(1), before))) {
            Removal.remove(transactions, job);
        }
        if (answers) {
            transactions.transaction(() -> removeAnswers(before));
        }
        transactions.run(() -> cleanable.unreferenced("NULL", true));
        compact();
        return found;
    }

    private int removeAnswers(long before) throws SQLException {
        // Ids are never given out twice, even if the newest calls go.
        session.update("INSERT OR REPLACE INTO meta SELECT 'last_call', max(coalesce(max(id), 0), "
                + "coalesce((SELECT value FROM meta WHERE name = 'last_call'), 0)) FROM call");
        var gone = cleanable.unwanted(before);
        session.execute("DELETE FROM member WHERE call IN (SELECT id" + gone + ")");
        session.execute("UPDATE tally SET n = n - x.m, cost = cost - x.c FROM (SELECT job j, source s, state t, "
                + "count(*) m, sum(cost) c" + gone + " GROUP BY 1, 2, 3) x "
                + "WHERE tally.job = x.j AND tally.source = x.s AND tally.state = x.t");
        session.execute("DELETE FROM call WHERE id IN (SELECT id" + gone + ")");
        return session.update("DELETE FROM tally WHERE n = 0 AND job NOT IN (SELECT id FROM job)");
    }

    /// Gives space back to the disk when at least half of the file is empty and a copy of the rest fits.
    private void compact() {
        transactions.run(() -> {
            long pages = session.number("PRAGMA page_count");
            long free = session.number("PRAGMA freelist_count");
            if (cleanable.files() != null && free > 1_000 && free * 2 > pages) {
                session.execute("VACUUM");
                session.number("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            return List.of(pages, free);
        });
    }
}
