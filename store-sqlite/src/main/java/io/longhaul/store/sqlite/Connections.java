package io.longhaul.store.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.JDBC;

/// Opens connections with all their settings.
final class Connections {

    static final int APPLICATION_ID = 0x4c4f4e47; // "LONG"

    static final int BUSY_MILLIS = 5_000;

    private Connections() {}

    /// The one connection that writes.
    static Session writer(Path database) throws SQLException {
        var config = common();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setJournalSizeLimit(64 << 20);
        config.setCacheSize(-32_000);
        return open("jdbc:sqlite:" + database, config);
    }

    static Session reader(Path database) throws SQLException {
        var config = common();
        config.setReadOnly(true);
        config.setTransactionMode(TransactionMode.DEFERRED);
        config.setCacheSize(-8_000);
        return open("jdbc:sqlite:" + database, config);
    }

    /// To make a new file: complete in itself, without a log beside it.
    static Session maker(Path database) throws SQLException {
        var config = common();
        config.setJournalMode(JournalMode.DELETE);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        return open("jdbc:sqlite:" + database, config);
    }

    static Session memory() throws SQLException {
        var config = common();
        config.setSynchronous(SynchronousMode.OFF);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        return open("jdbc:sqlite::memory:", config);
    }

    private static SQLiteConfig common() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static Session open(String url, SQLiteConfig config) throws SQLException {
        Properties properties = config.toProperties();
        var connection = JDBC.createConnection(url, properties);
        var session = new Session(connection);
        try {
            // The driver has no properties for these.
            session.execute("PRAGMA trusted_schema = OFF");
            session.execute("PRAGMA cell_size_check = ON");
            session.execute("PRAGMA mmap_size = 0");
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }
}
