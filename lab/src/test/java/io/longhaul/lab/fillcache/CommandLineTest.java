package io.longhaul.lab.fillcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.lab.twin.Twins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `fill-cache` and `cache` at the command line.
@Timeout(60)
class CommandLineTest {

    @TempDir
    private Path directory;

    private Twins twins;

    @BeforeEach
    void start() throws IOException {
        twins = Twins.start("", directory.resolve("twins.log"), 0, InstantSource.system());
    }

    @AfterEach
    void end() throws IOException {
        twins.close();
    }

    private Product yahoo() {
        return new Product(directory, twins.variables())
                .with("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo")
                .with("LONGHAUL_SOURCES_YAHOO_LIMITS", "4-at-once");
    }

    private static Product.Ended fill(Product product, String... tickers) {
        return product.run(
                "fill-cache", "--tickers", String.join(",", tickers), "--dataset", "daily", "--from", "2025-01-02",
                "--to", "2025-01-31");
    }

    @Test
    void aKeyThatIsNotThereAnyMoreIsAPersonsBusinessAndTheJobGoesOnWithIt() {
        var product = new Product(directory, twins.variables())
                .with("LONGHAUL_SOURCES_EODHD_KEYS", "env:LAB_KEY")
                .with("LONGHAUL_SOURCES_EODHD_LIMITS", "4-at-once");

        var never = fill(product, "AAPL");
        var wrong = fill(product.with("LAB_KEY", "a-wrong-key"), "AAPL");
        var without = product.with("LAB_KEY", "").run("resume", "latest");
        var with = product.with("LAB_KEY", "a-key-of-the-lab").run("resume", "latest");

        assertThat(never.exit()).as(never.err()).isEqualTo(8);
        assertThat(never.err()).contains("sources.eodhd.keys: env:LAB_KEY gives no key").doesNotContain("Exception");
        assertThat(wrong.exit()).as(wrong.err()).isEqualTo(6);
        assertThat(wrong.err()).contains("Mend     sources.eodhd.keys, then resume");
        assertThat(without.exit()).as(without.err()).isEqualTo(6);
        assertThat(without.err()).contains("sources.eodhd.keys: env:LAB_KEY gives no key").doesNotContain("Exception");
        assertThat(with.exit()).as(with.err()).isZero();
        assertThat(product.run("cache", "get", "AAPL").out()).startsWith("AAPL  2025-01-02 to 2025-01-31 from eodhd");
    }

    @Test
    void thePlanCountsEachRowOnce() throws IOException {
        Files.writeString(
                directory.resolve("list.csv"), "ticker,sector\nAAPL,tech\nZZNO,none\naapl,again\n,empty\nA B,x\n");
        var product = yahoo();
        var line = new String[] {
            "plan", "fill-cache", "list.csv", "--dataset", "daily", "--from", "2025-01-02", "--to", "2025-01-31"};

        var before = product.run(line);
        line[0] = "fill-cache";
        product.run(java.util.Arrays.copyOfRange(line, 1, line.length));
        line[0] = "plan";
        var after = product.run(line);

        assertThat(before.out())
                .startsWith("Plan  5 rows, column \"ticker\"; daily, 2025-01-02 to 2025-01-31\n")
                .contains("0 cached, 2 to ask, 1 twice in the list, 2 without a ticker\n")
                .contains("120 s a call; yahoo allows 4 at once\n");
        assertThat(after.out()).contains("120 s a call\n").doesNotContain("; \n");
    }

    @Test
    void whatIsNotCachedIsNamedAndWhatWouldBeIgnoredIsRefused() {
        var product = yahoo();
        fill(product, "AAPL");

        var export = product.run("cache", "export", "-o", "bars.csv", "AAPL", "MSFT");
        var days = product.run("cache", "get", "AAPL", "--from", "2025-01-29");
        var stats = product.run("cache", "stats", "AAPL");

        assertThat(export.exit()).isEqualTo(4);
        assertThat(export.err())
                .contains("20 rows in bars.csv")
                .contains("MSFT is not cached; longhaul fill-cache --tickers MSFT");
        assertThat(days.exit()).isEqualTo(2);
        assertThat(days.err()).contains("want --dataset daily or yearly with them");
        assertThat(stats.exit()).isEqualTo(2);
    }
}
