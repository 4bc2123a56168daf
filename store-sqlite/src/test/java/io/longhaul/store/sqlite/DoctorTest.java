package io.longhaul.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    private final ManualClock clock = ManualClock.atMonday();

    @TempDir
    Path root;

    private Path home = Path.of("");

    @BeforeEach
    void aStore() {
        home = root.resolve("home");
        try (var store = SqliteStore.own(home, clock)) {
            var job = Rows.load(store, 20);
            store.commit(List.of(Rows.done(job, 1, 10)));
            store.commit(Rows.call(job, 1, 100_000));
            store.commit(Rows.call(job, 2, 100));
        }
    }

    private List<String> troubles() {
        return Doctor.check(home, clock).stream()
                .filter(finding -> !finding.ok())
                .peek(finding -> assertThat(finding.advice()).isNotBlank())
                .map(Doctor.Finding::name)
                .toList();
    }

    private void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("longhaul.db"));
                var each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    @Test
    void aSoundStoreHasNoTroubles() {
        assertThat(troubles()).isEmpty();
        assertThat(Doctor.check(home, clock)).hasSizeGreaterThan(12);
    }

    @Test
    void noStoreIsNoTrouble() throws Exception {
        home = Files.createDirectory(
                root.resolve("empty"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThat(troubles()).isEmpty();
    }

    @Test
    void openPermissionsAreFound() throws Exception {
        Files.setPosixFilePermissions(home.resolve("longhaul.db"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(troubles()).containsExactlyInAnyOrder("permissions of home", "permissions of longhaul.db");
    }

    @Test
    void countsThatDifferFromTheirItemsAreFound() throws Exception {
        sql("UPDATE batch SET done = done + 1");
        sql("UPDATE tally SET cost = cost + 1");

        assertThat(troubles()).containsExactlyInAnyOrder("totals of batches", "totals of calls");
    }

    @Test
    void sumsOfBatchesThatDifferAreFound() throws Exception {
        sql("UPDATE span SET passed = passed + 1");

        assertThat(troubles()).containsExactly("totals of batches");
    }

    @Test
    void aMissingLargeAnswerIsFound() throws Exception {
        var blob = new Blobs(home.resolve("blobs")).names().getFirst();
        Files.delete(home.resolve("blobs").resolve(blob));

        assertThat(troubles()).containsExactly("large answer");
        assertThat(Doctor.check(home, clock).stream().filter(each -> !each.ok()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains(blob))
                .satisfies(finding -> assertThat(finding.advice()).contains("longhaul doctor --mend"));
    }

    @Test
    void mendingLetsGoOfWhatIsDamaged() throws Exception {
        var blob = new Blobs(home.resolve("blobs")).names().getFirst();
        Files.delete(home.resolve("blobs").resolve(blob));

        try (var store = SqliteStore.own(home, clock)) {
            assertThat(store.mend(false)).isEqualTo(new SqliteStore.Mended(1, 0, 0));
        }

        assertThat(troubles()).isEmpty();
    }

    @Test
    void aClockThatWentBackIsFound() {
        clock.jump(Duration.ofHours(-2));

        assertThat(troubles()).containsExactly("clock");
    }

    @Test
    void aDamagedPageIsFound() throws Exception {
        var file = home.resolve("longhaul.db");
        var bytes = Files.readAllBytes(file);
        for (int at = 4_096 * 3; at < 4_096 * 6; at++) {
            bytes[at] = 0x55;
        }
        Files.write(file, bytes);

        assertThat(troubles()).isNotEmpty();
    }
}
