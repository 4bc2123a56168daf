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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {

    private static final Schema NEXT = new Schema(List.of("v1.sql", "next.sql"));
    private static final Schema BROKEN = new Schema(List.of("v1.sql", "broken.sql"));

    private final ManualClock clock = ManualClock.atMonday();

    @TempDir
    Path directory;

    private void aStoreOfVersionOne() {
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
        aStoreOfVersionOne();

        try (var store = SqliteStore.own(directory, clock, NEXT)) {
            assertThat(store.counts(1).done()).isEqualTo(1);
        }

        var backup = directory.resolve("longhaul.db.v1.bak");
        assertThat(number(directory.resolve("longhaul.db"), "PRAGMA user_version")).isEqualTo(2);
        assertThat(number(directory.resolve("longhaul.db"), "SELECT count(*) FROM added")).isEqualTo(1);
        assertThat(number(backup, "PRAGMA user_version")).isEqualTo(1);
        assertThat(number(backup, "SELECT count(*) FROM outcome")).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup))).isEqualTo("rw-------");
        SqliteStore.own(directory, clock, NEXT).close();
        assertThatThrownBy(() -> SqliteStore.own(directory, clock))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FOREIGN));
    }

    @Test
    void aMigrationThatFailsChangesNothing() {
        aStoreOfVersionOne();

        assertThatThrownBy(() -> SqliteStore.own(directory, clock, BROKEN)).isInstanceOf(StoreException.class);

        try (var store = SqliteStore.own(directory, clock)) {
            assertThat(store.counts(1).done()).isEqualTo(1);
        }
    }
}
