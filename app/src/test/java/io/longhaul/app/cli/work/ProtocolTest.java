package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.app.Tree;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `screen --help` and the examples say about commands is true.
class ProtocolTest {

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", "ticker\nAAPL\n");
    }

    private static final Pattern WORKER = Pattern.compile(
            "--per worker: a line in, (\\{.*\\}); a line out with the same id and one of\\s+"
                    + "(\\{.*)(\"result\":\\{)\\.\\.\\.\\}\\}, (\"skip\":\"why\"), (\"later\":\"why\"), (\"error\":\"why\")\\.");

    /// The help without the line breaks of 80 columns.
    private String help() {
        return cli.run("screen", "--help").out().replaceAll("\\s+", " ");
    }

    private Matcher footer() {
        var help = help();
        var found = WORKER.matcher(help);
        assertThat(found.find()).as(help).isTrue();
        return found;
    }

    private Cli.Ended answering(String per, String answer) {
        return answering(per, answer, "out.jsonl");
    }

    private Cli.Ended answering(String per, String answer, String output) {
        cli.file("answer", answer + "\n");
        cli.script("worker.sh", "while read -r line; do printf '%s\\n' \"$line\" >asked; cat answer; done");
        return cli.run(
                "screen", "list.csv", "--exec", "./worker.sh", "--per", per, "-o", output, "--max-retries", "0",
                "--new", "--time-limit", "5");
    }

    @Test
    void theLinesOfTheWorkerProtocolWorkAsTheyArePrinted() {
        var said = footer();
        var begin = said.group(2);

        var passed = answering("worker", begin + said.group(3) + "\"score\":1}}");

        assertThat(passed.exit()).as(passed.err()).isZero();
        assertThat(cli.read("asked")).isEqualTo(said.group(1) + "\n");
        assertThat(cli.read("out.jsonl")).isEqualTo("{\"score\":1}\n");
        assertThat(answering("worker", begin + said.group(4) + "}").err()).contains("    1 skipped");
        assertThat(answering("worker", begin + said.group(5) + "}").exit()).isEqualTo(Exit.SLICE_ENDED);
        var failed = answering("worker", begin + said.group(6) + "}", "failed.jsonl"); // the one put off keeps its file
        assertThat(failed.exit()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(failed.err()).contains("unknown     AAPL: why");
    }

    @Test
    void whatABatchWritesBearsTheKeyColumn() {
        assertThat(help())
                .contains(
                        "--per batch: each line or object that the command writes bears the key of its row, in the key column,");

        var passed = answering("batch", "{\"score\":1,\"ticker\":\"AAPL\"}");
        var without = answering("batch", "{\"score\":1}");

        assertThat(passed.exit()).as(passed.err()).isZero();
        assertThat(without.exit()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(without.err()).contains("validation  AAPL: line 1 of the output has no name of its row");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1 passed", "65, 0, 1 skipped", "75, 75, 0 of 1 row stored", "1, 3, 1 failed", "64, 3, 1 failed"})
    void theExitCodesOfACommandMeanWhatIsPrinted(int code, int exit, String said) {
        assertThat(help()).contains(
                "The command's exit code: 0 result (nothing written: screened out), 65 skip, 75 later, else failed.");
        cli.script("screen.sh", "echo row; exit " + code);

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--max-retries", "0",
                "--time-limit", "5");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(exit);
        assertThat(ended.err()).contains(said);
    }

    @Test
    void theExampleWorkerRuns() {
        cli.file("list.csv", "ticker\nAAPL\nBRK.B\nMSFT\n");
        var before = ProcessHandle.current().children().toList();
        var example = Tree.here().root().resolve("examples/worker.py");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "python3 '" + example + "'", "--per", "worker", "-o", "out.csv");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo("ticker,length\nAAPL,4\nMSFT,4\n");
        assertThat(cli.run("items", "latest", "--skipped").out()).contains("BRK.B", "no plain ticker");
        // its processes end with the job, not with ours
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isSubsetOf(before);
    }
}
