package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What can be seen of batches while they run.
class BatchMirrorTest {

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("batch.yaml", "batch_size: 1\n");
    }

    private static String rows(int count) {
        return "ticker\n" + IntStream.rangeClosed(1, count).mapToObj(n -> "T" + n + "\n").collect(Collectors.joining());
    }

    private Cli.Ended screened(String... more) {
        var line = new java.util.ArrayList<>(java.util.List.of(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--max-retries", "0"));
        line.addAll(java.util.List.of(more));
        return cli.run(line.toArray(String[]::new));
    }

    @Test
    void theProgressFileIsWrittenAfterEachBatch() {
        cli.file("list.csv", rows(3));
        // each run waits until the file tells of the runs before it, of whichever rows; a file written only at the end
        // fails the second
        cli.script("screen.sh", """
                touch runs; n=$(wc -l < runs); echo $1 >> runs
                until [ $n = 0 ] || grep -q "\\"batchesCompleted\\":$((n))," batch_progress.json; do sleep 0.02; done
                echo $1
                """);

        var ended = screened("--config", "batch.yaml", "--concurrency", "1", "--timeout", "20");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("batch 1 of 3 ended", "batch 2 of 3 ended", "batch 3 of 3 ended");
        assertThat(cli.read("batch_progress.json")).contains("\"processed\":3,");
        assertThat(cli.exists("batch_temp")).isFalse();
    }

    @Test
    void aSlowBatchHidesNoneOfThoseThatEndBehindIt() {
        cli.file("list.csv", rows(450));
        cli.script("screen.sh", """
                [ $1 != T1 ] || until grep -q '"batchesCompleted":449,' batch_progress.json; do sleep 0.02; done
                echo $1
                """);

        var ended = screened("--config", "batch.yaml", "--timeout", "120");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err().lines().filter(line -> line.contains(" of 450 ended: "))).hasSize(450)
                .anyMatch(line -> line.startsWith("  batch 450 of 450"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResumeTellsOnlyOfBatchesThatEndedSince(boolean repeated) {
        cli.file("list.csv", rows(4));
        cli.script("screen.sh", """
                [ $1 != T3 ] || [ -e signalled ] || { touch stop; while [ ! -e signalled ]; do sleep 0.02; done; }
                echo $1
                """);
        String[] more = {"--config", "batch.yaml", "--concurrency", "1"};

        cli.interruptWhen("stop");
        var stopped = screened(more);
        var resumed = repeated ? screened(more) : cli.run("resume", "latest");

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(stopped.err()).contains("batch 1 of 4 ended", "batch 2 of 4 ended");
        assertThat((stopped.err() + resumed.err()).lines().filter(line -> line.contains(" of 4 ended: "))
                .map(line -> line.replaceFirst(" of 4.*", "").strip()))
                .containsExactly("batch 1", "batch 2", "batch 3", "batch 4");
    }

    @Test
    void theMemoryOfCommandsIsCounted() {
        cli.file("list.csv", rows(2));
        // the first row holds 80 MB until the file has told of them; memory that is not counted fails it
        cli.script("screen.sh", """
                if [ $1 = T1 ]; then
                  sh -c 'x=$(head -c 80000000 /dev/zero | tr "\\\\0" a); touch holds
                    until grep -Eq "\\"commandMemoryMb\\":([6-9][0-9]|[0-9]{3})" batch_progress.json; do sleep 0.02; done'
                else
                  until [ -e holds ]; do sleep 0.02; done; sleep 0.5
                fi
                echo $1
                """);

        var ended = screened("--config", "batch.yaml", "--concurrency", "2", "--timeout", "30");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).containsPattern("memory \\d{3,} MB, of it commands ([6-9]\\d|\\d{3})");
        assertThat(cli.read("batch_progress.json")).doesNotContain("\"memoryMb\":0,");
    }

    @Test
    void batchesAndMemoryAreToldWithoutAConfigurationToo() {
        cli.file("list.csv", rows(2));
        cli.script("screen.sh", "echo $1");

        var told = screened("-v", "--batch-size", "1");
        var quiet = screened("--batch-size", "1", "--new");

        assertThat(told.err()).containsPattern("  batch 2 of 2 ended: passed 1, failed 0, memory [1-9]\\d* MB");
        assertThat(quiet.err()).doesNotContain("ended: passed");
        assertThat(cli.exists("batch_progress.json")).isFalse();
    }

    @Test
    void filesThatCouldNotBeWrittenAreRefusedBeforeTheJob() {
        cli.file("list.csv", rows(1));
        cli.script("screen.sh", "echo $1");

        cli.file("batch.yaml", "checkpoint_file: its missing/batch_progress.json\n");
        var checkpoint = screened("--config", "batch.yaml");
        cli.file("batch.yaml", "temp_results_dir: not/there\n");
        var made = screened("--config", "batch.yaml", "--dry-run");
        cli.file("batch.yaml", "temp_results_dir: list.csv/temp\n");
        var temp = screened("--config", "batch.yaml");

        assertThat(checkpoint.exit()).as(checkpoint.err()).isEqualTo(Exit.USAGE);
        assertThat(checkpoint.err()).contains("--config batch.yaml: checkpoint_file: ", "there is no directory",
                "make it first: mkdir -p '" + cli.directory() + "/its missing'");
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(temp.exit()).as(temp.err()).isEqualTo(Exit.USAGE);
        assertThat(temp.err()).contains("--config batch.yaml: temp_results_dir: ", "is a file");
        assertThat(cli.jobs()).isEmpty();
    }
}
