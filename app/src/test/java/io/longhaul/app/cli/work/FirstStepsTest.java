package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// What a new user gets wrong is told before there is a job.
class FirstStepsTest {

    private static final String NOTE = "names no column";

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void aListAndAScript(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", """
                Symbol,sector
                AAPL,Technology
                MSFT,Technology
                XOM,Energy
                """);
        cli.script("screen.sh", "echo $1");
    }

    private void refused(Cli.Ended ended, String... words) {
        assertThat(ended.err()).contains(words).doesNotContain("\tat ");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.USAGE);
        assertThat(cli.jobs()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scren.sh {Symbol}      | command not found: scren.sh             | Did you mean "./screen.sh"?
            screen.sh {Symbol}     | command not found: screen.sh            | Did you mean "./screen.sh"?
            ./scren.sh {Symbol}    | scren.sh; check its path                | Did you mean "./screen.sh"?
            ecoh {Symbol}          | command not found: ecoh; looked in PATH | Did you mean "echo"?
            no-program-of-this {Symbol} | command not found: no-program-of-this | activate the environment
            ./list.csv {Symbol}    | is not executable                       | chmod +x
            """)
    void aCommandThatIsNotThereIsRefused(String command, String what, String then) {
        refused(cli.run("screen", "list.csv", "--exec", command), "--exec: ", what, then);
        refused(cli.run("plan", "screen", "list.csv", "--exec", command), "--exec: ", what, then);
    }

    @Test
    void aCommandOfAnEnvironmentThatIsNotActiveIsToldWithTheLineThatActivatesIt() {
        cli.script(".venv/bin/pandas-screen", "echo $1");
        cli.file(".venv/bin/activate", "");

        refused(cli.run("screen", "list.csv", "--exec", "pandas-screen {Symbol}"),
                "command not found: pandas-screen", ". .venv/bin/activate");
    }

    @Test
    void aCommandIsLookedForWhereItWillRun() {
        cli.script("bin/mine", "echo $1");

        assertThat(cli.run("screen", "list.csv", "--exec", "bin/mine {Symbol}").exit()).isZero();
        assertThat(cli.run("screen", "list.csv", "--exec", "{sector} {Symbol}", "--dry-run").exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"./screen.sh", "./screen.sh AAPL", "sh -c 'echo {{Symbol}}'"})
    void aCommandThatWouldDoTheSameForEveryRowIsWarnedOf(String command) {
        var ended = cli.run("screen", "list.csv", "--exec", command);

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains(NOTE, "standard input", "{Symbol}");
        var plan = cli.run("plan", "screen", "list.csv", "--exec", command, "--json").out();
        assertThat(JsonMapper.builder().build().readTree(plan).at("/warnings/0").stringValue()).contains(NOTE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ./screen.sh {Symbol} | item
            cat {in}             | item
            cat -                | item
            cat /dev/stdin       | item
            cat                  | batch
            cat                  | worker
            """)
    void whatGetsItsRowIsNotWarnedOf(String command, String per) {
        var ended = cli.run("plan", "screen", "list.csv", "--exec", command, "--per", per);

        assertThat(ended.out()).startsWith("Plan  3 rows").doesNotContain(NOTE);
    }

    @Test
    void tickerMeansTheKeyColumnWhereNoColumnHasThatName() {
        cli.file("both.csv", "Symbol,ticker\nAAPL,x\nMSFT,y\n");

        var ended = cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt");
        cli.run("screen", "both.csv", "--key", "Symbol", "--exec", "./screen.sh {ticker}", "-o", "both.txt");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).doesNotContain(NOTE);
        assertThat(cli.read("out.txt")).isEqualTo("AAPL\nMSFT\nXOM\n");
        assertThat(cli.read("both.txt")).isEqualTo("x\ny\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            technology | Did you mean "Technology" (2 rows)?
            Tecnology  | Did you mean "Technology" (2 rows)?
            Tech       | Did you mean "Technology" (2 rows)?
            Utilities  | Column "sector" has "Technology" (2 rows), "Energy" (1 row).
            """)
    void aFilterThatSelectsNothingOffersTheNearestValues(String value, String then) {
        refused(cli.run("screen", "list.csv", "--exec", "./screen.sh {Symbol}", "--filter-column", "sector",
                "--filter-value", value), "none of its 3 rows is selected", then);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AAPL      | longhaul fill-cache --tickers AAPL
            brk.b     | longhaul fill-cache --tickers brk.b
            AAPL,MSFT | longhaul fill-cache --tickers AAPL,MSFT
            AAPL MSFT | longhaul fill-cache --tickers AAPL,MSFT
            """)
    void aListThatIsATickerSuggestsTickers(String words, String then) {
        var line = ("fill-cache " + words).split(" ");

        refused(cli.run(line), "no such file", then);
    }

    @Test
    void aMissingFileIsNoTicker() {
        var ended = cli.run("fill-cache", "watch/list-of-mine.csv");

        refused(ended, "no such file");
        assertThat(ended.err()).doesNotContain("--tickers");
    }
}
