package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The way back from a job's results to the file that they replaced.
class RevertTest {

    private static final String[] LINE = {"screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv"};

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", "ticker\nAAPL\n");
        cli.script("screen.sh", "echo $1");
        cli.file("out.csv", "of yesterday\n");
    }

    @Test
    void theFileThatTheResultsReplacedComesBack() {
        cli.file("out.csv.backup", "the user's own\n");
        cli.file("batch.yaml", "batch_size: 10\n");

        var ended = cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--config",
                "batch.yaml");
        var written = cli.read("out.csv");
        var reverted = cli.run("revert", "screen-1");
        var again = cli.run("revert", "latest");

        assertThat(ended.err()).contains("Revert longhaul revert screen-1 puts back what stood there before");
        assertThat(written).isEqualTo("AAPL\n");
        assertThat(reverted.exit()).as(reverted.err()).isZero();
        assertThat(reverted.err()).contains("out.csv is again what stood there before screen-1 replaced it.");
        assertThat(cli.read("out.csv")).isEqualTo("of yesterday\n");
        assertThat(again.exit()).isZero();
        assertThat(again.err()).isEqualTo("out.csv is already what stood there before screen-1; nothing done.\n");
        assertThat(cli.read("out.csv.backup")).isEqualTo("the user's own\n");
        // whoever looks for results that were never written leaves the old file alone
        assertThat(cli.run("resume", "screen-1").err()).isEqualTo("screen-1 is complete: 1 of 1 rows stored.\n");
        assertThat(cli.read("out.csv")).isEqualTo("of yesterday\n");
    }

    @Test
    void aFileThatWasChangedSinceStaysUnlessForced() throws Exception {
        cli.run(LINE);
        cli.file("out.csv", "worked on by hand\n");

        var refused = cli.run("revert", "screen-1");
        var untouched = cli.read("out.csv");
        var forced = cli.run("revert", "screen-1", "--force");

        assertThat(refused.exit()).isEqualTo(Exit.CONFLICT);
        assertThat(refused.err()).contains("out.csv was changed after screen-1 wrote it", "--force");
        assertThat(untouched).isEqualTo("worked on by hand\n");
        assertThat(forced.exit()).as(forced.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo("of yesterday\n");
        var aside = Path.of(forced.err().lines().findFirst().orElseThrow().replaceAll(".* in (.*)\\.", "$1"));
        assertThat(Files.readString(aside)).isEqualTo("worked on by hand\n");
    }

    @Test
    void aJobThatReplacedNothingSaysSo() {
        cli.remove("out.csv");
        cli.run(LINE);

        var nothing = cli.run("revert", "screen-1");

        assertThat(nothing.exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(nothing.err()).contains("screen-1 has replaced no file: nothing stood at out.csv before it");
        assertThat(cli.read("out.csv")).isEqualTo("AAPL\n");
    }

    @Test
    void aRetryKeepsTheFirstWayBackAndWhatAPersonChangedSince() {
        cli.script("screen.sh", "[ -e well ] || exit 1; echo $1");
        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--max-retries", "0");
        cli.file("well", "");

        cli.run("retry", "screen-1");
        var first = cli.run("revert", "screen-1");

        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo("of yesterday\n");
    }

    @Test
    void ofTwoJobsThatWroteOneFileTheNewerGoesBackFirst() {
        cli.run(LINE);
        cli.script("screen.sh", "echo $1 again");
        cli.run(LINE);

        var refused = cli.run("revert", "screen-1");
        var untouched = cli.read("out.csv");
        var newer = cli.run("revert", "screen-2");
        var between = cli.read("out.csv");
        var older = cli.run("revert", "screen-1");

        assertThat(refused.exit()).isEqualTo(Exit.CONFLICT);
        assertThat(refused.err()).contains("screen-2 wrote out.csv after screen-1 did, so it is left alone.",
                "First   longhaul revert screen-2", "Then    longhaul revert screen-1").doesNotContain("changed");
        assertThat(untouched).isEqualTo("AAPL again\n");
        assertThat(newer.exit()).as(newer.err()).isZero();
        assertThat(between).isEqualTo("AAPL\n");
        assertThat(older.exit()).as(older.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo("of yesterday\n");
    }

    /// A job with a row that fails; returns once it has ended.
    private void failing() {
        cli.file("list.csv", "ticker\nAAPL\nBAD\n");
        cli.script("screen.sh", "[ $1 = AAPL ] || [ -e well ] || exit 1; echo $1");
        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--max-retries", "0");
    }

    @Test
    void theFileOfFailedRowsThatTheJobMadeIsTakenAway() {
        failing();
        assertThat(cli.read("out.failed.csv")).contains("BAD");

        var reverted = cli.run("revert", "screen-1");

        assertThat(reverted.exit()).as(reverted.err()).isZero();
        assertThat(cli.exists("out.failed.csv")).isFalse();
        assertThat(reverted.err()).contains("out.failed.csv, which screen-1 wrote beside it, is gone again.");
        assertThat(cli.run("revert", "screen-1").err())
                .isEqualTo("out.csv is already what stood there before screen-1; nothing done.\n");
    }

    @Test
    void theFileOfFailedRowsThatStoodThereComesBack() {
        cli.file("out.failed.csv", "row,key\n9,YESTERDAY\n");
        failing();
        cli.file("well", "");
        cli.run("retry", "screen-1");
        assertThat(cli.exists("out.failed.csv")).isFalse();

        var reverted = cli.run("revert", "screen-1");

        assertThat(reverted.exit()).as(reverted.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo("of yesterday\n");
        assertThat(cli.read("out.failed.csv")).isEqualTo("row,key\n9,YESTERDAY\n");
        assertThat(reverted.err()).contains("out.failed.csv beside it is again what stood there before, too.");
    }

    @Test
    void aFileOfFailedRowsThatWasChangedSinceStays() {
        failing();
        cli.file("out.failed.csv", "row,key\n3,CORRECTED\n");

        var reverted = cli.run("revert", "screen-1");

        assertThat(reverted.exit()).as(reverted.err()).isZero();
        assertThat(cli.read("out.csv")).isEqualTo("of yesterday\n");
        assertThat(cli.read("out.failed.csv")).isEqualTo("row,key\n3,CORRECTED\n");
        assertThat(reverted.err()).contains("out.failed.csv was changed after screen-1 wrote it, so it stays.");
    }

    @Test
    void aFailedSingleRunThatIsRetriedGoesBackToWhatStoodBeforeTheJob() {
        cli.script("screen.sh", "[ -e well ] || exit 1; cat");
        cli.run("screen", "list.csv", "--exec", "./screen.sh", "--per", "batch", "--batch-format", "csv", "--mode",
                "single", "-o", "out.csv", "--max-retries", "0");
        assertThat(cli.read("out.failed.csv")).contains("AAPL");
        cli.file("well", "");
        assertThat(cli.run("retry", "screen-1").exit()).isZero();

        cli.run("revert", "screen-1");

        assertThat(cli.read("out.csv")).isEqualTo("of yesterday\n");
        assertThat(cli.exists("out.failed.csv")).isFalse();
    }

    @Test
    void backupsGoWithTheirJob() {
        cli.run(LINE);
        var kept = cli.home().resolve("backups/screen-1");
        assertThat(kept).isDirectory();

        cli.wall(() -> Instant.now().plus(Duration.ofDays(60))).run("clean", "--yes");

        assertThat(kept).doesNotExist();
        assertThat(cli.read("out.csv")).isEqualTo("AAPL\n");
    }
}
