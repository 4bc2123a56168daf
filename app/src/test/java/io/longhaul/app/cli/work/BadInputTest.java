package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Commands;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be worked on is refused with its place, and no job is made.
class BadInputTest {

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void aGoodListAndBadOnes(@TempDir Path directory) throws IOException {
        cli = new Cli(directory);
        cli.file("good.csv", "ticker,name\nAAPL,Apple\n");
        cli.file("empty.csv", "");
        cli.file("header.csv", "ticker,name\n");
        cli.file("quote.csv", "ticker,name\nAAPL,\"Apple\nMSFT,Microsoft\n");
        cli.file("ragged.csv", "ticker,name\nAAPL,Apple\nMSFT\n");
        Files.write(directory.resolve("binary.csv"), new byte[] {0x7f, 'E', 'L', 'F', 0, 1, 2, 0, 0, 3});
        Files.createDirectory(directory.resolve("directory"));
        Files.createDirectory(directory.resolve("taken.failed.csv"));
        Files.createSymbolicLink(directory.resolve("lost.csv"), Path.of("no/such/x.csv"));
        Files.createLink(directory.resolve("hard.csv"), directory.resolve("good.csv"));
        cli.file("x.failed.csv", "ticker\nAAPL\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missing.csv   |                                | missing.csv
            directory     |                                | directory
            binary.csv    |                                | binary.csv
            empty.csv     |                                | empty.csv
            header.csv    |                                | header.csv: a header and no rows
            quote.csv     |                                | quote.csv, row 2
            ragged.csv    | --strict                       | ragged.csv, row 3
            good.csv      | --key nothing                  | nothing
            good.csv      | --filter-column x              | --filter-value
            good.csv      | --select TSLA                  | none of its 1 rows is selected
            good.csv      | --charset utf-99               | utf-99
            good.csv      | --rate five                    | rate "five"; want 1 to 1000000 calls per time of 1ms to 8784h, as 5/s
            good.csv      | --rate 0/s                     | rate "0/s"; want 1 to 1000000 calls per time of 1ms
            good.csv      | --rate 2147483647/s            | rate "2147483647/s"; want 1 to 1000000 calls per time
            good.csv      | --rate 99999999999999999999/s  | want 1 to 1000000 calls per time
            good.csv      | --rate 5/0s                    | rate "5/0s"; want 1 to 1000000 calls per time of 1ms
            good.csv      | --rate 5/999999h               | of 1ms to 8784h, as 5/s, 100/min or 10/30s
            good.csv      | --quota 0/day                  | quota "0/day"; want 1 to 1000000000000 calls per 1 to 366
            good.csv      | --quota 9999999999999/day      | want 1 to 1000000000000 calls per 1 to 366 days in a time
            good.csv      | --quota 5/0days                | quota "5/0days"; want 1 to
            good.csv      | --quota 5/9999days             | quota "5/9999days"; want 1 to
            good.csv      | --quota 5/day+999999s          | with a reset up to 86399 s after midnight
            good.csv      | --quota 5/day@Nowhere/City     | no time zone "Nowhere/City"
            good.csv      | --price much                   | price "much"; want USD
            good.csv      | --batch-size 0                 | --batch-size: got "0"; want
            good.csv      | --timeout 0                    | --timeout: "0" is no time at all; want more than 0: seconds
            good.csv      | --time-limit=0                 | --time-limit: "0" is no time at all; want more than 0
            good.csv      | --time-limit=-1                | --time-limit: "-1" is no length of time; want seconds as 120
            good.csv      | --checkpoint-interval=0        | --checkpoint-interval: got "0"; want a whole number from 1
            good.csv      | --price 1 --yes --time-limit=1 | --time-limit 1 s is shorter than a paid run may take
            good.csv      | --concurrency 0                | --concurrency: got "0"; want a whole number from 1 to 10000
            good.csv      | --concurrency 2147483647       | want a whole number from 1 to 10000
            good.csv      | --priority urgent              | --priority: got "urgent"; want one of low, medium, high
            good.csv      | --budget plenty                | --budget: got "plenty"; want an amount
            good.csv      | --per row                      | --per row; want item, batch or worker
            good.csv      | --per batch                    | with --per batch one process gets many rows
            good.csv      | --mode fast                    | --mode fast: want batch or single
            good.csv      | --on-unknown ask               | --on-unknown: got "ask"; want one of repeat, uncertain
            good.csv      | --output x.xlsx                | xlsx is not written yet
            good.csv      | --output no/such/x.csv         | make it first
            good.csv      | --output /proc/x.csv           | no file can be written into /proc; choose another place
            good.csv      | --output directory             | is a directory; name a file in it
            good.csv      | --output lost.csv              | is a link to
            good.csv      | --output taken.csv             | taken.failed.csv is a directory
            good.csv      | --output good.csv              | is the list itself
            good.csv      | --output hard.csv              | is the list itself
            x.failed.csv  | --output x.csv                 | failed rows would go to x.failed.csv, which is the list
            good.csv      | --format sheets                | sheets is not written yet
            good.csv      | --include-columns price        | --include-columns price: the list has ticker, name
            good.csv      | --config missing.yaml          | no such file; want YAML with batch_size
            good.csv      | --config-override speed        | want key=value
            good.csv      | --no-such-option               | --no-such-option
            good.csv      | --offline --refresh            | --offline and --refresh contradict each other: only stored
            good.csv      | --adopt --new                  | --new and --adopt contradict each other: another job, and
            good.csv      | --concurrency ٥                | --concurrency: got "٥"; want a whole number from 1 to 10000
            good.csv      | --max-retries ५                | --max-retries: got "५"; want a whole number from 0 to 1000
            good.csv      | --checkpoint-interval １０      | --checkpoint-interval: got "１０"; want a whole number
            good.csv      | --batch-size 1٥                | --batch-size: got "1٥"; want
            good.csv      | --budget ٤٠                    | --budget: got "٤٠"; want an amount
            good.csv      | --price ٠.٠٢                   | price "٠.٠٢"; want USD a run, as 0.02
            good.csv      | --timeout ٥                    | --timeout: "٥" is no length of time
            good.csv      | --rate ٥/s                     | rate "٥/s"; want 1 to
            good.csv      | --config-override timeout=abc  | --config-override timeout: "abc" is no length of time; want
            good.csv      | --config-override priority=x   | --config-override priority: got "x"; want one of low,
            good.csv      | --config-override batch-size=x | --config-override batch-size: got "x"; want 1 to 9999999
            good.csv      | --config-override checkpoint-interval=x | --config-override checkpoint-interval: got "x"
            """)
    void isRefusedAndNoJobIsMade(String list, String options, String message) {
        var line = new ArrayList<>(List.of("screen", list, "--exec", "echo {ticker}"));
        if (options != null) {
            line.addAll(List.of(options.split(" ")));
        }

        var ended = cli.run(line.toArray(String[]::new));

        assertThat(ended.err()).contains(message).doesNotContain("\tat ");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.USAGE);
        assertThat(ended.out()).isEmpty();
        assertThat(cli.jobs()).isEmpty();
    }

    /// A plan of what does no work is refused in words of its own, not by an option that nobody gave.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            status  | no plan of "status"; want a work command, as in longhaul plan screen
            plan    | no plan of "plan"; want a work command, as in longhaul plan screen
            """)
    void onlyWorkIsPlanned(String word, String message) {
        var ended = cli.run("plan", word);

        assertThat(ended.err()).contains(message).doesNotContain("--dry-run");
        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void whatAPlanWantsIsSaid() {
        var ended = cli.run("plan", "--help");

        assertThat(ended.out()).startsWith("Example: longhaul plan ").contains("\nUsage: longhaul plan ");
        assertThat(Commands.ALL.stream().filter(each -> each.group() == Commands.Group.WORK))
                .allSatisfy(work -> assertThat(ended.out()).contains("longhaul plan " + work.name() + " LIST"));
        assertThat(ended.exit()).isZero();
    }

    @Test
    void settingsThatAreNoTextAreRefusedInWords() throws IOException {
        Files.write(cli.directory().resolve("latin.yaml"),
                "batch_size: 5 # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        var ended = cli.run("screen", "good.csv", "--exec", "echo {ticker}", "--config", "latin.yaml");

        assertThat(ended.err()).contains("latin.yaml: is not UTF-8; want settings as key: value");
        assertThat(ended.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --time-limit=0           | --time-limit: "0" is no time at all
            --time-limit=-1          | --time-limit: "-1" is no length of time
            --price 1 --time-limit=1 | --time-limit 1 s is shorter than a paid run may take
            --checkpoint-interval=0  | --checkpoint-interval: got "0"
            --name=latest            | --name latest: want 1 to 100 printable characters
            --name=screen-1          | --name screen-1: want 1 to 100 printable characters
            --name=-x                | --name -x: want 1 to 100 printable characters
            --rate=0/s               | rate "0/s"; want
            --rate=2147483647/s      | rate "2147483647/s"; want
            --output=lost.csv        | is a link to
            """)
    void whatARunRefusesItsPlanRefuses(String options, String message) {
        var line = new ArrayList<>(List.of("plan", "screen", "good.csv", "--exec", "echo {ticker}"));
        line.addAll(List.of(options.split(" ")));

        var ended = cli.run(line.toArray(String[]::new));

        assertThat(ended.err()).as(ended.out()).contains(message);
        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            echo {1},                  {1} is no column; want {ticker} (there are {ticker}
            echo --n={2} {ticker},     {2} is no column; want {name} (there are {ticker}
            echo x:{1},                {1} is no column; want {ticker}
            "echo x,{1}",              {1} is no column; want {ticker}
            echo x/{1},                {1} is no column; want {ticker}
            echo {7},                  {7} is no column; want a column's name (there are
            echo '{ ticker }',         { ticker } is no column; want {ticker} (there are
            """)
    void whatOnlyLooksLikeAColumnIsRefused(String command, String message) {
        var ended = cli.run("screen", "good.csv", "--exec", command);

        assertThat(ended.err()).contains(message);
        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(cli.jobs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "awk '{print $1}'", "awk '{ print }'", "grep -E '^[A-Z]{1}$' {in}", "echo {} {ticker}", "echo {1,2}",
        "jq '{a: 1}'", "jq '{a:{ ticker }}'", "echo '{\"1\":{}}'"
    })
    void bracesOfOtherLanguagesArePassed(String command) {
        var ended = cli.run("plan", "screen", "good.csv", "--exec", command);

        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    @Test
    void aCommandThatNamesNoColumnOfTheListIsRefused() {
        var ended = cli.run("screen", "good.csv", "--exec", "echo {symbol}");

        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains("column {symbol}; the list has ticker, name");
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void aShellsWordsAreRefused() {
        var ended = cli.run("screen", "good.csv", "--exec", "echo {ticker} | wc");

        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains("needs a shell");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scren good.csv                    | no command "scren"; longhaul --help lists all. Did you mean "screen"?
            stauts                            | no command "stauts"; longhaul --help lists all. Did you mean "status"?
            listjobs                          | Did you mean "list-jobs"?
            plan scren good.csv               | Did you mean "screen"?
            --hlep                            | Did you mean "--help"?
            status --jsn                      | longhaul status: no option --jsn. Did you mean "--json"?
            screen good.csv --exce=true       | longhaul screen: no option --exce. Did you mean "--exec"?
            screen good.csv --exec x --no-heder | no option --no-heder. Did you mean "--no-header"?
            resume --time-limt 3              | no option --time-limt. Did you mean "--time-limit"?
            screen good.csv                   | Missing required option: '--exec=CMD'
            status --nothing-like-it          | Unknown option: '--nothing-like-it'
            frobnicate                        | no command "frobnicate"; longhaul --help lists all
            """)
    void aSlipOfTheFingerIsToldWithWhatWasMeant(String line, String message) {
        var ended = cli.run(line.split(" "));

        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains(message);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aMissingInterpreterFailsRowsAndPausesTheJob() throws IOException {
        cli.file("many.csv", "ticker\nA1\nA2\nA3\nA4\nA5\nA6\nA7\nA8\n");
        var script = cli.script("screen.sh", "");
        Files.writeString(script, "#!/no-such-interpreter\n");

        var ended = cli.run("screen", "many.csv", "--exec", "./screen.sh {ticker}", "--concurrency", "1",
                "--max-retries", "0");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.PAUSED);
        assertThat(ended.err()).contains("Paused, it needs you", "check the interpreter");
    }
}
