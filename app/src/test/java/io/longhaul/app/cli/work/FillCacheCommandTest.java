package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.app.api.FakeYahoo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// `longhaul fill-cache` and `cache` as users see them.
class FillCacheCommandTest {

    private final FakeYahoo yahoo = new FakeYahoo();
    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory).variables(yahoo.variables());
    }

    @AfterEach
    void end() {
        yahoo.close();
    }

    @Test
    void aSecondRunOverTheSameDaysAsksNobody() {
        String[] line =
                {"fill-cache", "--tickers", "AAPL,brk-b,ZZZ", "--dataset", "daily", "--from", "2026-11-02", "--to",
                    "2026-11-06", "-o", "bars.csv"};

        var first = cli.run(line);
        var again = cli.run(line);

        assertThat(first.exit()).as(first.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(cli.read("bars.csv").lines()).hasSize(11).contains(
                "ticker,date,open,high,low,close,volume,adj_close,dividend,split,provider",
                "AAPL,2026-11-02,1.5,1.5,1.5,1.5,100,1.5,,,yahoo",
                "BRK.B,2026-11-06,1.5,1.5,1.5,1.5,100,1.5,,,yahoo");
        assertThat(cli.read("bars.failed.csv")).contains("ZZZ", "not-found");
        assertThat(yahoo.asked()).containsExactlyInAnyOrder("AAPL", "BRK-B", "ZZZ");
        assertThat(again.exit()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(again.err()).contains(
                "      2 cached, 0 to ask, 1 known to be absent (--retry-failed asks again)\n      yahoo; 4 at a time, 120 s a call\n",
                "(since ");
    }

    @Test
    void whatNobodyKnewIsAskedAgainOnlyOnDemandAndThenReally() {
        String[] line = {"fill-cache", "--tickers", "ZZZ", "--dataset", "daily", "--from", "2026-11-02"};
        cli.run(line);
        cli.run(line);
        assertThat(yahoo.asked()).hasSize(1);

        var again = cli.run("fill-cache", "--tickers", "ZZZ", "--dataset", "daily", "--from", "2026-11-02",
                "--retry-failed");

        assertThat(again.exit()).as(again.err()).isEqualTo(Exit.FAILED_ROWS);
        assertThat(yahoo.asked()).hasSize(2);
    }

    @Test
    void whatIsMissingIsNamedAtTheEndAndLater() {
        var ended = cli.run("fill-cache", "--tickers", "AAPL,SPY", "--from", "2025-01-01", "--to", "2026-11-06", "-o",
                "years.csv");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(cli.read("years.csv")).isEqualTo("""
                ticker,year,date,price,market_cap,shares_outstanding,provider
                AAPL,2025,2025-01-02,1.5,,,yahoo
                AAPL,2026,2026-01-02,1.5,,,yahoo
                SPY,2025,2025-01-02,1.5,,,yahoo
                SPY,2026,2026-01-02,1.5,,,yahoo
                """);
        var gaps = "    1 with gaps     longhaul items fill-cache-1\n"
                + "        AAPL: 2025: no shares outstanding; 2026: no shares outstanding\n";
        assertThat(ended.err()).contains("    2 done          years.csv\n" + gaps);
        assertThat(cli.run("status", "fill-cache-1").out()).contains(gaps);
        assertThat(cli.run("items", "fill-cache-1").out()).contains("2025: no shares outstanding");
        assertThat(cli.run("cache", "get", "AAPL").out()).endsWith("; no shares outstanding for 2025 2026\n");
        assertThat(cli.run("cache", "get", "SPY").out()).doesNotContain("shares");
    }

    @Test
    void aPlanSaysWhatItsProvidersDoNotKnowAndWhatLiesAhead() {
        cli.variables(Map.of("LONGHAUL_SOURCES_TIINGO_KEYS", "env:KEY", "KEY", "k"));

        var years = cli.run("fill-cache", "--tickers", "AAPL", "--dry-run", "--to", "2029-12-31");
        var bars = cli.run("fill-cache", "--tickers", "AAPL", "--dry-run", "--dataset", "daily");
        var both = cli.run("fill-cache", "--tickers", "AAPL", "--dry-run", "--providers", "tiingo,yahoo");

        assertThat(years.out().replaceAll("\\s+", " "))
                .contains("no shares outstanding from tiingo: years will have prices, but no market cap")
                .contains("; what comes until 2029-12-31 is not asked for yet");
        assertThat(bars.out()).doesNotContain("shares", "until", "at the earliest");
        assertThat(both.out().replaceAll("\\s+", " "))
                .contains("yahoo tells only the latest shares outstanding: past years will have prices, but no market")
                .doesNotContain("no shares outstanding");
    }

    @Test
    void nothingIsWrittenOfTickersThatAreNotCached() {
        cli.run("fill-cache", "--tickers", "AAPL", "--dataset", "daily", "--from", "2026-11-02");

        var none = cli.run("cache", "export", "-o", "none.csv", "NOPE");
        var some = cli.run("cache", "export", "-o", "some.csv", "NOPE", "AAPL");

        assertThat(none.exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(none.err()).isEqualTo("longhaul: NOPE is not cached; longhaul fill-cache --tickers NOPE\n");
        assertThat(cli.exists("none.csv")).isFalse();
        assertThat(some.exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(cli.read("some.csv")).contains("AAPL,2026-11-02");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--dataset weekly | weekly",
        "--from 2025-02-30 | 2025-02-30",
        "--from 2025-03-01 --to 2025-02-01 | 2025-03-01",
        "--ticker-source dow | dow",
        "--providers bloomberg | bloomberg",
        "--providers yahoo,stooq,yahoo | got provider yahoo twice; want each once",
        "--concurrency 0 | 0",
        "--key symbol | --key says how a file is read; these are no file",
        "--select AAPL --no-header | --header, --select say how a file is read",
        "--dataset yearly --from 2025-02-01 --to 2025-03-01 | first session of a year",
    })
    void whatCannotBeMeantIsRefusedBeforeThereIsAJob(String options, String named) {
        var words = ("fill-cache --tickers AAPL " + options).split(" ", -1);

        var ended = cli.run(options.contains("source") ? ("fill-cache " + options).split(" ", -1) : words);

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains(named).doesNotContain("Exception");
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void withoutAKeyItSaysWhereOneGoes() {
        var ended = cli.variables(Map.of()).run("fill-cache", "--tickers", "AAPL");

        assertThat(ended.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
        assertThat(ended.err()).contains("LONGHAUL_SOURCES_EODHD_KEYS=env:", "--providers yahoo");
    }

    private static final String TIINGO_BASE = "LONGHAUL_SOURCES_TIINGO_BASE_URL";
    private static final String TIINGO_KEYS = "LONGHAUL_SOURCES_TIINGO_KEYS";

    @Test
    void aKeyThatIsNotThereIsFoundBeforeThereIsAJob() {
        cli.variables(Map.of(TIINGO_KEYS, "env:NOT_SET"));

        var ended = cli.run("fill-cache", "--tickers", "AAPL");

        assertThat(ended.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
        assertThat(ended.err()).contains("sources.tiingo.keys", "NOT_SET");
        assertThat(cli.jobs()).isEmpty();
    }

    /// It may ask a person for a password.
    @Test
    void aCommandThatGivesAKeyIsRunOnce() throws IOException {
        var asked = cli.directory().resolve("asked.txt");
        var script = cli.script("key.sh", "echo asked >> " + asked + "\necho s3cr3t-0123456789-3f9a\n");
        var variables = new HashMap<>(yahoo.variables());
        variables.put(TIINGO_KEYS, "cmd:" + script);
        variables.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo,tiingo");
        cli.variables(variables);

        var ended = cli.run("fill-cache", "--tickers", "AAPL", "--dataset", "daily", "--from", "2026-11-02");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(Files.readString(asked)).isEqualTo("asked\n");
    }

    @Test
    void aRefusedKeyIsSaidToBeMended() throws IOException {
        var ended = refused("AAPL");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.PAUSED);
        assertThat(ended.err())
                .contains("Mend     sources.tiingo.keys, then resume", "Resume   longhaul resume fill-cache-1")
                .doesNotContain("longhaul items", "longhaul retry");
    }

    /// A run with a key that the provider does not take.
    private Cli.Ended refused(String tickers) throws IOException {
        var refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            var body = "{\"detail\":\"Invalid token.\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        refusing.start();
        try {
            cli.variables(Map.of(
                    TIINGO_BASE, "http://127.0.0.1:" + refusing.getAddress().getPort(), TIINGO_KEYS, "env:KEY", "KEY",
                    "no-key-of-anybody"));

            return cli.run("fill-cache", "--tickers", tickers, "--dataset", "daily", "--from", "2026-11-02");
        } finally {
            refusing.stop(0);
            cli.variables(yahoo.variables());
        }
    }

    @Test
    void aSpaceInsideATickerIsNoComma() {
        var ended = cli.run("fill-cache", "--tickers", "AAPL, MSFT ,,BRK B");

        assertThat(ended.exit()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains("--tickers: got \"BRK B\", which is no ticker");
        assertThat(yahoo.asked()).isEmpty();
    }

    @Test
    void otherTickersAreAnotherListAlsoWhileAJobIsUnfinished() throws IOException {
        refused("NEWX");

        var ended = cli.run("fill-cache", "--tickers", "AAPL", "--dataset", "daily", "--from", "2026-11-02");

        assertThat(cli.jobs()).hasSize(2);
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(yahoo.asked()).containsExactly("AAPL");
    }

    @Test
    void thePlanNamesTheAccountAndWhatNoLimitHolds() {
        cli.variables(Map.of(TIINGO_KEYS, "env:KEY", "KEY", "no-key-of-anybody"));

        var starter = cli.run("plan", "fill-cache", "sp500", "--dataset", "daily").out();
        var power = cli.run("plan", "fill-cache", "sp500", "--dataset", "daily", "--config-override",
                "sources.tiingo.limits=power").out();

        assertThat(starter.replaceAll("\\s+", " "))
                .contains("4 at once (plan starter)", "tiingo serves 500 different symbols a month on plan starter");
        assertThat(power).contains("(plan power)").doesNotContain("symbols a month");
    }

    @Test
    void thePlanOfYearsCountsMoreThanOneCallATicker() {
        cli.variables(Map.of("LONGHAUL_SOURCES_EODHD_KEYS", "env:KEY", "KEY", "no-key-of-anybody"));

        var plan = cli.run("plan", "fill-cache", "sp500", "--json").out();

        // about 2,000 calls, of which a minute takes 1,000
        var json = new JsonMapper().readTree(plan);
        var likely = Duration.between(Instant.now(), Instant.parse(json.get("likely").asString()));
        assertThat(likely).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(4));
        assertThat(cli.run("plan", "fill-cache", "sp500").out()).contains("about 2012 calls");
    }

    @Test
    void cacheTellsWhatIsKnownAndAsksNobody() {
        cli.run("fill-cache", "--tickers", "AAPL", "--dataset", "daily", "--from", "2026-11-02", "--to", "2026-11-06");
        int asked = yahoo.asked().size();

        assertThat(cli.run("cache", "get", "aapl.us").out()).contains("AAPL  2026-11-02 to 2026-11-06 from yahoo");
        assertThat(cli.run("cache", "get", "MSFT").exit()).isEqualTo(Exit.NOT_FOUND);
        var both = cli.run("cache", "get", "MSFT", "AAPL");
        assertThat(both.exit()).isEqualTo(Exit.NOT_FOUND);
        assertThat(both.out()).contains("AAPL  2026-11-02 to 2026-11-06 from yahoo");
        assertThat(both.err()).contains("MSFT is not cached");
        assertThat(cli.run("cache", "get", "MSFT", "AAPL", "--json").exit()).isEqualTo(Exit.USAGE);
        assertThat(cli.run("cache", "stats").out()).contains("tickers                 1");
        assertThat(cli.run("cache", "export", "--format", "csv", "--dataset", "daily").out().lines()).hasSize(6);
        assertThat(yahoo.asked()).hasSize(asked);
    }
}
