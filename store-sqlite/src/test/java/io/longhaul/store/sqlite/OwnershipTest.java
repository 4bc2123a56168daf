package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreException.Kind;
import io.longhaul.engine.store.Write;
import io.longhaul.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipTest {

    private final ManualClock clock = ManualClock.atMonday();

    @TempDir
    Path directory;

    /// What another process does: tries to own the store, says how that went, and ends without closing it.
    static final class Rival {
        public static void main(String[] arguments) {
            try {
                var store = SqliteStore.own(Path.of(arguments[0]), InstantSource.system());
                var job = Rows.load(store, 5);
                store.commit(List.of(Rows.done(job, 1, 10), new Write.Running(job.id(), List.of(2L))));
                System.out.print("owned");
            } catch (StoreException e) {
                System.out.print(e.kind() + " " + e.getMessage());
            }
            System.out.flush();
            Runtime.getRuntime().halt(9);
        }
    }

    private String rival(String umask) throws Exception {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var process = new ProcessBuilder(
                "sh",
                "-c",
                "umask " + umask + "; exec \"$@\"",
                "sh",
                java,
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Rival.class.getName(),
                directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void aSecondProcessIsRefusedByThePidOfTheFirstAndWritesNothing() throws Exception {
        try (var store = SqliteStore.own(directory, clock)) {
            var job = Rows.load(store, 5);
            var before = Rows.contents(directory);

            var said = rival("022");

            assertThat(said).startsWith("OWNED").contains("process " + ProcessHandle.current().pid());
            assertThat(Rows.contents(directory)).isEqualTo(before);
            store.commit(List.of(Rows.done(job, 0, 10)));
        }
    }

    @Test
    void aStoreOfADeadProcessIsTakenOver() throws Exception {
        assertThat(rival("022")).isEqualTo("owned");

        try (var store = SqliteStore.own(directory, clock)) {
            assertThat(store.opening().clean()).isFalse();
            assertThat(store.counts(1).done()).isEqualTo(1);
            assertThat(store.items(1, 2, 1).getFirst().strikes()).isEqualTo(1);
        }
    }

    @Test
    void allFilesAreForTheirUserAloneWhateverTheUmask() throws Exception {
        rival("000");
        try (var store = SqliteStore.own(directory.resolve("sub"), clock)) {
            store.commit(Rows.call(Rows.load(store, 1), 1, 100_000));
            for (var root : List.of(directory, directory.resolve("sub"))) {
                for (var file : files(root)) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------");
                }
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("sub"))))
                    .isEqualTo("rwx------");
            assertThat(files(directory.resolve("sub")))
                    .extracting(file -> String.valueOf(file.getFileName()))
                    .contains("longhaul.db", "longhaul.db-wal", "longhaul.db-shm", "longhaul.lock", "reserve");
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void theSameProcessCannotOwnItTwiceEither() {
        try (var store = SqliteStore.own(directory, clock)) {
            assertThatThrownBy(() -> SqliteStore.own(directory, clock))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OWNED));
            assertThat(store.jobs(1)).isEmpty();
        }
    }

    @Test
    void nothingThisProcessDoesLoosensItsLock() throws Exception {
        try (var store = SqliteStore.own(directory, clock)) {
            assertThatThrownBy(() -> SqliteStore.own(directory, clock)).isInstanceOf(StoreException.class);
            SqliteStore.beside(directory).close();
            Doctor.check(directory, clock);

            assertThat(rival("022")).startsWith("OWNED");
            assertThat(store.jobs(1)).isEmpty();
        }
    }

    @Test
    void aReaderBesideSeesCommitsAndOutlivesTheOwner() {
        var store = SqliteStore.own(directory, clock);
        var job = Rows.load(store, 5);
        try (var view = SqliteStore.beside(directory)) {
            var before = view.counts(job.id()).done();
            store.commit(List.of(Rows.done(job, 1, 10)));
            var after = view.counts(job.id()).done();
            store.close();

            assertThat(before).isZero();
            assertThat(after).isEqualTo(1);
            assertThat(view.counts(job.id()).done()).isEqualTo(1);
        }
        try (var late = SqliteStore.beside(directory)) {
            assertThat(late.jobs(5)).hasSize(1);
        }
    }

    @Test
    void aReaderBesideADeadOwnerSeesWhatWasCommitted() throws Exception {
        rival("022");

        try (var view = SqliteStore.beside(directory)) {
            assertThat(view.counts(1).done()).isEqualTo(1);
        }
    }

    @Test
    void besideNothingThereIsNothingToRead() {
        assertThatThrownBy(() -> SqliteStore.beside(directory))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNUSABLE))
                .hasMessageContaining(directory.toString());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aFileIsNoDirectory() throws Exception {
        var file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> SqliteStore.own(file, clock))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNUSABLE));
    }

    @Test
    void networkFileSystemsAreKnown() {
        assertThat(Home.isNetwork("nfs4")).isTrue();
        assertThat(Home.isNetwork("CIFS")).isTrue();
        assertThat(Home.isNetwork("ext4")).isFalse();
    }

    @Test
    void theReserveIsGivenUpAndKeptAgainAtTheNextStart() throws Exception {
        var reserve = directory.resolve("reserve");
        var store = SqliteStore.own(directory, clock);
        long kept = Files.size(reserve);
        store.releaseReserve();
        boolean released = Files.notExists(reserve);
        store.close();
        SqliteStore.own(directory, clock).close();

        assertThat(kept).isEqualTo(16L << 20);
        assertThat(released).isTrue();
        assertThat(reserve).hasSize(16L << 20);
    }
}
