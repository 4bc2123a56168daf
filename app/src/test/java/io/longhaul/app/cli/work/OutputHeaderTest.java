package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which first lines of a command's outputs are headers.
class OutputHeaderTest {

    private static final String TWO = "ticker\nAAPL\nKEY\n";

    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", TWO);
    }

    /// @param each what the command writes for every row, for printf
    private String written(String each, String output, String... more) {
        cli.script("screen.sh", "printf -- '" + each + "' \"$1\"");
        var line = new java.util.ArrayList<>(
                java.util.List.of("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", output, "--new"));
        line.addAll(java.util.List.of(more));
        var ended = cli.run(line.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return cli.read(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SPY,1\\nx%s,2\\n", "yes\\n%s is fine\\n", "---\\nticker: %s\\n", "[\\n1\\n]\\n",
        "{\\n}\\n", "up,strong\\ndown,weak\\n", "<a>,<b>\\n%s,2\\n", "buy,yes\\n%s,3\\n", "name\\n", "one,two\\n"})
    void equalFirstLinesThatAreDataOrTextAllStay(String each) {
        var output = written(each, "out.txt");

        var once = each.replace("\\n", "\n");
        assertThat(output).isEqualTo(once.replace("%s", "AAPL") + once.replace("%s", "KEY"));
    }

    @Test
    void aHeaderStandsOnce() {
        assertThat(written("ticker,price\\n%s,1\\n", "a.csv")).isEqualTo("ticker,price\nAAPL,1\nKEY,1\n");
        assertThat(written("price,company\\n1,of %s\\n", "b.csv")).isEqualTo("price,company\n1,of AAPL\n1,of KEY\n");
        assertThat(written("company\\tsector\\nof %s\\ttech\\n", "c.txt"))
                .isEqualTo("company\tsector\nof AAPL\ttech\nof KEY\ttech\n");
        assertThat(written("\\357\\273\\277open,close\\r\\n1,2\\r\\n", "d.csv"))
                .isEqualTo("\uFEFFopen,close\r\n1,2\r\n1,2\r\n");
    }

    @Test
    void aHeaderIsTheFirstOutputsAlone() {
        cli.script("screen.sh", "case $1 in AAPL) echo AAPL,1;; *) printf 'ticker,price\\nAAPL,1\\n';; esac");
        cli.file("list.csv", "ticker\nAAPL\nMSFT\nKEY\n");

        cli.run("screen", "list.csv", "--exec", "./screen.sh {ticker}", "-o", "out.txt");

        assertThat(cli.read("out.txt")).isEqualTo("AAPL,1\nticker,price\nAAPL,1\nticker,price\nAAPL,1\n");
    }

    @Test
    void theRowOfATickerThatIsSpeltAsTheKeyColumnIsData() {
        cli.file("list.csv", "key\nKEY\nMSFT\n");
        cli.script("screen.sh", "echo \"$1,1\"");

        cli.run("screen", "list.csv", "--exec", "./screen.sh {key}", "-o", "out.csv", "--header");

        assertThat(cli.read("out.csv")).isEqualTo("KEY,1\nMSFT,1\n");
    }

    @Test
    void aWordSaysWhetherThereIsAHeader() {
        assertThat(written("2026\\n%s\\n", "a.txt", "--output-header")).isEqualTo("2026\nAAPL\nKEY\n");
        assertThat(written("ticker,price\\n%s,1\\n", "b.csv", "--no-output-header"))
                .isEqualTo("ticker,price\nAAPL,1\nticker,price\nKEY,1\n");
        assertThat(written("{\"a\":1}\\n{\"b\":2}\\n", "c.jsonl", "--output-header"))
                .isEqualTo("{\"a\":1}\n{\"b\":2}\n".repeat(2));

        var batch = cli.run("screen", "list.csv", "--exec", "cat", "--per", "batch", "--no-output-header");

        assertThat(batch.exit()).isEqualTo(Exit.USAGE);
        assertThat(batch.err()).contains("--no-output-header is for --per item");
    }
}
