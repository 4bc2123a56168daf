package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.app.api.FakeYahoo;
import io.longhaul.testkit.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `longhaul cache import` from a real Redis, as the original cache left it and as nobody would want it.
class CacheImportTest {

    private static final String AAPL =
            "{\"2023\":{\"price\":125.07,\"market_cap\":1989619000000,\"shares_outstanding\":15908118000},"
                    + "\"2024\":{\"price\":185.64,\"market_cap\":null,\"shares_outstanding\":15552752000}}";

    private final FakeYahoo yahoo = new FakeYahoo();
    private Cli cli = new Cli(Path.of(""));
    private RedisProcess redis;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        redis = RedisProcess.start(Files.createDirectory(directory.resolve("redis")));
        cli = new Cli(directory).variables(yahoo.variables());
    }

    @AfterEach
    void end() {
        yahoo.close();
        redis.close();
    }

    private void original() {
        redis.ask("SET", "ticker-data:AAPL", AAPL);
        redis.ask("SET", "ticker-data:SPY", "{\"2024\":{\"price\":472.65}}");
        redis.ask("SET", "failed-tickers:QQZ", "{\"ticker\":\"QQZ\",\"error\":\"Ticker not found\","
                + "\"failed_at\":\"2025-01-24T10:00:00.000Z\",\"last_attempt\":\"2025-01-24T10:00:00.000Z\"}");
    }

    @Test
    void whatTheOriginalCacheLeftIsShownAsImported() {
        original();

        var ended = cli.run("cache", "import", redis.url());
        var got = cli.run("cache", "get", "AAPL");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.OK);
        assertThat(ended.out())
                .startsWith("Imported 3 years of 2 tickers and 1 marker of failed ones from " + redis.url() + "\n");
        assertThat(got.exit()).isEqualTo(Exit.OK);
        assertThat(got.out()).contains(
                "AAPL  imported from " + redis.url(), "not checked, and asked for all the same",
                "imported 2023  price 125.07, market cap 1989619000000, shares 15908118000",
                "imported 2024  price 185.64, market cap -, shares 15552752000");
        assertThat(cli.run("cache", "get", "AAPL", "--json").out())
                .contains("\"imported\":{\"from\":\"" + redis.url() + "\"", "\"2023\":{\"price\":125.07,");
        assertThat(cli.run("cache", "get", "QQZ").out())
                .contains("imported: it failed there at 2025-01-24T10:00:00Z: Ticker not found");
        assertThat(redis.get("ticker-data:AAPL")).isEqualTo(AAPL);
    }

    @Test
    void importedYearsAreAskedForAllTheSame() {
        original();
        cli.run("cache", "import", redis.url());

        var ended =
                cli.run("fill-cache", "--tickers", "AAPL,QQZ", "--dataset", "yearly", "--from", "2023-01-01", "--to",
                        "2024-01-31", "-o", "out.csv");

        assertThat(ended.err()).contains("0 cached, 2 to ask");
        assertThat(yahoo.asked()).contains("AAPL", "QQZ");
    }

    @Test
    void aSecondImportSaysNothingNewAndOneOfLessTakesNothingAway() {
        original();
        cli.run("cache", "import", redis.url());
        redis.ask("SET", "ticker-data:AAPL", "{\"2024\":{\"price\":185.64}}");

        var again = cli.run("cache", "import", redis.url());

        assertThat(again.out()).startsWith("Imported 0 years of 0 tickers").contains("3 values said nothing new");
        assertThat(cli.run("cache", "get", "AAPL").out()).contains("imported 2023  price 125.07");
    }

    @Test
    void whatCannotBeReadIsNamedCountedAndSkipped() {
        original();
        redis.ask("SET", "ticker-data:MSFT", "forged");
        redis.ask("SET", "ticker-data:IBM", "[1,2]");
        redis.ask("SET", "ticker-data:DEEP", "[".repeat(100_000));
        redis.ask("RPUSH", "ticker-data:ORCL", "a list");
        redis.ask("HSET", "failed-tickers:ORCL", "a", "hash");
        redis.ask("SETRANGE", "ticker-data:HUGE", "100000000", "x");
        redis.ask("SET", "ticker-data:no ticker\u001b[31m", AAPL);
        redis.ask("SET", "ticker-data:NONE", "{\"2024\":{\"price\":\"12\"},\"hello\":1}");
        redis.ask("SET", "ticker-data:BIG",
                "{\"2024\":{\"price\":1e999999999,\"market_cap\":-5,\"shares_outstanding\":7}}");

        var ended = cli.run("cache", "import", redis.url());

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.OK);
        assertThat(ended.out())
                .startsWith("Imported 4 years of 3 tickers and 1 marker")
                .contains("Skipped  1 value under a key that is no ticker", "Skipped  2 values no text",
                        "Skipped  1 value over 1 MB", "Skipped  3 values no JSON object",
                        "Skipped  1 value without a year that has a number", "ticker-data:HUGE", "Left out 4 fields")
                .doesNotContain("\u001b");
        assertThat(cli.run("cache", "get", "BIG").out()).contains("imported 2024  price -, market cap -, shares 7");
    }

    @Test
    void aPasswordIsTakenFromElsewhereOnly() {
        original();
        redis.password("s3cret-word");
        var url = "redis://:s3cret-word@127.0.0.1:" + redis.port();

        var onTheLine = cli.run("cache", "import", url);
        var missing = cli.run("cache", "import", redis.url());
        var variables = new HashMap<>(Map.of("MY_REDIS", url));
        var right = cli.variables(variables).run("cache", "import", "env:MY_REDIS");

        assertThat(onTheLine.exit()).isEqualTo(Exit.USAGE);
        assertThat(onTheLine.err()).contains("want env:NAME").doesNotContain("s3cret");
        assertThat(missing.exit()).isEqualTo(Exit.UNAVAILABLE);
        assertThat(missing.err()).contains("NOAUTH");
        assertThat(right.exit()).as(right.err()).isEqualTo(Exit.OK);
        assertThat(right.out() + right.err() + cli.run("cache", "get", "AAPL").out()).doesNotContain("s3cret");
    }

    @Test
    void aRedisThatIsAwayOrNoneIsSaid() {
        redis.kill();

        var away = cli.run("cache", "import", redis.url());
        var none = cli.run("cache", "import");
        var wrong = cli.run("cache", "import", "127.0.0.1:6379");

        assertThat(away.exit()).isEqualTo(Exit.UNAVAILABLE);
        assertThat(away.err()).contains(redis.url());
        assertThat(none.exit()).isEqualTo(Exit.USAGE);
        assertThat(none.err()).contains("redis.url is not set");
        assertThat(wrong.exit()).isEqualTo(Exit.USAGE);
        assertThat(wrong.err()).contains("want redis://HOST:PORT");
    }
}
