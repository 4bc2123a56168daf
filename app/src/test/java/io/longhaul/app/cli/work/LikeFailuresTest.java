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

/// A run goes on over a failed batch, and pauses where its command fails at every call.
class LikeFailuresTest {

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
    }

    private static String rows(int count) {
        return "ticker\n" + IntStream.rangeClosed(1, count).mapToObj(n -> "T" + n + "\n").collect(Collectors.joining());
    }

    private Cli.Ended batches(int rows) {
        cli.file("list.csv", rows(rows));
        return cli.run(
                "screen", "list.csv", "--exec", "./screen.sh", "--per", "batch", "--batch-format", "lines",
                "--batch-size", "10", "--max-retries", "0", "--concurrency", "1", "-o", "out.txt");
    }

    @Test
    void oneFailedBatchOfManyRowsDoesNotStopTheRun() {
        cli.script("screen.sh", "echo run >> runs.txt; [ $(wc -l < runs.txt) -gt 1 ] || exit 1; cat");

        var ended = batches(60);

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(cli.read("runs.txt").lines()).hasSize(6);
        assertThat(cli.read("out.txt").lines()).hasSize(50);
    }

    @Test
    void fiveFailedBatchesPauseTheRunAndTheEndOfStandardErrorIsShown() {
        cli.script("screen.sh", """
                echo run >> runs.txt
                echo "Traceback of run $(wc -l < runs.txt)" >&2
                echo "  in screen.py" >&2
                echo "KeyError: $(head -1)" >&2
                exit 1
                """);

        var ended = batches(200);

        assertThat(ended.exit()).isEqualTo(Exit.PAUSED);
        assertThat(cli.read("runs.txt").lines().count()).isBetween(5L, 6L);
        assertThat(ended.err().replaceAll("\\s+", " ")).contains(
                "Reason 5 like failures in a row: exit 1: KeyError: T41; stderr ends: Traceback of run 5 | in screen.py"
                        + " | KeyError: T41. Mend the command, then retry (failed rows and the rest) or resume");
    }

    @Test
    void aPaidScriptWhoseOutputLacksTheKeyIsNotPaidForEveryRow() {
        cli.file("list.csv", rows(100));
        cli.script("screen.sh", "echo run >> runs.txt; cat > /dev/null; echo '{\"price\": 7}'");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh", "--per", "batch", "--batch-size", "1", "--price",
                "0.02", "--yes", "--concurrency", "1", "-o", "out.jsonl");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.PAUSED);
        assertThat(cli.read("runs.txt").lines().count()).isBetween(5L, 6L);
        assertThat(ended.err().replaceAll("\\s+", " "))
                .contains("5 like failures in a row: line 1 of the output has no");
    }

    @Test
    void rowsThatTheListIsToBlameForDoNotPauseTheRun() {
        cli.file("list.csv", "ticker,name\n" + "A,ragged,row\n".repeat(30) + "T1,fine\n");
        cli.script("screen.sh", "echo $1");

        var ended = cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(cli.read("out.csv").lines()).hasSize(1);
    }
}
