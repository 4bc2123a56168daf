package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rows that passed, were screened out, were skipped or failed are told apart, and what a failed command said is kept.
class OutcomesToldApartTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void aJobWithEveryOutcome(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", "ticker,name\nPASS,a\nOUT,b\nSKIP,c\nFAIL,d\n");
        cli.script("screen.sh", """
                case $1 in
                OUT) exit 0;;
                SKIP) echo too young >&2; exit 65;;
                FAIL) echo 'Traceback (most recent call last):' >&2; echo '  File "x.py", line 3' >&2
                      printf 'Key\\033[31mError: close\\n' >&2; exit 1;;
                esac
                echo "ticker,score"; echo "$1,7"
                """);
        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.csv", "--max-retries", "0");
    }

    private java.util.List<String> keys(String... options) {
        var line = new java.util.ArrayList<>(java.util.List.of("items", "latest", "--json"));
        line.addAll(java.util.List.of(options));
        var items = MAPPER.readTree(cli.run(line.toArray(String[]::new)).out()).get("items");
        return StreamSupport.stream(items.spliterator(), false).map(OutcomesToldApartTest::keyAndEnding).toList();
    }

    private static String keyAndEnding(JsonNode item) {
        return item.get("key").stringValue() + " " + item.get("ending").stringValue();
    }

    @Test
    void itemsAreListedByHowTheyEnded() {
        assertThat(keys()).containsExactly("PASS passed", "OUT screened-out", "SKIP skipped", "FAIL failed");
        assertThat(keys("--passed")).containsExactly("PASS passed");
        assertThat(keys("--screened-out")).containsExactly("OUT screened-out");
        assertThat(keys("--passed", "--skipped")).containsExactly("PASS passed", "SKIP skipped");
        assertThat(cli.run("items", "latest").out()).contains("OUT         screened out");
        assertThat(cli.run("items", "latest", "--screened-out").out()).contains("OUT").doesNotContain("PASS", "FAIL");
    }

    @Test
    void anExportOfAllRowsSaysHowEachEnded() {
        assertThat(cli.run("export", "latest", "--all-rows", "--format", "csv").out()).isEqualTo("""
                ticker,name,status,class,reason,ticker_2,score
                PASS,a,passed,,,PASS,7
                OUT,b,screened-out,,,,
                SKIP,c,skipped,,too young,,
                FAIL,d,failed,unknown,exit 1: KeyError: close,,
                """);

        var ended = cli.run("export", "latest", "--all-rows", "-o", "all.csv", "--include-columns", "name");

        assertThat(ended.err()).startsWith("4 rows in all.csv");
        // whoever asks for some columns still has to know which row is which
        assertThat(cli.read("all.csv")).isEqualTo("""
                ticker,name,status,class,reason,ticker_2,score
                PASS,a,passed,,,PASS,7
                OUT,b,screened-out,,,,
                SKIP,c,skipped,,too young,,
                FAIL,d,failed,unknown,exit 1: KeyError: close,,
                """);
        cli.run("export", "latest", "--all-rows", "-o", "all.csv", "--include-columns", "name,ticker");
        assertThat(cli.read("all.csv")).startsWith("name,ticker,status,class,reason,ticker_2,score\na,PASS,passed,");
    }

    @Test
    void rowsThatHaveNotEndedAreExportedAsPending() {
        cli.file("two.csv", "ticker\nA\nB\nC\n");
        cli.script("slow.sh", "touch stop; while [ ! -e signalled ]; do sleep 0.02; done; echo $1");
        cli.interruptWhen("stop");
        cli.run("screen", "two.csv", "--exec", "./slow.sh {ticker}", "--concurrency", "1");

        var all = cli.run("export", "latest", "--all-rows").out();

        // the one that was running when it was stopped came to its end
        assertThat(all.replaceAll("[ABC],passed,,,[ABC]", "X").replaceAll("[ABC],pending,,,", "Y").lines())
                .startsWith("ticker,status,class,reason,output")
                .containsExactlyInAnyOrder("ticker,status,class,reason,output", "X", "Y", "Y");
    }

    @Test
    void theWholeStandardErrorOfAFailedRowIsShown() {
        var ended = cli.run("explain", "latest", "FAIL");

        assertThat(ended.out()).contains("""
                Standard error
                  Traceback (most recent call last):
                    File "x.py", line 3
                  Key\\e[31mError: close
                """);
        var document = MAPPER.readTree(cli.run("explain", "latest", "FAIL", "--json").out());
        assertThat(document.get("standardError").stringValue()).startsWith("Traceback").endsWith("Error: close\n");
        assertThat(cli.run("explain", "latest", "SKIP").out()).contains("Standard error\n  too young\n");
        assertThat(cli.run("explain", "latest", "PASS").out()).doesNotContain("Standard error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"item", "batch"})
    void theStandardErrorOfARunThatTimedOutIsShownToo(String per) {
        cli.file("one.csv", "ticker\nSLOW\n");
        cli.script("slow.sh", """
                echo 'cannot reach the licence server' >&2
                i=0; while [ $i -lt 300 ]; do echo "$i 0123456789012345678901234567890123456789012345678901234567890" >&2
                i=$((i + 1)); done; echo 'still waiting' >&2; exec sleep 60
                """);
        cli.run("screen", "one.csv", "--exec", per.equals("item") ? "./slow.sh {ticker}" : "./slow.sh", "--per", per,
                "--batch-size", "1", "--timeout", "2", "--max-retries", "0");

        var shown = cli.run("explain", "latest", "SLOW").out();

        assertThat(shown).contains("no answer in 2 s", "Standard error\n  cannot reach the licence server\n  0 0123",
                " bytes left out …\n", "  still waiting\n").hasSizeBetween(2 * 8_192, 2 * 8_192 + 2_000);
    }

    @Test
    void theReportOfTheLatestJobBlamesTheCommand() {
        var report = cli.run("report");

        assertThat(report.exit()).as(report.err()).isZero();
        assertThat(report.out())
                .contains("screen-1")
                .containsPattern("longhaul\\s+explain\\s+screen-1\\s+FAIL")
                .containsPattern("the\\s+command\\s+failed")
                .doesNotContain("upstream", "--timeout");
    }
}
