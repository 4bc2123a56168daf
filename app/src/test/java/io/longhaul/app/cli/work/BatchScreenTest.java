package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Screens that run their command once a batch.
class BatchScreenTest {

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
    }

    @Test
    void rowsThatShareAKeyAndDifferGetTheirOwnLines() {
        cli.file("list.csv", """
                ticker,day
                AAPL,mon
                MSFT,mon
                aapl,tue
                AAPL,mon
                AAPL,wed
                """);
        cli.script("screen.sh", "echo run >> runs.txt; cat");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh", "--per", "batch", "--batch-format", "csv", "-o",
                "out.csv");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo(cli.read("list.csv"));
        assertThat(cli.read("runs.txt").lines()).hasSize(3);
    }

    @Test
    void aDamagedFileOfABatchDoesNoHarm() {
        cli.file("batch.yaml", "batch_size: 10\ncheckpoint_file: batch_progress.json\ntemp_results_dir: batch_temp/\n");
        cli.file("list.csv", "ticker\n" + IntStream.rangeClosed(1, 30).mapToObj(n -> "T" + n + "\n")
                .collect(Collectors.joining()));
        cli.file("out.txt", "of yesterday\n");
        cli.script("screen.sh", """
                case $1 in T25) touch stop; while [ ! -e signalled ]; do sleep 0.02; done;; esac
                echo $1
                """);
        String[] line = {"screen", "list.csv", "--exec", "./screen.sh {ticker}", "--config", "batch.yaml", "-o",
            "out.txt", "--concurrency", "1"};

        var stopped = cli.interruptWhen("stop").run(line);

        assertThat(stopped.exit()).isEqualTo(Exit.INTERRUPTED);
        assertThat(cli.read("batch_temp/screen-1-batch-00001.out").lines()).hasSize(10);
        assertThat(cli.read("out.txt")).isEqualTo("of yesterday\n");
        cli.file("batch_temp/screen-1-batch-00001.out", "T1\nT2\nrubb");
        cli.remove("batch_temp/screen-1-batch-00002.out");

        var resumed = cli.run(line);

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(cli.read("out.txt")).isEqualTo(cli.read("list.csv").replace("ticker\n", ""));
        assertThat(cli.exists("batch_temp")).isFalse();
        assertThat(cli.exists("out.txt.backup")).isFalse();
    }

    private static String rows(int count) {
        return "ticker\n" + IntStream.rangeClosed(1, count).mapToObj(n -> "T" + n + "\n").collect(Collectors.joining());
    }

    private Cli.Ended measured(String... more) {
        var line = new ArrayList<>(List.of(
                "screen", "list.csv", "--exec", "./screen.sh", "--per", "batch", "--batch-format", "lines",
                "--batch-size", "auto", "--max-retries", "0", "-o", "o.txt"));
        line.addAll(List.of(more));
        return cli.run(line.toArray(String[]::new));
    }

    @Test
    void automaticBatchesDoNotTakeASizeThatFails() {
        cli.file("list.csv", rows(200));
        cli.script("screen.sh", """
                n=$(grep -c .)
                case $n in 10) exit 1;; 20) echo unknown; exit 0;; 30) sleep 0.1;; *) sleep 0.8;; esac
                """);

        var ended = measured();

        assertThat(ended.err()).contains("batches of 30 are quickest");
        assertThat(cli.jobs().getFirst().draft().batchSize()).isEqualTo(30);
    }

    @Test
    void whereAllTrialRunsFailBatchesAreOfTheUsualSize() {
        cli.file("list.csv", rows(200));
        cli.script("screen.sh", "echo T1; exit 1");

        var ended = measured();

        assertThat(ended.err()).contains("      batches of 10, the usual size: all 5 trial runs failed\n")
                .doesNotContain("quickest:");
        assertThat(cli.jobs().getFirst().draft().batchSize()).isEqualTo(10);
    }

    @Test
    void aListTooShortForATrialHasBatchesOfTheUsualSize() {
        cli.file("list.csv", rows(9));
        cli.script("screen.sh", "cat");

        assertThat(measured().err())
                .contains("      batches of 10, the usual size: the list is too short to measure others\n");
        assertThat(cli.read("o.txt")).isEqualTo(rows(9).replace("ticker\n", ""));
    }
}
