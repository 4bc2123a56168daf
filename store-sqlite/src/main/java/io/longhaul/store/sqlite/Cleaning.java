package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreView.Cleaned;
import io.longhaul.store.sqlite.Cleanable.Answers;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Removes what is no longer wanted, see [Cleanable]: in transactions that are small whatever there is to remove, so
/// that jobs go on meanwhile.
final class Cleaning {

    /// Calls that a transaction looks at, and rows that it removes.
    private static final int LOOKED_AT = 5_000;
    private static final int PIECE = 5_000;

    private final Transactions transactions;
    private final Session session;
    private final Readers readers;
    private final @Nullable Blobs files;
    private final Cleanable cleanable;

    /// @param files null where all bodies are in rows
    Cleaning(Transactions transactions, Readers readers, @Nullable Blobs files) {
        this.transactions = transactions;
        this.session = transactions.session;
        this.readers = readers;
        this.files = files;
        this.cleanable = new Cleanable(session, files);
    }

    Cleaned clean(Instant endedBefore, Answers answers) {
        var found = readers.slow(reading -> new Cleanable(reading, files).found(endedBefore, answers));
        for (long job : transactions.run(() -> cleanable.ended(endedBefore))) {
            Removal.remove(transactions, job);
        }
        if (answers != Answers.NONE) {
            removeAnswers(endedBefore, answers);
        }
        removeFiles();
        return found;
    }

    private void removeAnswers(Instant endedBefore, Answers answers) {
        long last = transactions.transaction(() -> {
            // Ids are never given out twice, even if the newest calls go.
            session.update("INSERT OR REPLACE INTO meta SELECT 'last_call', max(coalesce(max(id), 0), "
                    + "coalesce((SELECT value FROM meta WHERE name = 'last_call'), 0)) FROM call");
            return session.number("SELECT max(id) FROM call");
        });
        long from = transactions.run(() -> session.number("SELECT min(id) FROM call"));
        while (from <= last) {
            from = removeAnswers(endedBefore, answers, from);
        }
        transactions.transaction(
                () -> session.update("DELETE FROM tally WHERE n = 0 AND job NOT IN (SELECT id FROM job)"));
    }

    private record Gone(long id, int members) {}

    /// Removes a few calls from that id on. Which ones go is asked anew in each transaction: a job may have come that
    /// wants them.
    ///
    /// @return the first id not looked at
    private long removeAnswers(Instant endedBefore, Answers answers, long from) {
        long end = from + LOOKED_AT;
        return transactions.transaction(() -> {
            var gone = session.list(
                    "SELECT id, members FROM call WHERE id >= ? AND id < ? AND "
                            + cleanable.unwanted(endedBefore, answers)
                            + " ORDER BY id",
                    row -> new Gone(row.getLong(1), row.getInt(2)),
                    from,
                    end);
            int rows = 0;
            for (var each : gone) {
                rows += 1 + each.members();
                if (rows > PIECE) {
                    if (each.equals(gone.getFirst())) {
                        removeMembers(each.id());
                    }
                    return each.id();
                }
                remove(each.id());
            }
            return end;
        });
    }

    /// Some members of a large group; when none are left it counts as one without.
    private void removeMembers(long call) throws SQLException {
        int removed = session.update(
                "DELETE FROM member WHERE (call, place) IN (SELECT call, place FROM member WHERE call = ? LIMIT ?)",
                call,
                PIECE);
        if (removed < PIECE) {
            session.update("UPDATE call SET members = 1 WHERE id = ?", call);
        }
    }

    private void remove(long call) throws SQLException {
        session.update("DELETE FROM member WHERE call = ?", call);
        session.update(
                "UPDATE tally SET n = n - 1, cost = tally.cost - c.cost FROM call c WHERE c.id = ? "
                        + "AND tally.job = c.job AND tally.source = c.source AND tally.state = c.state",
                call);
        session.update("DELETE FROM call WHERE id = ?", call);
    }

    private void removeFiles() {
        if (files == null) {
            return;
        }
        for (var name : files.names()) {
            transactions.run(() -> {
                if (!cleanable.referenced(name, "0")) {
                    files.delete(name);
                }
                return true;
            });
        }
    }

    /// Gives space back to the disk when at least half of the file is empty and a copy of the rest fits. Others wait for
    /// it: it is for a process that has nothing else to do.
    void compact() {
        transactions.run(() -> {
            long pages = session.number("PRAGMA page_count");
            long free = session.number("PRAGMA freelist_count");
            if (files != null && free > 1_000 && free * 2 > pages) {
                session.execute("VACUUM");
                session.number("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            return List.of(pages, free);
        });
    }
}
