package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Screens from the command line to their files.
class ScreenTest {

    private static final String TEN = """
            ticker,name
            AAPL,Apple
            MSFT,Microsoft
            BRK.B,Berkshire
            ,nobody
            TSLA,Tesla
            GOOG,Alphabet
            AMZN,Amazon
            NVDA,Nvidia
            META,Meta
            AAPL,Apple
            """;

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
    }

    /// For a script that wants to be stopped: says so, and waits until it happened.
    private static final String STOP = "touch stop; while [ ! -e signalled ]; do sleep 0.02; done; ";

    private static String rows(int count) {
        return "ticker\n" + IntStream.rangeClosed(1, count).mapToObj(n -> "T" + n + "\n").collect(Collectors.joining());
    }

    @Test
    void aScreenEndsWithCountsFilesAndHints() {
        cli.file("list.csv", TEN);
        cli.script("screen.sh", """
                case $1 in TSLA) echo no bars >&2; exit 3;; GOOG) exit 65;; AMZN) exit 0;; esac
                echo "ticker,length"; echo "$1,${#1}"
                """);

        var ended =
                cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--max-retries", "0");

        assertThat(ended.exit()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines().map(line -> line.replaceAll("in [0-9.]+ s;", "in T;"))).containsExactly(
                "Plan  10 rows, column \"ticker\"; row 5 has no ticker",
                "      4 at a time, 120 s a row; limits and cost not declared",
                "Job   screen-1; Ctrl-C stops it, finished rows are kept",
                "Finished screen-1 in T; 2 of 10 rows failed",
                "    6 passed        out.csv",
                "    1 screened out",
                "    1 skipped       longhaul items screen-1 --skipped",
                "    2 failed        out.failed.csv",
                "      1 unknown     TSLA: exit 3: no bars",
                "      1 validation  row 5: no ticker",
                "Look   longhaul explain screen-1 TSLA",
                "Retry  longhaul retry screen-1 --class unknown");
        assertThat(cli.read("out.csv")).isEqualTo("""
                ticker,length
                AAPL,4
                MSFT,4
                BRK.B,5
                NVDA,4
                META,4
                AAPL,4
                """);
        assertThat(cli.read("out.failed.csv")).isEqualTo("""
                row,key,class,reason,attempts,ticker,name
                5,,validation,no ticker,0,,nobody
                6,TSLA,unknown,exit 3: no bars,1,TSLA,Tesla
                """);
    }

    @Test
    void resultsGoThroughALinkToAFileThatIsNotThereYet() throws Exception {
        cli.file("list.csv", rows(2));
        var link = Files.createSymbolicLink(cli.directory().resolve("out.csv"), Path.of("new.csv"));

        var ended = cli.run("screen", "list.csv", "--exec", "echo {ticker}", "-o", "out.csv");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(cli.read("new.csv")).isEqualTo("T1\nT2\n");
    }

    @Test
    void aDoneRowSaysHowOftenItsCommandRan() {
        cli.file("list.csv", "ticker\nONCE\nTWICE\nSKIP\nONCE\n");
        cli.script("screen.sh", """
                case $1 in SKIP) exit 65;; TWICE) [ -e failed ] || { touch failed; exit 1; };; esac; echo "$1"
                """);
        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "--concurrency", "1");

        var attempts = cli.run("items", "latest", "--json").out().lines()
                .filter(line -> line.contains("attempts"))
                .map(line -> line.replaceAll(".*\"key\":\"(\\w+)\".*\"attempts\":(\\d+).*", "$1 $2"));

        // the second ONCE is answered from the store
        assertThat(attempts).containsExactly("ONCE 1", "TWICE 2", "SKIP 1", "ONCE 0");
    }

    @Test
    void nothingIsPutBesideADevice() {
        cli.file("list.csv", rows(1));

        var ended = cli.run("screen", "list.csv", "--exec", "false", "-o", "/dev/null", "--max-retries", "0");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(Path.of("/dev/null.failed.csv")).doesNotExist();
    }

    @Test
    void rowsThatWereRefusedAtTheLoadStayRefusedAtARetry() {
        cli.file("list.csv", "ticker,name\nAAPL,a\n,b\nMSFT\n");
        cli.script("screen.sh", "echo \"run $1\" >> runs.txt; echo \"$1\"");

        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv");
        var ended = cli.run("retry", "latest");

        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).isEqualTo("""
                2 rows of the list were refused; correct them: longhaul retry screen-1 --input FILE
                screen-1 has no other failed rows; nothing to retry.
                """);
        assertThat(cli.read("runs.txt")).isEqualTo("run AAPL\n");

        cli.file("out.failed.csv", cli.read("out.failed.csv").replace(",,b", ",GOOG,b"));
        var corrected = cli.run("retry", "latest", "--input", "out.failed.csv");

        assertThat(corrected.exit()).as(corrected.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(cli.read("runs.txt")).isEqualTo("run AAPL\nrun GOOG\n");
        assertThat(cli.read("out.csv")).isEqualTo("AAPL\nGOOG\n");
    }

    @Test
    void resultsThatADeathLeftUnwrittenAreWrittenByAResume() throws Exception {
        cli.file("list.csv", rows(3));
        cli.script("screen.sh", "echo $1");
        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv");

        var written = cli.run("resume", "screen-1");
        cli.remove("out.csv");
        var missing = cli.run("resume", "screen-1");

        assertThat(written.err()).isEqualTo("screen-1 is complete: 3 of 3 rows stored.\n");
        assertThat(missing.exit()).as(missing.err()).isZero();
        assertThat(missing.err()).contains("Finished screen-1", "3 passed        out.csv");
        assertThat(cli.read("out.csv")).isEqualTo("T1\nT2\nT3\n");
    }

    @Test
    void equalRowsAreRunOnce() {
        cli.file("list.csv", TEN);
        cli.script("screen.sh", "echo $1 >> runs.txt; echo $1");

        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt");

        assertThat(cli.read("runs.txt").lines()).containsOnlyOnce("AAPL").hasSize(8);
        assertThat(cli.read("out.txt").lines()).filteredOn("AAPL"::equals).hasSize(2);
    }

    @Test
    void threeBatchesOfTenStopWithCtrlCAndGoOnWithTheSameLine() {
        cli.file("list.csv", rows(30));
        cli.script("screen.sh", "echo $1 >> runs.txt; if [ $1 = T12 ] || [ -e stop ]; then " + STOP + "fi; echo $1");
        String[] line = {"screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--batch-size", "10"};

        var stopped = cli.interruptWhen("stop").run(line);

        assertThat(stopped.exit()).isEqualTo(Exit.INTERRUPTED);
        assertThat(stopped.err())
                .contains("Stopping screen-1: up to 10 s for ", "Ctrl-C again stops now; those rows will run again.")
                .containsPattern("Stopped: \\d+ of 30 rows stored; out.txt not written yet.")
                .contains("Resume   longhaul resume screen-1", "So far   longhaul export screen-1 -o so-far.csv");
        assertThat(cli.exists("out.txt")).isFalse();

        var resumed = cli.run(line);

        assertThat(resumed.exit()).isEqualTo(Exit.OK);
        assertThat(resumed.err()).containsPattern("goes on with screen-1: \\d+ of 30 rows done already");
        assertThat(cli.read("out.txt")).isEqualTo(rows(30).replace("ticker\n", ""));
        assertThat(cli.read("runs.txt").lines()).doesNotHaveDuplicates().hasSize(30);
        assertThat(cli.jobs()).hasSize(1);
    }

    @Test
    void singleModeGivesTheSameBytesAsBatchModeForEachItem() {
        cli.file("list.csv", rows(23));
        cli.script("screen.sh", "case $1 in *7) ;; *) echo ticker,x; echo $1,é;; esac");

        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "batch.csv");
        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "--mode", "single", "-o", "single.csv",
                "--new");

        assertThat(cli.read("batch.csv")).startsWith("ticker,x\nT1,é\n").isEqualTo(cli.read("single.csv"));
    }

    @Test
    void singleModeGivesTheSameBytesAsBatchModeAndAsTheScriptItself() {
        cli.file("list.csv", rows(23));
        cli.script("screen.sh",
                "echo run >> runs.txt; awk -F, 'NR==1 {print \"ticker,row\"; next} !/7$/ {print $1 \",\" length($1)}'");
        cli.file("batch.yaml", "batch_size: 10\ncheckpoint_file: batch_progress.json\ntemp_results_dir: batch_temp/\n");
        String[] both = {"screen", "list.csv", "--exec", "./screen.sh", "--per", "batch", "--batch-format", "csv"};

        var batch = cli.run(with(both, "--config", "batch.yaml", "-o", "batch.csv"));
        var single = cli.run(with(both, "--mode", "single", "-o", "single.csv"));

        assertThat(batch.exit()).as(batch.err()).isZero();
        assertThat(single.exit()).as(single.err()).isZero();
        assertThat(cli.read("runs.txt").lines()).hasSize(3 + 1);
        assertThat(cli.read("batch.csv")).startsWith("ticker,row\nT1,2\n").isEqualTo(cli.read("single.csv"));
        assertThat(batch.err()).contains("batch 3 of 3 ended: passed 3, failed 0, memory ");
        assertThat(cli.read("batch_progress.json"))
                .contains("\"status\":\"completed\"", "\"batch\":\"3 of 3\"", "\"processed\":23", "\"passed\":21",
                        "\"updatedAt\":");
        assertThat(cli.exists("batch_temp")).isFalse();
        assertThat(cli.exists("batch.csv.backup")).isFalse();
    }

    private static String[] with(String[] line, String... more) {
        return IntStream.range(0, line.length + more.length)
                .mapToObj(n -> n < line.length ? line[n] : more[n - line.length])
                .toArray(String[]::new);
    }

    @Test
    void aWorkerAnswersRowAfterRow() {
        cli.file("list.csv", rows(5));
        cli.script("worker.sh", """
                while read -r line; do
                  id=$(printf '%s' "$line" | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
                  case $id in
                    T2) printf '{"id":"T2","skip":"too small"}\\n';;
                    *) printf '{"id":"%s","result":{"ticker":"%s","score":-1.5}}\\n' "$id" "$id";;
                  esac
                done
                """);

        var ended = cli.run("screen", "list.csv", "--exec", "./worker.sh", "--per", "worker", "-o", "out.csv");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("    1 skipped");
        assertThat(cli.read("out.csv")).isEqualTo("ticker,score\nT1,-1.5\nT3,-1.5\nT4,-1.5\nT5,-1.5\n");
    }

    @Test
    void inputColumnsComeFirstAndFormulasAreGuarded() {
        cli.file("list.csv", "ticker,note\nAAPL,=1+1\nMSFT,fine\n");
        cli.script("screen.sh", "echo \"{\\\"momentum\\\":-0.034,\\\"text\\\":\\\"@x\\\"}\"");

        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "--include-columns", "ticker,note", "-o",
                "out.csv");

        assertThat(cli.read("out.csv")).isEqualTo("""
                ticker,note,momentum,text
                AAPL,'=1+1,-0.034,'@x
                MSFT,fine,-0.034,'@x
                """);
    }

    @Test
    void fiveLikeFailuresPauseTheJob() {
        cli.file("list.csv", rows(20));
        cli.script("screen.sh", "echo run >> runs.txt; echo cannot find module pandas >&2; exit 1");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--max-retries", "0",
                "--concurrency", "1");

        assertThat(ended.exit()).isEqualTo(Exit.PAUSED);
        // one may be under way when the fifth is counted; it ends and is kept
        long runs = cli.read("runs.txt").lines().count();
        assertThat(runs).isBetween(5L, 6L);
        assertThat(ended.err()).contains(
                "Paused, it needs you: " + runs + " of 20 rows stored; out.csv not written yet.",
                "Reason   5 like failures in a row: exit 1: cannot find module pandas");
    }

    @Test
    void changedOptionsAreNamedAndNothingIsGuessed() {
        cli.file("list.csv", rows(30));
        cli.script("screen.sh", STOP + "echo $1");
        cli.interruptWhen("stop")
                .run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--concurrency", "1");

        var other = cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker} --fast", "-o", "out.csv");
        var anew = cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker} --fast", "-o", "new.csv", "--new");

        assertThat(other.exit()).isEqualTo(Exit.CONFLICT);
        assertThat(other.err()).contains("screen-1", "changed: --exec (was ./screen.sh {ticker})", "--adopt", "--new");
        assertThat(anew.exit()).as(anew.err()).isZero();
        assertThat(cli.jobs()).hasSize(2);
    }

    @Test
    void aPricedJobNeedsConsentOrABudget() {
        cli.file("list.csv", rows(3));
        cli.script("screen.sh", "echo $1");
        String[] line = {"screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--price", "0.02"};

        var refused = cli.run(line);
        var agreed = cli.run(with(line, "--yes"));

        assertThat(refused.exit()).isEqualTo(Exit.USAGE);
        assertThat(refused.err()).contains("3 runs, $0.06", "has no --budget; set one, or agree with --yes");
        assertThat(agreed.exit()).as(agreed.err()).isZero();
        assertThat(agreed.err()).contains("$0.06 spent");
        assertThat(cli.jobs()).hasSize(1);
    }

    @Test
    void aBudgetPausesTheJobAndIsNeverExceeded() {
        cli.file("list.csv", rows(5));
        cli.script("screen.sh", "echo $1 >> runs.txt; echo $1");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--price", "0.02", "--budget",
                "0.05");

        assertThat(ended.exit()).isEqualTo(Exit.PAUSED);
        assertThat(cli.read("runs.txt").lines()).hasSize(2);
        assertThat(ended.err()).containsPattern("Paused, the budget is used up: [012] of 5 rows stored")
                .contains("--budget USD");
    }

    @Test
    void aTimeLimitEndsWithWorkLeft() {
        cli.file("list.csv", rows(3));
        cli.script("screen.sh", "[ $1 = T1 ] || sleep 30; echo $1; echo $1 >> done.txt");
        cli.file("done.txt", "");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--time-limit", "4",
                "--concurrency", "1");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.SLICE_ENDED);
        long done = cli.read("done.txt").lines().count();
        assertThat(done).isLessThan(2);
        assertThat(ended.err()).contains("Stopped: " + done + " of 3 rows stored");
    }

    @Test
    void aTimeLimitThatNoPaidRunFitsIntoIsRefused() {
        cli.file("list.csv", rows(3));
        cli.script("screen.sh", "echo $1");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "--price", "0.01", "--budget", "1",
                "--time-limit", "60s");

        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains("--time-limit 60 s is shorter than a paid run may take (120 s)");
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void aPlanAsJsonIsOneDocument() {
        cli.file("list.csv", rows(10));

        var ended = cli.run(
                "screen", "list.csv", "--exec", "true {ticker}", "--price", "0.5", "--budget", "2", "--dry-run",
                "--json");
        var shown = cli.run(
                "screen", "list.csv", "--exec", "true {ticker}", "--price", "0.5", "--budget", "2", "--dry-run");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out().strip()).startsWith("{\"schema\":1,\"rows\":10,").endsWith("}")
                .contains("\"cost_max\":\"5.0\",\"budget\":\"2\",\"bound\":null");
        assertThat(shown.out()).contains("budget $2.00 pauses it after 4 runs");
    }

    @Test
    void aDryRunShowsTheBoundAndMakesNothing() {
        cli.file("list.csv", rows(100));

        var ended = cli.run("screen", "list.csv", "--exec", "true {ticker}", "--rate", "10/h", "--dry-run");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("Plan  100 rows, column \"ticker\"", "10/h; cost not declared",
                "limits allow ");
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void standardInputAndOutputWork() {
        cli.script("screen.sh", "echo $1");

        var ended =
                cli.stdin("ticker\nAAPL\nMSFT\n").run("screen", "-", "--exec", "./screen.sh {ticker}", "-o", "-", "-q");

        assertThat(ended.out()).isEqualTo("AAPL\nMSFT\n");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void rowsThatFailedBeforeAreLeftOutOnRequest() {
        cli.file("list.csv", rows(3));
        cli.script("screen.sh", "[ $1 != T2 ] || exit 1; echo $1");
        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--max-retries", "0");

        var ended =
                cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--exclude-failed");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("    2 passed", "    1 skipped");
    }

    @Test
    void anAdoptedJobGoesOnUnderTheNewCommandAndKeepsWhatIsDone() {
        cli.file("list.csv", rows(30));
        cli.script("screen.sh", STOP + "echo $1 $2");
        cli.interruptWhen("stop")
                .run("screen", "list.csv", "--exec", "./screen.sh {ticker} old", "-o", "out.txt", "--concurrency", "1");

        var adopted = cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker} new", "-o", "new.txt", "--adopt");

        assertThat(adopted.exit()).as(adopted.err()).isZero();
        assertThat(cli.jobs()).hasSize(1);
        assertThat(cli.read("new.txt")).contains("T30 new").hasLineCount(30);
        assertThat(cli.exists("out.txt")).isFalse();
    }

    @Test
    void automaticBatchesTakeTheQuickestSize() {
        cli.file("list.csv", rows(200));
        cli.script("screen.sh", "n=$(grep -c .); [ $n != 30 ] || exit 0; sleep 0.4");

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh", "--per", "batch", "--batch-format", "lines",
                "--batch-size", "auto", "-o", "o.txt");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("batches of 30 are quickest");
        assertThat(cli.jobs().getFirst().draft().batchSize()).isEqualTo(30);
    }

    @Test
    void theEndAsJsonIsOneDocumentAndNothingElse() {
        cli.file("list.csv", rows(3));
        cli.script("screen.sh", "echo $1");

        var ended = cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--json");

        assertThat(ended.err()).isEmpty();
        var document = new tools.jackson.databind.json.JsonMapper().readTree(ended.out());
        assertThat(document.path("schema").asInt()).isEqualTo(1);
        assertThat(document.path("jobId").asString()).isEqualTo("screen-1");
        assertThat(document.path("status").asString()).isEqualTo("completed");
        assertThat(document.path("items").path("done").asInt()).isEqualTo(3);
    }

    @Test
    void variablesThatAreMissingAtAResumeAreListedAndTheirValuesAreNotStored() throws java.io.IOException {
        cli.file("list.csv", rows(30));
        cli.script("screen.sh", STOP + "echo $1 $TIINGO_KEY");
        String[] line = {"screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt", "--concurrency", "1"};
        cli.variables(java.util.Map.of("TIINGO_KEY", "not-for-the-disk", "SHLVL", "1"));
        cli.interruptWhen("stop").run(line);
        // a command's own output is its business
        assertThat(cli.jobs().getFirst().draft().settings()).doesNotContainValue("not-for-the-disk");

        var resumed = cli.variables(java.util.Map.of()).run(line);

        assertThat(resumed.err()).contains("not set now, but when the job was made: TIINGO_KEY\n");
    }

    @Test
    void badScriptsEndTheirRowWithAReasonAndTheRestRuns() {
        cli.file("list.csv", "ticker\nHANGS\nFLOODS\nDIES\nFORKS\nGARBAGE\nFINE\n");
        cli.script("screen.sh", """
                case $1 in
                  HANGS) sleep 60;;
                  FLOODS) yes | head -c 80000000;;
                  DIES) kill -SEGV $$;;
                  FORKS) sleep 60 & echo forked;;
                  GARBAGE) printf 'a\\377\\000b\\n';;
                  FINE) echo fine;;
                esac
                """);

        var ended = cli.run(
                "screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.bin", "--timeout", "8",
                "--max-retries", "0");

        assertThat(ended.exit()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(ended.err())
                .contains("timeout     HANGS: no answer in 8 s")
                .containsPattern("validation  FLOODS: wrote more than \\d+ MB")
                .containsPattern("unknown     DIES: (ended by signal 11|exit 139)")
                .contains("    3 passed");
        assertThat(cli.directory().resolve("out.bin")).hasBinaryContent(
                "forked\na\u00ff\0b\nfine\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @Test
    void naughtyStringsAsKeysComeOutUnchanged() {
        var naughty = "undefined;-1;$HOME;`id`;\u202etest;ÅÍÎÏ˝;<script>;%s%s;../../etc/passwd;--help;{ticker}"
                .split(";", -1);
        cli.file("list.csv", "name\n" + String.join("\n", naughty) + "\n");
        cli.script("screen.sh", "printf '%s\\n' \"$1\"");

        var ended = cli.run("screen", "list.csv", "--exec", "./screen.sh {name}", "-o", "out.txt", "--header");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.read("out.txt").lines()).containsExactly(naughty);
    }
}
