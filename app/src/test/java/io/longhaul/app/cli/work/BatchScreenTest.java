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
}
