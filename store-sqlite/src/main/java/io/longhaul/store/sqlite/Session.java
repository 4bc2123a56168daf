package io.longhaul.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.sqlite.SQLiteConnection;
import org.jspecify.annotations.Nullable;

/// One connection with its prepared statements. Not for two threads at a time.
final class Session implements AutoCloseable {

    /// Makes a value of the row under the cursor.
    @FunctionalInterface
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /// Work on a session.
    @FunctionalInterface
    interface Work<T> {
        T run(Session session) throws SQLException;
    }

    private final Connection connection;
    /// More texts than the store has: only ones that are made anew each time can be dropped.
    private static final int MOST_STATEMENTS = 400;

    /// The one used longest ago first.
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);
    private long visited;

    Session(Connection connection) {
        this.connection = connection;
    }

    /// The statement for this text, prepared once. The session closes it.
    PreparedStatement prepare(String sql) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
            if (statements.size() > MOST_STATEMENTS) {
                var oldest = statements.entrySet().iterator();
                var dropped = oldest.next().getValue();
                oldest.remove();
                dropped.close();
            }
        }
        return statement;
    }

    int update(String sql, @Nullable Object... arguments) throws SQLException {
        return bound(sql, arguments).executeUpdate();
    }

    <T> List<T> list(String sql, Mapper<T> mapper, @Nullable Object... arguments) throws SQLException {
        return listWhile(sql, mapper, any -> true, arguments);
    }

    /// Up to the first row after which no more are wanted.
    <T> List<T> listWhile(String sql, Mapper<T> mapper, Predicate<T> more, @Nullable Object... arguments)
            throws SQLException {
        try (var rows = bound(sql, arguments).executeQuery()) {
            var list = new ArrayList<T>();
            while (rows.next()) {
                visited++;
                var next = mapper.map(rows);
                list.add(next);
                if (!more.test(next)) {
                    break;
                }
            }
            return list;
        }
    }

    <T> Optional<T> first(String sql, Mapper<T> mapper, @Nullable Object... arguments) throws SQLException {
        try (var rows = bound(sql, arguments).executeQuery()) {
            return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
        }
    }

    /// The first column of the first row; 0 if there is none or it is NULL.
    long number(String sql, @Nullable Object... arguments) throws SQLException {
        return first(sql, row -> row.getLong(1), arguments).orElse(0L);
    }

    String text(String sql, @Nullable Object... arguments) throws SQLException {
        return first(sql, row -> String.valueOf(row.getString(1)), arguments).orElse("");
    }

    /// From another thread: the statement under way fails.
    void interrupt() {
        try {
            connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
        } catch (SQLException closed) {
            // then nothing is under way
        }
    }

    /// Statements that are kept.
    int prepared() {
        return statements.size();
    }

    /// Rows that lists were made of so far: by it, tests see work that grows faster than what it is done for.
    long visited() {
        return visited;
    }

    /// Runs a statement that is not worth keeping.
    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The driver opens it in its transaction mode: IMMEDIATE for the writer, DEFERRED for readers.
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.setAutoCommit(true);
    }

    /// Ends a transaction that may have ended by itself, as SQLite does on a full disk.
    void rollback() {
        try {
            for (var statement : statements.values()) {
                statement.clearBatch();
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            } else {
                execute("ROLLBACK");
            }
        } catch (SQLException e) {
            // "no transaction is active": SQLite rolled back before us.
            restoreAutoCommit();
        }
    }

    private boolean restoreAutoCommit() {
        try {
            connection.setAutoCommit(true);
            return true;
        } catch (SQLException e) {
            // The flag is set before the driver's COMMIT fails, and that is all we want of it.
            return false;
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object[] arguments) throws SQLException {
        var statement = prepare(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        for (var statement : statements.values()) {
            statement.close();
        }
        statements.clear();
        connection.close();
    }
}
