package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--mode single`: the untouched pipeline.
class SingleModeTest {

    private static final String[] BATCH = {"screen", "list.csv", "--exec", "./screen.sh", "--per", "batch",
        "--batch-format", "csv", "--batch-size", "2", "--concurrency", "1", "-o", "out.csv"};

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", "ticker,day\nB,mon\nA,mon\nb,tue\nC,mon\nD,mon\nE,mon\n");
    }

    private static String[] with(String[] line, String... more) {
        return java.util.stream.Stream.of(line, more).flatMap(java.util.stream.Stream::of).toArray(String[]::new);
    }

    @Test
    void oneRunOverAllRowsPassesItsBytesOnAsTheyAre() {
        cli.script("screen.sh", """
                echo run >> runs.txt; LC_ALL=C sort -r; printf '{"no":"table"}\\n--- \\303\\377\\000 end without a line end'
                """);

        var ended = cli.run(with(BATCH, "--mode", "single"));

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.directory().resolve("out.csv")).hasBinaryContent(
                "ticker,day\nb,tue\nE,mon\nD,mon\nC,mon\nB,mon\nA,mon\n{\"no\":\"table\"}\n--- \u00c3\u00ff\0 end without a line end"
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThat(cli.read("runs.txt")).isEqualTo("run\n");
        assertThat(ended.err()).contains(
                "one run over all rows", "    6 done          out.csv",
                "only counts are known: --mode single matches no line to a row");
        assertThat(cli.run("export", "latest").out()).startsWith("ticker,day\nb,tue\n");
    }

    @Test
    void rowAfterRowPassesItsBytesOnWhateverTheirForm() {
        cli.script("screen.sh", "printf '{\"t\":\"%s\"}\\nx,y\\n' $1");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "--mode", "single", "-o", "out.csv");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo("""
                {"t":"B"}
                x,y
                {"t":"A"}
                x,y
                {"t":"b"}
                x,y
                {"t":"C"}
                x,y
                {"t":"D"}
                x,y
                {"t":"E"}
                x,y
                """);
    }

    @Test
    void itStartsAnewBesideAStoppedBatchJobAndNamesIt() {
        cli.script("screen.sh", """
                cat > in.$$; [ -e stop ] || grep -q C in.$$ && { touch stop; while [ ! -e signalled ]; do sleep 0.02; done; }
                cat in.$$
                """);
        var stopped = cli.interruptWhen("stop").run(BATCH);

        var single = cli.run(with(BATCH, "--mode", "single"));
        var batches = cli.run("resume", "screen-1");

        assertThat(stopped.exit()).isEqualTo(Exit.INTERRUPTED);
        assertThat(single.exit()).as(single.err()).isZero();
        assertThat(single.err()).containsPattern(
                "screen-1 of this command was stopped in batches of 2, \\d of 6 rows done; this starts anew, as one run\n"
                        + "      go on with it instead: longhaul resume screen-1\n");
        assertThat(batches.exit()).as(batches.err()).isZero();
        assertThat(batches.err()).contains("Finished screen-1", "6 passed");
        assertThat(cli.jobs()).hasSize(2);
    }

    @Test
    void batchesStartAnewBesideAStoppedSingleRunAndNameIt() {
        cli.script("screen.sh", """
                cat > in.$$; [ -e stop ] || { touch stop; while [ ! -e signalled ]; do sleep 0.02; done; }
                cat in.$$
                """);
        var stopped = cli.interruptWhen("stop").run(with(BATCH, "--mode", "single"));

        var batches = cli.run(BATCH);

        assertThat(stopped.exit()).isEqualTo(Exit.INTERRUPTED);
        assertThat(batches.exit()).as(batches.err()).isZero();
        assertThat(batches.err()).containsPattern(
                "screen-1 of this command was stopped as one run, \\d of 6 rows done; this starts anew, in batches\n"
                        + "      go on with it instead: longhaul resume screen-1\n");
        assertThat(cli.read("out.csv")).isEqualTo(cli.read("list.csv"));
    }

    @Test
    void aStoppedBatchJobGoesOnInItsBatchesWhenAsked() {
        cli.script("screen.sh", """
                cat > in.$$; [ -e stop ] || grep -q C in.$$ && { touch stop; while [ ! -e signalled ]; do sleep 0.02; done; }
                cat in.$$
                """);
        cli.interruptWhen("stop").run(BATCH);

        var ended = cli.run(with(BATCH, "--mode", "single", "--adopt"));

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("goes on with screen-1", "6 passed");
        assertThat(cli.jobs()).hasSize(1);
        assertThat(cli.read("out.csv")).isEqualTo(cli.read("list.csv"));
    }

    @Test
    void columnsCannotBeMadeOfOnePiece() {
        cli.script("screen.sh", "cat");

        var refused = cli.run(with(BATCH, "--mode", "single", "--format", "json"));

        assertThat(refused.exit()).isEqualTo(Exit.USAGE);
        assertThat(refused.err()).contains("--format makes columns of rows, but --mode single --per batch passes");
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void aFailedRunLeavesTheOldFileAsItWas() {
        cli.script("screen.sh", "[ -e well ] || { echo no licence >&2; exit 3; }; cat");
        cli.file("out.csv", "of yesterday\n");

        var failed = cli.run(with(BATCH, "--mode", "single", "--max-retries", "0"));
        var kept = cli.read("out.csv");
        var status = cli.run("status", "screen-1");
        cli.file("well", "");
        var retried = cli.run("retry", "screen-1");

        assertThat(failed.exit()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(kept).isEqualTo("of yesterday\n");
        assertThat(failed.err()).contains(
                "6 of 6 rows failed", "    0 done\n", "exit 3: no licence",
                "out.csv stays as it was: the one run failed, so there are no results\n",
                "Then   mend the command, then longhaul retry screen-1\n", "out.failed.csv")
                .doesNotContain("0 done          out.csv", "Revert");
        assertThat(status.out()).contains("out.csv stays as it was");
        assertThat(retried.exit()).as(retried.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo(cli.read("list.csv"));
        assertThat(retried.err()).contains("    6 done          out.csv", "Revert longhaul revert screen-1");
        assertThat(cli.exists("out.failed.csv")).isFalse();
    }

    @Test
    void aFailedRunMakesNoEmptyFile() {
        cli.script("screen.sh", "exit 3");

        var failed = cli.run(with(BATCH, "--mode", "single", "--max-retries", "0"));

        assertThat(cli.exists("out.csv")).isFalse();
        assertThat(failed.err()).contains("out.csv is not written: the one run failed, so there are no results\n");
    }

    @Test
    void itsBatchLineTellsWhatIsKnown() {
        cli.script("screen.sh", "cat");

        cli.file("batch.yaml", "checkpoint_file: batch_progress.json\n");

        var ended = cli.run(with(BATCH, "--mode", "single", "--config", "batch.yaml"));

        assertThat(ended.err()).contains("  batch 1 of 1 ended: done 6, failed 0, memory ")
                .doesNotContain("ended: passed");
        assertThat(cli.read("batch_progress.json")).contains("\"passed\":null,\"done\":6,");
    }

    @Test
    void aStoppedJobWhoseRunFinishedHasNotWrittenItsResults() {
        cli.script("screen.sh", """
                echo run >> runs.txt; cat > in.csv; touch stop; while [ ! -e signalled ]; do sleep 0.02; done; cat in.csv
                """);

        var stopped = cli.interruptWhen("stop").run(with(BATCH, "--mode", "single"));
        var resumed = cli.run("resume", "latest");

        assertThat(stopped.exit()).isEqualTo(Exit.INTERRUPTED);
        assertThat(stopped.err()).contains(
                "Stopped: 6 of 6 rows stored; out.csv not written yet.\n"
                        + "Resume   longhaul resume screen-1   (writes out.csv, runs nothing again)\n");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(cli.read("runs.txt")).isEqualTo("run\n");
        assertThat(cli.read("out.csv")).isEqualTo(cli.read("list.csv"));
    }
}
