package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A command that is nearly that of an unfinished job: what `--adopt` takes over, and what it cannot.
class UnfinishedTest {

    private static final String LIST = "ticker,name\nT1,One\nT2,Two\nT3,Three\nT4,Four\n";

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void aJobOfTwoBatchesWasStopped(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", LIST);
        cli.script("screen.sh", "touch stop; while [ ! -e signalled ]; do sleep 0.02; done; cat");
        var stopped = new Cli(directory).interruptWhen("stop").run(line("--batch-size", "2", "--concurrency", "1"));
        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(Exit.INTERRUPTED);
    }

    private static String[] line(String... more) {
        var line = new ArrayList<>(List.of(
                "screen", "list.csv", "--exec", "./screen.sh", "--per", "batch", "--batch-format", "csv", "-o",
                "out.csv"));
        line.addAll(List.of(more));
        return line.toArray(String[]::new);
    }

    private void refused(String what, String... line) {
        var ended = cli.run(line);

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.CONFLICT);
        assertThat(ended.err()).contains(
                "screen-1 of this command is unfinished (2 of 4 rows), but changed: ",
                "--adopt cannot change " + what + ": a job keeps the rows and batches it began with.",
                "Repeat the old command to go on with it, or add --new and another -o to start another job.");
        assertThat(cli.jobs()).hasSize(1);
    }

    @Test
    void anotherListIsNotAdopted() {
        cli.file("list.csv", LIST + "T5,Five\n");

        refused("the list", line("--batch-size", "2", "--adopt"));
    }

    @Test
    void anotherBatchSizeIsNotAdopted() {
        refused("--batch-size (was 2)", line("--batch-size", "3", "--adopt"));
    }

    @Test
    void anotherKeyIsNotAdopted() {
        refused("--key (was ticker)", line("--batch-size", "2", "--key", "name", "--adopt"));
    }

    @Test
    void withoutAdoptItIsOfferedOnlyWhereItHelps() {
        var size = cli.run(line("--batch-size", "3"));
        var jsonl = line("--batch-size", "2");
        jsonl[7] = "jsonl";
        var format = cli.run(jsonl);

        assertThat(size.err()).contains("changed: --batch-size (was 2)").doesNotContain("--adopt");
        assertThat(format.err()).contains("changed: --batch-format (was csv)", "add --adopt=screen-1 to go on under");
        assertThat(cli.run(line("--batch-size", "2")).exit()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo(LIST);
    }
}
