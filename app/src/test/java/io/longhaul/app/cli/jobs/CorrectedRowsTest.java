package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `retry JOB --input FILE`, from a failed screen to whole results.
@Timeout(60)
class CorrectedRowsTest {

    private static final String LIST = """
            ticker,name
            MSFT,Microsoft
            APPL,Apple
            ,nobody
            TSLA,Tesla
            APPL,Apple again
            GOOG,Alphabet
            """;

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void aScreenOfWhichThreeRowsFail(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", LIST);
        // APPL is a wrong ticker; TSLA has a wrong name
        cli.script("screen.sh", """
                echo "$1 $2" >> runs.txt
                case "$1 $2" in APPL*|*" Tesla") echo "not known" >&2; exit 3;; esac
                echo "ticker,name"; echo "$1,$2"
                """);
        var failed = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh {ticker} {name}", "-o", "out.csv", "--max-retries", "0");
        assertThat(failed.exit()).as(failed.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(cli.read("out.failed.csv")).isEqualTo("""
                row,key,class,reason,attempts,ticker,name
                3,APPL,unknown,exit 3: not known,1,APPL,Apple
                4,,validation,no ticker,0,,nobody
                5,TSLA,unknown,exit 3: not known,1,TSLA,Tesla
                6,APPL,unknown,exit 3: not known,1,APPL,Apple again
                """);
        cli.file("runs.txt", "");
    }

    private Cli.Ended retry(String... more) {
        var line = new java.util.ArrayList<>(java.util.List.of("retry", "screen-1"));
        line.addAll(java.util.List.of(more));
        return cli.run(line.toArray(String[]::new));
    }

    @Test
    void theFileOfFailuresIsEditedAndGivenBack() {
        cli.file("out.failed.csv", cli.read("out.failed.csv")
                .replace("1,APPL,", "1,AAPL,")
                .replace(",,nobody", ",NBDY,nobody")
                .replace("TSLA,Tesla", "TSLA,Tesla Inc"));

        var ended = retry("--input", "out.failed.csv");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("Correcting 4 failed rows of screen-1.\n");
        assertThat(cli.read("out.csv")).isEqualTo("""
                ticker,name
                MSFT,Microsoft
                AAPL,Apple
                NBDY,nobody
                TSLA,Tesla Inc
                AAPL,Apple again
                GOOG,Alphabet
                """);
        assertThat(cli.exists("out.failed.csv")).isFalse();
        assertThat(cli.read("runs.txt").lines())
                .containsExactlyInAnyOrder("AAPL Apple", "NBDY nobody", "TSLA Tesla Inc", "AAPL Apple again");
        assertThat(cli.run("explain", "screen-1", "AAPL#2").out()).contains("AAPL#2, row 6 of screen-1");
        assertThat(cli.run("explain", "screen-1", "APPL").exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(cli.run("doctor").exit()).isZero();
    }

    @Test
    void rowsAsTheyWereRunAgainButRefusedOnesStay() {
        cli.file("fixed.csv", cli.read("out.failed.csv").replace("1,APPL,Apple\n", "1,AAPL,Apple\n"));

        var ended = retry("--input", "fixed.csv");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(ended.err()).contains("""
                Correcting 3 failed rows of screen-1; 2 of them as before.
                1 row not corrected, still failed: row 3 (no ticker)
                """);
        assertThat(cli.read("runs.txt").lines())
                .containsExactlyInAnyOrder("AAPL Apple", "TSLA Tesla", "APPL Apple again");
        assertThat(cli.read("out.csv")).isEqualTo("""
                ticker,name
                MSFT,Microsoft
                AAPL,Apple
                GOOG,Alphabet
                """);
        assertThat(cli.read("out.failed.csv").lines().map(line -> line.split(",", 3)[1]))
                .containsExactly("key", "", "TSLA", "APPL");
    }

    @Test
    void rowsLikeThoseOfTheListAreToldByTheirKey() {
        cli.file("fixed.csv", """
                ticker;name
                tsla;Tesla Inc
                MSFT;Microsoft
                AAPL;Apple
                """);

        var ended = retry("--input", "fixed.csv");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(ended.err()).contains("""
                Correcting 1 failed row of screen-1.
                2 rows match no failed row: row 3 (MSFT is done), row 4 (AAPL is not in the list)
                """);
        assertThat(cli.read("runs.txt").lines()).containsExactly("tsla Tesla Inc");
    }

    @Test
    void theNthRowOfAKeyCorrectsTheNthFailedOne() {
        cli.script("screen.sh", "echo \"$1,$2\"");
        cli.file("fixed.csv", "ticker,name\nAPPL,one\nAPPL,two\nAPPL,three\n");

        var ended = retry("--input", "fixed.csv");

        assertThat(ended.err()).contains(
                "1 row matches no failed row: row 4 (APPL failed once, and is corrected by a row before)");
        assertThat(cli.read("out.csv")).contains("APPL,one\n", "APPL,two\n").doesNotContain("three");
    }

    @Test
    void aFileThatCannotBeMeantChangesNothing() {
        var left = cli.read("out.failed.csv");
        cli.file("columns.csv", "ticker,title\nTSLA,Tesla\n");
        cli.file("ragged.csv", "ticker,name\nTSLA,Tesla Inc\nAPPL\n");
        cli.file("key.csv", left.replace("5,TSLA,", "5,TSLX,"));
        cli.file("twice.csv", left + "5,TSLA,unknown,x,1,TSLA,Tesla Inc\n");
        cli.file("number.csv", left.replace("\n5,", "\nfive,"));
        cli.file("emptied.csv", left.replace("1,TSLA,", "1,,"));
        cli.file("none.csv", "ticker,name\nGOOG,Alphabet\n");

        assertRefused("missing.csv", "missing.csv");
        assertRefused("columns.csv", "columns.csv: got columns ticker, title; want those of the list (ticker, name)"
                + " or of its .failed.csv (row, key, class, reason, attempts, ticker, name); nothing was changed");
        assertRefused("ragged.csv", "ragged.csv, row 3: row has 1 cell; the header has 2. Correct it");
        assertRefused("key.csv", "key.csv, row 4: column \"key\" was changed from \"TSLA\" to \"TSLX\"; it says which"
                + " row this was. Change column \"ticker\" instead");
        assertRefused("twice.csv", "twice.csv, row 6: row 4 corrects row 5 of the list already");
        assertRefused("number.csv", "number.csv, row 4: column \"row\": got \"five\"; want the row's number");
        assertRefused("emptied.csv", "emptied.csv, row 4: no ticker");
        assertRefused("none.csv", "none.csv: no row of it corrects a failed row of screen-1");
        assertThat(retry("--input", "none.csv", "--class", "unknown").exit()).isEqualTo(Exit.USAGE);

        assertThat(cli.read("out.failed.csv")).isEqualTo(left);
        assertThat(cli.read("runs.txt")).isEmpty();
    }

    private void assertRefused(String file, String message) {
        var ended = retry("--input", file);
        assertThat(ended.exit()).as(file + ": " + ended.err()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains(message);
    }

    @Test
    void cellsThatWereGuardedComeBackAsTheyWere(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", "id,key\n@x,+1\n=y,\"-2, \"\"3\"\"\"\n");
        cli.script("screen.sh", "[ -e go ] || exit 3; echo \"$1 $2\"");
        cli.run("screen", "list.csv", "--key", "id", "--exec", "./screen.sh {id} {key}", "-o", "out.txt",
                "--max-retries", "0");
        assertThat(cli.read("out.failed.csv")).contains("row,key,class,reason,attempts,id,key_2\n", "'@x,'+1\n");
        cli.file("out.failed.csv", cli.read("out.failed.csv").replace("'+1", "'+7"));
        cli.file("go", "");

        var ended = retry("--input", "out.failed.csv");

        assertThat(ended.err()).contains("Correcting 2 failed rows of screen-1; 1 of them as before.");
        assertThat(cli.read("out.txt")).isEqualTo("@x +7\n=y -2, \"3\"\n");
    }

    @Test
    void aListWithoutAHeaderIsCorrectedByOne(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.txt", "MSFT\nAPPL\n");
        cli.script("screen.sh", "[ $1 = APPL ] && exit 3; echo $1");
        cli.run("screen", "list.txt", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--max-retries", "0");
        cli.file("out.failed.csv", cli.read("out.failed.csv").replace("1,APPL", "1,AAPL"));

        var ended = retry("--input", "out.failed.csv");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.read("out.txt")).isEqualTo("MSFT\nAAPL\n");
    }

    @Test
    void anotherProcessThatOwnsTheStoreCorrectsAndRuns() throws Exception {
        var owner = new Cli(cli.directory());
        cli.file("other.csv", "ticker\nA\n");
        cli.script("slow.sh", "touch begun; while [ ! -e go ]; do sleep 0.05; done; echo $1");
        var running = CompletableFuture.supplyAsync(
                () -> owner.run("screen", "other.csv", "--exec", "./slow.sh {ticker}", "-o", "other.txt"));
        while (!cli.exists("begun")) {
            Thread.onSpinWait();
        }
        cli.file("out.failed.csv", cli.read("out.failed.csv").replace("1,APPL,", "1,AAPL,"));

        var ended = retry("--input", "out.failed.csv");

        assertThat(ended.err()).contains("Correcting 3 failed rows of screen-1; 1 of them as before.");
        assertThat(cli.read("out.csv")).contains("AAPL,Apple\n", "AAPL,Apple again\n");
        assertThat(running).isNotDone();
        cli.file("go", "");
        assertThat(running.get().exit()).isZero();
    }
}
