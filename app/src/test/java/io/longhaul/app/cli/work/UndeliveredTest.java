package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.session.Adopted;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A process that died between the last row of its job and the file of its results: nothing is run or paid again.
class UndeliveredTest {

    private static final String[] LINE = {"screen", "list.txt", "--exec", "./screen.sh {ticker}", "-o", "out.txt"};

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void aJobWasDone(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.txt", "T1\nT2\n");
        cli.script("screen.sh", "echo ran >> runs.txt; echo $1");
        var ended = cli.run(LINE);
        assertThat(ended.exit()).as(ended.err()).isZero();
        cli.remove("out.txt");
    }

    /// As its end was stored by the engine, before its results were written.
    private void withoutItsResults() {
        var job = cli.jobs().getFirst();
        try (var store = SqliteStore.own(cli.home(), InstantSource.system())) {
            store.commit(List.of(new Write.JobChanged(
                    job.id(), job.state(), null, null, "", Objects.requireNonNull(job.finishedAt()))));
        }
    }

    private void delivered(String err) {
        assertThat(cli.jobs().stream().map(JobRecord::handle)).as(err).containsExactly("screen-1");
        assertThat(cli.read("runs.txt")).isEqualTo("ran\nran\n");
        assertThat(cli.read("out.txt")).isEqualTo("T1\nT2\n");
    }

    @Test
    void theSameLineAgainWritesTheResults() {
        withoutItsResults();

        var again = cli.run(LINE);

        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err()).contains("screen-1 is complete; only its results were not written");
        delivered(again.err());
    }

    @Test
    void soDoesResume() {
        withoutItsResults();

        var resumed = cli.run("resume");

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        delivered(resumed.err());
    }

    @Test
    void itWritesTheFileThatARepeatedLineNamedLast() {
        withoutItsResults();
        var job = cli.jobs().getFirst();
        var two = cli.directory().resolve("two.txt").toString();
        Adopted.write(cli.home(), job, job.draft().identity(), two, job.draft().settings());
        cli.file("out.txt", "of another job\n");

        var resumed = cli.run("resume");

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(cli.read("two.txt")).isEqualTo("T1\nT2\n");
        assertThat(cli.read("out.txt")).isEqualTo("of another job\n");
        assertThat(cli.read("runs.txt")).isEqualTo("ran\nran\n");
    }

    private boolean outputDue() {
        return new JsonMapper().readTree(cli.run("status", "screen-1", "--json").out()).get("outputDue").asBoolean();
    }

    @Test
    void statusSaysThatTheResultsAreNotWrittenAndWhatWritesThem() throws IOException {
        withoutItsResults();
        var older = cli.file("out.txt", "of another job\n");
        Files.setLastModifiedTime(older, FileTime.from(Instant.EPOCH));

        assertThat(cli.run("status").out()).contains("screen-1: out.txt not written yet; longhaul resume screen-1\n");
        assertThat(cli.run("status", "screen-1").out())
                .contains("    2 passed\n", "Write  longhaul resume screen-1   (out.txt is not written yet)\n");
        assertThat(outputDue()).isTrue();

        cli.run("resume", "screen-1");
        assertThat(cli.run("status").out()).doesNotContain("written");
        assertThat(cli.run("status", "screen-1").out()).contains("    2 passed        out.txt\n")
                .doesNotContain("written");
        assertThat(outputDue()).isFalse();
    }

    @Test
    void statusSaysNothingOfResultsThatWereWrittenAndMovedAway() {
        assertThat(cli.run("status").out()).doesNotContain("written");
        assertThat(cli.run("status", "screen-1").out()).doesNotContain("written");
        assertThat(outputDue()).isFalse();
    }

    @Test
    void resultsThatWereWrittenAndMovedAwayDoNotKeepTheLineFromRunningAgain() {
        var offered = cli.run(LINE);
        var line = java.util.Arrays.copyOf(LINE, LINE.length + 1);
        line[LINE.length] = "--new";
        var again = cli.run(line);

        assertThat(offered.exit()).as(offered.err()).isEqualTo(io.longhaul.app.Exit.CONFLICT);
        assertThat(offered.err()).contains("longhaul export screen-1 -o out.txt");
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(cli.jobs()).hasSize(2);
        assertThat(cli.read("runs.txt")).isEqualTo("ran\nran\nran\nran\n");
    }

    @Test
    void aNewOneIsOneIfAskedFor() {
        withoutItsResults();
        var line = java.util.Arrays.copyOf(LINE, LINE.length + 1);
        line[LINE.length] = "--new";

        assertThat(cli.run(line).exit()).isZero();

        assertThat(cli.jobs()).hasSize(2);
    }
}
