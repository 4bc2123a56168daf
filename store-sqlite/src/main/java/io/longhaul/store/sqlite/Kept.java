package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreView.KeptSize;
import io.longhaul.engine.store.Write;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Documents that items keep for all jobs, by shelf and key.
final class Kept {

    private Kept() {}

    static void write(Session session, Write.Kept kept) throws SQLException {
        session.update("DELETE FROM kept WHERE shelf = ? AND key = ?", kept.shelf(), kept.key());
        if (kept.document().length > 0) {
            session.update(
                    "INSERT INTO kept (shelf, key, at, size, document) VALUES (?, ?, ?, ?, ?)",
                    kept.shelf(),
                    kept.key(),
                    Values.nanos(kept.at()),
                    kept.document().length,
                    kept.document());
        }
    }

    static Optional<byte[]> document(Session session, String shelf, String key) throws SQLException {
        return session.first(
                "SELECT document FROM kept WHERE shelf = ? AND key = ?", row -> row.getBytes(1), shelf, key);
    }

    static List<String> keys(Session session, String shelf, String after, int limit) throws SQLException {
        return session.list(
                "SELECT key FROM kept WHERE shelf = ? AND key > ? ORDER BY key LIMIT ?",
                row -> row.getString(1),
                shelf,
                after,
                limit);
    }

    static KeptSize size(Session session, String shelf) throws SQLException {
        return session.first(
                "SELECT count(*), coalesce(sum(size), 0) FROM kept WHERE shelf = ?",
                row -> new KeptSize(row.getLong(1), row.getLong(2)),
                shelf)
                .orElseThrow();
    }
}
