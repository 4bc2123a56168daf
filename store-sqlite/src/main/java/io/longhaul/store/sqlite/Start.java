package io.longhaul.store.sqlite;

import io.longhaul.engine.store.Store.Opening;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Optional;

/// The first and the last thing an owner does.
final class Start {

    /// Checking every page of a larger file takes longer than a start may.
    private static final long CHECKED_BYTES = 32L << 20;

    private Start() {}

    static void check(Session session, Home home, Schema schema) throws SQLException, IOException {
        boolean clean = isClean(session);
        schema.check(session, home.database(), !clean && Files.size(home.database()) < CHECKED_BYTES);
    }

    static void mustBeCurrent(Session session, Home home, Schema schema) throws SQLException {
        long version = session.number("PRAGMA user_version");
        if (version < schema.version()) {
            throw new StoreException(
                    Kind.UNUSABLE,
                    home.database() + " was written by an older version (" + version + "; this one wants "
                            + schema.version()
                            + "). Start longhaul resume once to bring it up to date.");
        }
    }

    /// Takes the store over: reads what was left, strikes the items that were running.
    static Opening begin(Transactions transactions, boolean fresh) {
        var session = transactions.session;
        return transactions.transaction(() -> {
            boolean clean = fresh || isClean(session);
            var found = new Opening(
                    fresh,
                    clean,
                    meta(session, "heartbeat").map(Values::instant).orElse(null),
                    meta(session, "newest").map(Values::instant).orElse(null),
                    Math.max(
                            session.number("SELECT max(id) FROM call"),
                            meta(session, "last_call").orElse(0L))
                            + 1,
                    CallReads.open(session));
            if (!clean) {
                session.update("UPDATE item SET strikes = strikes + 1 "
                        + "WHERE id IN (SELECT job << 40 | position FROM running) "
                        + "AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.id = item.id)");
            }
            session.update("DELETE FROM running");
            session.update("INSERT OR REPLACE INTO meta VALUES ('clean', 0)");
            return found;
        });
    }

    static void end(Transactions transactions) {
        var session = transactions.session;
        transactions.transaction(() -> {
            session.update("DELETE FROM running");
            return session.update("INSERT OR REPLACE INTO meta VALUES ('clean', 1)");
        });
    }

    private static boolean isClean(Session session) throws SQLException {
        return meta(session, "clean").orElse(0L) == 1;
    }

    private static Optional<Long> meta(Session session, String name) throws SQLException {
        return session.first("SELECT value FROM meta WHERE name = ?", row -> row.getLong(1), name);
    }
}
