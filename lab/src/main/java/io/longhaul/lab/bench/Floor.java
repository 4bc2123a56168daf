package io.longhaul.lab.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/// What SQLite itself can do, on plain JDBC with the settings of the engine's writer: log, FULL, 1,000 rows a commit.
final class Floor {

    static final int ROWS_A_COMMIT = 1000;

    /// As the store sends them; a test compares what both leave behind.
    private static final String OUTCOME =
            "INSERT INTO outcome (id, state, class, reason, rows, calls, reused, attempts, "
                    + "cost, ended, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String BATCH =
            "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                    + "done = done + excluded.done, failed = failed + excluded.failed, skipped = skipped + excluded.skipped, "
                    + "uncertain = uncertain + excluded.uncertain, passed = passed + excluded.passed, "
                    + "reused = reused + excluded.reused, last = max(last, excluded.last), "
                    + "open = done + failed + skipped + uncertain "
                    + "+ excluded.done + excluded.failed + excluded.skipped + excluded.uncertain < size";

    private static final String SPAN = "INSERT INTO span VALUES (?, ?, 0, 0, 0, ?, 0) ON CONFLICT (id) DO UPDATE SET "
            + "done = done + excluded.done, failed = failed + excluded.failed, skipped = skipped + excluded.skipped, "
            + "uncertain = uncertain + excluded.uncertain, passed = passed + excluded.passed, "
            + "reused = reused + excluded.reused";

    private static final int BATCHES_A_SPAN = 1000;
    private static final int DONE = 1;

    private Floor() {}

    /// The outcomes of a submitted job whose store nobody has open.
    ///
    /// @param result of every row
    /// @return seconds
    static double outcomes(Path database, long job, int items, int batchSize, byte[] result) throws SQLException {
        try (var connection = open(database);
                var outcome = connection.prepareStatement(OUTCOME);
                var batch = connection.prepareStatement(BATCH);
                var span = connection.prepareStatement(SPAN)) {
            long from = System.nanoTime();
            for (int first = 0; first < items; first += ROWS_A_COMMIT) {
                int end = Math.min(items, first + ROWS_A_COMMIT);
                connection.setAutoCommit(false);
                for (int position = first; position < end; position++) {
                    outcome(outcome, job << 40 | position, result);
                }
                outcome.executeBatch();
                for (int number = first / batchSize; number * batchSize < end; number++) {
                    int begin = Math.max(first, number * batchSize);
                    int rows = Math.min(end, (number + 1) * batchSize) - begin;
                    int size = Math.min(batchSize, items - number * batchSize);
                    batch(batch, job << 40 | number, size, rows);
                }
                batch.executeBatch();
                long spanned = (long) batchSize * BATCHES_A_SPAN;
                for (long number = first / spanned; number * spanned < end; number++) {
                    long begin = Math.max(first, number * spanned);
                    span(span, job << 40 | number, Math.min(end, (number + 1) * spanned) - begin);
                }
                connection.setAutoCommit(true);
            }
            return Runs.seconds(from);
        }
    }

    private static void outcome(PreparedStatement statement, long id, byte[] result) throws SQLException {
        statement.setLong(1, id);
        statement.setInt(2, DONE);
        statement.setObject(3, null);
        statement.setString(4, "");
        statement.setInt(5, 1);
        for (int counter = 6; counter <= 8; counter++) {
            statement.setInt(counter, 0);
        }
        statement.setLong(9, 0);
        statement.setLong(10, System.currentTimeMillis() * 1_000_000);
        statement.setBytes(11, result);
        statement.addBatch();
    }

    private static void batch(PreparedStatement statement, long id, int size, int done) throws SQLException {
        statement.setLong(1, id);
        statement.setInt(2, size);
        statement.setInt(3, done);
        for (int other = 4; other <= 6; other++) {
            statement.setInt(other, 0);
        }
        statement.setInt(7, done);
        statement.setInt(8, 0);
        statement.setLong(9, System.currentTimeMillis() * 1_000_000);
        statement.setInt(10, done < size ? 1 : 0);
        statement.addBatch();
    }

    private static void span(PreparedStatement statement, long id, long done) throws SQLException {
        statement.setLong(1, id);
        statement.setLong(2, done);
        statement.setLong(3, done);
        statement.executeUpdate();
    }

    /// One prepared insert of that many bytes a row, into a new file.
    ///
    /// @return seconds
    static double inserts(Path database, int rows, byte[] bytes) throws SQLException {
        try (var connection = open(database);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
            try (var insert = connection.prepareStatement("INSERT INTO plain VALUES (?, ?)")) {
                long from = System.nanoTime();
                for (int first = 0; first < rows; first += ROWS_A_COMMIT) {
                    connection.setAutoCommit(false);
                    for (int row = first; row < Math.min(rows, first + ROWS_A_COMMIT); row++) {
                        insert.setLong(1, row);
                        insert.setBytes(2, bytes);
                        insert.executeUpdate();
                    }
                    connection.setAutoCommit(true);
                }
                return Runs.seconds(from);
            }
        }
    }

    private static Connection open(Path database) throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setJournalSizeLimit(64 << 20);
        config.setCacheSize(-32_000);
        config.setBusyTimeout(5000);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        return DriverManager.getConnection("jdbc:sqlite:" + database, config.toProperties());
    }
}
