package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import io.longhaul.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {

    private static final Schema FIRST = new Schema(List.of("v1.sql"));
    private static final Schema NEXT = after("next.sql");
    private static final Schema BROKEN = after("broken.sql");

    private final ManualClock clock = ManualClock.atMonday();

    @TempDir
    Path directory;

    private static Schema after(String script) {
        var scripts = new ArrayList<>(Schema.CURRENT.scripts());
        scripts.add(script);
        return new Schema(scripts);
    }

    private void aStoreOfToday() {
        try (var store = SqliteStore.own(directory, clock)) {
            var job = Rows.load(store, 5);
            store.commit(List.of(Rows.done(job, 1, 10)));
        }
    }

    private long number(Path file, String query) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.getLong(1);
        }
    }

    @Test
    void anOlderStoreIsBroughtUpToDateAfterABackup() throws Exception {
        aStoreOfToday();

        try (var store = SqliteStore.own(directory, clock, NEXT)) {
            assertThat(store.counts(1).done()).isEqualTo(1);
        }

        var backup = directory.resolve("longhaul.db.v" + Schema.CURRENT.version() + ".bak");
        assertThat(number(directory.resolve("longhaul.db"), "PRAGMA user_version"))
                .isEqualTo(NEXT.version());
        assertThat(number(directory.resolve("longhaul.db"), "SELECT count(*) FROM added")).isEqualTo(1);
        assertThat(number(backup, "PRAGMA user_version")).isEqualTo(Schema.CURRENT.version());
        assertThat(number(backup, "SELECT count(*) FROM outcome")).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup))).isEqualTo("rw-------");
        SqliteStore.own(directory, clock, NEXT).close();
        assertThatThrownBy(() -> SqliteStore.own(directory, clock))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FOREIGN));
    }

    @Test
    void aReaderOfAnOlderStoreNamesACommandThatExists() throws Exception {
        aStoreOfToday();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("longhaul.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + (Schema.CURRENT.version() - 1));
        }

        assertThatThrownBy(() -> SqliteStore.beside(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("was written by an older version")
                .hasMessageEndingWith("Start longhaul resume once to bring it up to date.");
    }

    @Test
    void aMigrationThatFailsChangesNothing() {
        aStoreOfToday();

        assertThatThrownBy(() -> SqliteStore.own(directory, clock, BROKEN)).isInstanceOf(StoreException.class);

        try (var store = SqliteStore.own(directory, clock)) {
            assertThat(store.counts(1).done()).isEqualTo(1);
        }
    }

    @Test
    void sumsOfBatchesAreMadeForAStoreThatHadNone() throws Exception {
        try (var store = SqliteStore.own(directory, clock, FIRST)) {
            Rows.load(store, 20_010);
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("longhaul.db"));
                var statement = connection.createStatement()) {
            // batches 0 and 999 lie in the first span, 1000 in the second
            statement.execute("INSERT INTO batch VALUES (1 << 40, 10, 7, 2, 1, 0, 5, 0, 0, 0), "
                    + "((1 << 40) + 999, 10, 1, 0, 0, 0, 1, 0, 0, 1), ((1 << 40) + 1000, 10, 0, 0, 0, 3, 0, 0, 0, 1)");
            statement.execute("INSERT INTO batch_failed VALUES (1 << 40, 1, 2)");
        }

        try (var store = SqliteStore.own(directory, clock)) {
            var counts = store.counts(1);
            assertThat(counts.done()).isEqualTo(8);
            assertThat(counts.failed()).isEqualTo(2);
            assertThat(counts.skipped()).isEqualTo(1);
            assertThat(counts.uncertain()).isEqualTo(3);
            assertThat(counts.passed()).isEqualTo(6);
            assertThat(counts.batchesEnded()).isEqualTo(1);
            assertThat(counts.failedByClass()).hasSize(1).containsValue(2L);
        }
        assertThat(number(directory.resolve("longhaul.db"), "SELECT count(*) FROM span")).isEqualTo(2);
    }
}
