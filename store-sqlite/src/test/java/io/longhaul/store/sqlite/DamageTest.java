package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.testkit.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {

    private final ManualClock clock = ManualClock.atMonday();

    @TempDir
    Path directory;

    private Path database() {
        return directory.resolve("longhaul.db");
    }

    private void aStore() {
        try (var store = SqliteStore.own(directory, clock)) {
            var job = Rows.load(store, 50);
            store.commit(List.of(Rows.done(job, 1, 100), Rows.done(job, 2, 100)));
        }
    }

    private void refused(Kind kind) throws IOException {
        var before = Files.readAllBytes(database());
        var fault = catchThrowableOfType(StoreException.class, () -> SqliteStore.own(directory, clock));
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault).hasMessageContaining(directory.toString());
        var beside = catchThrowableOfType(StoreException.class, () -> SqliteStore.beside(directory));
        assertThat(beside.kind()).isEqualTo(kind);
        assertThat(Files.readAllBytes(database())).isEqualTo(before);
    }

    private void overwrite(long at, byte... bytes) throws IOException {
        try (var file = new RandomAccessFile(database().toFile(), "rw")) {
            file.seek(at);
            file.write(bytes);
        }
    }

    private void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                var each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    @Test
    void aFileWithAnotherBeginningIsRefused() throws Exception {
        aStore();
        overwrite(0, (byte) 'X');
        refused(Kind.CORRUPT);
    }

    @Test
    void aTruncatedFileIsRefused() throws Exception {
        aStore();
        for (long size : new long[] {Files.size(database()) - 4_096, 4_096, 99, 0}) {
            try (var file = new RandomAccessFile(database().toFile(), "rw")) {
                file.setLength(size);
            }
            refused(Kind.CORRUPT);
        }
    }

    @Test
    void aNewerStoreIsRefused() throws Exception {
        aStore();
        sql("PRAGMA user_version = 99");
        refused(Kind.FOREIGN);
    }

    @Test
    void theStoreOfAnotherProgramIsRefused() throws Exception {
        aStore();
        sql("PRAGMA application_id = 7");
        refused(Kind.FOREIGN);
    }

    @Test
    void anyOtherSqliteFileIsRefused() throws Exception {
        sql("CREATE TABLE notes (text)");
        refused(Kind.FOREIGN);
    }

    @Test
    void changedTablesAreRefused() throws Exception {
        aStore();
        sql("ALTER TABLE outcome ADD COLUMN mine");
        refused(Kind.CORRUPT);
    }

    @Test
    void aMissingFileAmongRemainsIsNoFirstStart() throws Exception {
        try (var store = SqliteStore.own(directory, clock)) {
            store.commit(Rows.call(Rows.load(store, 1), 1, 100_000));
        }
        Files.delete(database());

        assertThatThrownBy(() -> SqliteStore.own(directory, clock))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
        assertThat(database()).doesNotExist();
    }

    /// Every byte of the first page in turn, inverted: the store is refused and left alone, or nothing was lost.
    @Test
    void noFlippedByteOfTheFirstPageIsTakenForGoodWithoutItsContent() throws Exception {
        aStore();
        var original = Files.readAllBytes(database());
        int refused = 0;
        for (int at : IntStream.range(0, 4_096).filter(each -> each < 110 || each % 37 == 0).toArray()) {
            var damaged = original.clone();
            damaged[at] ^= (byte) 0xff;
            Files.write(database(), damaged);
            try (var store = SqliteStore.own(directory, clock)) {
                assertThat(store.counts(1).done()).as("byte %d", at).isEqualTo(2);
                assertThat(store.items(1, 0, 100)).as("byte %d", at).hasSize(50);
            } catch (StoreException e) {
                assertThat(Files.readAllBytes(database())).as("byte %d: %s", at, e.getMessage()).isEqualTo(damaged);
                refused++;
            }
            Files.deleteIfExists(directory.resolve("longhaul.db-wal"));
            Files.deleteIfExists(directory.resolve("longhaul.db-shm"));
        }
        assertThat(refused).isGreaterThan(30);
    }

    @Test
    void withoutItsLogTheStoreIsAnEarlierCommitOrRefused() throws Exception {
        var store = SqliteStore.own(directory, clock);
        var job = Rows.load(store, 50);
        store.checkpoint();
        store.commit(List.of(Rows.done(job, 1, 100)));
        store.abandon();
        Files.deleteIfExists(directory.resolve("longhaul.db-wal"));

        try (var next = SqliteStore.own(directory, clock)) {
            assertThat(next.items(job.id(), 0, 100)).hasSize(50);
            assertThat(next.opening().fresh()).isFalse();
        }
    }

    @Test
    void aDamagedLargeAnswerIsNamedAndNotRead() throws Exception {
        try (var store = SqliteStore.own(directory, clock)) {
            store.commit(Rows.call(Rows.load(store, 1), 1, 100_000));
            var blob = new Blobs(directory.resolve("blobs")).names().getFirst();
            var file = directory.resolve("blobs").resolve(blob);
            var bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);

            assertThat(store.calls(Digest.of("q1")).getFirst().unreadable()).isTrue();
            assertThat(store.calls(Digest.of("q1")).getFirst().reason()).contains(file.toString());

            Files.delete(file);
            assertThat(store.calls(Digest.of("q1")).getFirst().reason())
                    .contains(file + " is damaged: the file is missing");
        }
    }

    @Test
    void anotherAnswerInItsPlaceIsNotTaken() throws Exception {
        try (var store = SqliteStore.own(directory, clock)) {
            var job = Rows.load(store, 1);
            store.commit(Rows.call(job, 1, 100_000));
            store.commit(Rows.call(job, 2, 100_000));
            var names = new Blobs(directory.resolve("blobs")).names();
            for (var each : names) {
                Files.write(
                        directory.resolve("blobs").resolve(each),
                        Files.readAllBytes(directory.resolve("blobs").resolve(names.getFirst())));
            }

            var damaged = List.of("q1", "q2").stream()
                    .map(question -> store.calls(Digest.of(question)).getFirst())
                    .filter(StoredCall::unreadable)
                    .toList();

            assertThat(damaged).hasSize(1);
            assertThat(damaged.getFirst().reason()).contains(names.getLast());
        }
    }

    @Test
    void tooManyOpenFilesAreNoDamage() {
        var fault = Faults.of(new FileSystemException("blobs/ab", null, "Too many open files"), Path.of("blobs/ab"));

        assertThat(fault.kind()).isEqualTo(Kind.EXHAUSTED);
        assertThat(fault).hasMessageContaining("blobs/ab").hasMessageContaining("ulimit -n");
    }

    @Test
    void anOldSqliteIsRefused() {
        assertThatThrownBy(() -> Schema.checkLibrary("3.51.2")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> Schema.checkLibrary("3.40.1")).hasMessageContaining("3.51.3");
        Schema.checkLibrary("3.51.3");
        Schema.checkLibrary("3.54.0");
        Schema.checkLibrary("4.0");
    }
}
