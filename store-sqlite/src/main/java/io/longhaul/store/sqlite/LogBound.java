package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/// Keeps the log small. SQLite begins it anew only at a moment without readers, and with a few that follow one another
/// there may be none for hours: then such a moment is made, by holding new readers back for an instant and cutting off
/// old ones.
final class LogBound {

    /// From here on the log is to be begun anew; further tries follow as it grows.
    private static final long LARGE = 64L << 20;
    private static final long STEP = 8L << 20;
    /// From here on readers have less time.
    private static final long TOO_LARGE = 128L << 20;
    /// A commit waits no longer than this for readers.
    private static final int PATIENCE_MILLIS = 20;

    private final Transactions transactions;
    private final Readers readers;
    private final Path log;
    private long from = LARGE;
    private boolean resting;

    LogBound(Transactions transactions, Readers readers, Path log) {
        this.transactions = transactions;
        this.readers = readers;
        this.log = log;
    }

    /// After a transaction, on the thread that made it.
    void look() {
        long size = size();
        if (resting || size < from) {
            return;
        }
        readers.hurry(size >= TOO_LARGE);
        from = emptied() ? LARGE : size + STEP;
    }

    /// The disk is full: emptying the log would take room.
    void rest() {
        resting = true;
    }

    private long size() {
        try {
            return Files.size(log);
        } catch (IOException none) {
            return 0;
        }
    }

    private boolean emptied() {
        try {
            boolean emptied = transactions.run(() -> emptied(transactions.session));
            if (emptied) {
                readers.hurry(false);
            }
            return emptied;
        } catch (StoreException later) {
            if (later.kind() == StoreException.Kind.FULL) {
                return false;
            }
            throw later;
        }
    }

    private static boolean emptied(Session session) throws SQLException {
        session.number("PRAGMA busy_timeout = " + PATIENCE_MILLIS);
        try {
            return session.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        } finally {
            session.number("PRAGMA busy_timeout = " + Connections.BUSY_MILLIS);
        }
    }
}
