package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.session.Sessions;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A service can be cleaned while it runs: over HTTP, and by the command through its owner.
@Timeout(60)
class CleanApiTest {

    @TempDir
    Path directory;

    private Path backups;

    @BeforeEach
    void aBackupOfAnOldJobsOutput() throws IOException {
        backups = Files.createDirectories(directory.resolve("home/backups/screen-1"));
        Files.setPosixFilePermissions(directory.resolve("home"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(backups.resolve("1-out.csv"), "of yesterday\n");
    }

    private Served served() {
        var ended = Instant.now().minus(Duration.ofDays(40));
        try (var store = SqliteStore.own(directory.resolve("home"), InstantSource.fixed(ended))) {
            var draft = new JobDraft(
                    "", "screen", 1, Map.of(), "", "", "", List.of("ticker"), 10, 10, ended, false, RunOptions.DEFAULT);
            try (var loader = store.load(draft)) {
                loader.add(List.of(new DraftItem(2, "AAPL", List.of("AAPL"), null)));
                var job = loader.publish("id");
                store.commit(List.of(
                        new Write.JobChanged(job.id(), JobState.CANCELLED, null, null, "", ended)));
            }
        }
        return Served.in(directory);
    }

    @Test
    void nothingGoesUntilTheRequestConfirmsIt() {
        try (var served = served()) {
            var preview = served.send(Served.post("/v1/clean", "{}")).json();
            assertThat(preview.get("removed").asBoolean()).isFalse();
            assertThat(preview.get("jobs").asInt()).isEqualTo(1);
            assertThat(served.session.store().jobs(9)).hasSize(1);

            var younger = served.send(Served.post("/v1/clean", "{\"confirm\":true,\"olderDays\":50}")).json();
            assertThat(younger.get("jobs").asInt()).isZero();
            assertThat(backups).isDirectory();
            assertThat(served.session.store().jobs(9)).hasSize(1);

            var removed = served.send(Served.post("/v1/clean", "{\"confirm\":true}")).json();
            assertThat(removed.get("removed").asBoolean()).isTrue();
            assertThat(removed.get("rows").asInt()).isEqualTo(1);
            assertThat(backups).doesNotExist();
            assertThat(served.session.store().jobs(9)).isEmpty();
        }
    }

    @Test
    void whatItDoesNotKnowIsRefused() {
        try (var served = served()) {
            assertThat(served.send(Served.post("/v1/clean", "{\"yes\":true}")).status()).isEqualTo(400);
            assertThat(served.send(Served.post("/v1/clean", "{\"olderDays\":-1}")).status()).isEqualTo(400);
            assertThat(served.session.store().jobs(9)).hasSize(1);
        }
    }

    @Test
    void anotherProcessCleansThroughTheOwner() {
        try (var served = served();
                var other = new Sessions(directory.resolve("home"), Clocks.system()).forWork()) {
            assertThat(other.owner()).isFalse();

            var cleaned = other.clean(Instant.now().minus(Duration.ofDays(30)), false);

            assertThat(cleaned.jobs()).isEqualTo(1);
            assertThat(backups).doesNotExist();
            assertThat(served.session.store().jobs(9)).isEmpty();
            assertThat(other.mend(true).answers()).isZero();
        }
    }
}
