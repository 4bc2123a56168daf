package io.longhaul.lab.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Answer.Scope;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport.Attempt;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.LabLog;
import io.longhaul.source.alphavantage.AlphaVantageMarketData;
import io.longhaul.source.eodhd.EodhdMarketData;
import io.longhaul.source.http.Connections;
import io.longhaul.source.http.HttpTransport;
import io.longhaul.source.http.HttpUpstream;
import io.longhaul.source.market.Adjustment;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.MarketData;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.stooq.StooqMarketData;
import io.longhaul.source.tiingo.TiingoMarketData;
import io.longhaul.source.yahoo.YahooMarketData;
import io.longhaul.testkit.FakeSteps;
import io.longhaul.testkit.ManualClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The twins over real connections, asked by the product's own sources.
class TwinsTest {

    private static final Key KEY = new Key("…y123", new Owner("ann"), "secret-key123");
    private static final Key WRONG = new Key("…", new Owner("ann"), "the-wrong-key");

    private static final List<MarketData> PROVIDERS = List.of(
            new YahooMarketData(Limits.none("yahoo")),
            new EodhdMarketData(Limits.none("eodhd")),
            new TiingoMarketData(Limits.none("tiingo")),
            new AlphaVantageMarketData(Limits.none("alphavantage")),
            new StooqMarketData(Limits.none("stooq")));

    private static final List<String> ALL = PROVIDERS.stream().map(MarketData::name).toList();

    @TempDir
    Path directory;

    private final Connections connections = Connections.open();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T15:00:00Z"));

    @AfterEach
    void closeClient() {
        client.close();
        connections.close();
    }

    private static MarketData provider(String name) {
        return PROVIDERS.get(ALL.indexOf(name));
    }

    private Twins start(String script) throws IOException {
        return Twins.start(script, directory.resolve("log"), 0, clock);
    }

    private Delivery send(URI base, String provider, Request request) {
        var upstream = new HttpUpstream(provider, URI.create(base + "/" + provider), "test");
        return new HttpTransport(upstream, connections, clock).send(request,
                new Attempt(1, Duration.ofSeconds(20), ""));
    }

    private Reply reply(URI base, String provider, Request request) {
        return switch (send(base, provider, request)) {
            case Delivery.Answered(var reply) -> reply;
            case Delivery.NotSent(var errorClass, var reason) -> throw new AssertionError(errorClass + " " + reason);
            case Delivery.Lost(var errorClass, var reason, var _) ->
                throw new AssertionError(errorClass + " " + reason);
        };
    }

    private FakeSteps steps(Twins twins, String provider, Key key) {
        var today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        return new FakeSteps(today, key, (request, _) -> reply(twins.base(), provider, request));
    }

    private static BarsQuestion asked(String ticker, String from, String to) {
        return new BarsQuestion(Ticker.of(ticker), LocalDate.parse(from), LocalDate.parse(to));
    }

    private Answer<DailyBars> bars(Twins twins, String provider, BarsQuestion question) {
        return provider(provider).bars(steps(twins, provider, KEY), question);
    }

    private static DailyBars found(Answer<DailyBars> answer) {
        assertThat(answer).isInstanceOf(Answer.Found.class);
        return ((Answer.Found<DailyBars>) answer).value();
    }

    private List<Call> log() throws IOException {
        return LabLog.read(directory.resolve("log")).calls();
    }

    /// The price as traded, whatever the basis.
    private static BigDecimal raw(DailyBars bars, DailyBars facts, Bar bar) {
        var price = bar.close();
        for (var split : facts.splits()) {
            if (bars.basis() == DailyBars.Basis.SPLIT_ADJUSTED && bar.day().isBefore(split.day())) {
                price = price.multiply(split.numerator()).divide(split.denominator());
            }
        }
        return price.stripTrailingZeros().scale() < 0 ? price.setScale(0) : price.stripTrailingZeros();
    }

    @Test
    void allProvidersTellTheSameBars() throws IOException {
        try (var twins = start("")) {
            var symbols = IntStream.range(0, 16).mapToObj(i -> "T" + (char) ('A' + i % 26) + i).toList();
            int splits = 0;
            int dividends = 0;
            for (var symbol : symbols) {
                var question = asked(symbol, "2010-01-04", "2025-12-31");
                var facts = found(bars(twins, "eodhd", question));
                splits += facts.splits().size();
                dividends += facts.dividends().size();
                for (var provider : ALL) {
                    var bars = found(bars(twins, provider, question));
                    assertThat(bars.bars()).extracting(Bar::day).isEqualTo(days(facts));
                    assertThat(bars.bars().stream().map(bar -> raw(bars, facts, bar)).toList())
                            .as("%s of %s", provider, symbol)
                            .isEqualTo(facts.bars().stream().map(Bar::close).toList());
                    assertThat(volumes(bars, facts)).as("%s of %s", provider, symbol).isEqualTo(volumes(facts, facts));
                    if (bars.facts()) {
                        assertThat(bars.splits()).hasSameSizeAs(facts.splits());
                        assertThat(bars.dividends()).hasSameSizeAs(facts.dividends());
                    }
                }
            }
            assertThat(splits).as("splits among %s", symbols).isPositive();
            assertThat(dividends).isPositive();
        }
    }

    /// As traded.
    private static List<Long> volumes(DailyBars bars, DailyBars facts) {
        var adjustment = new Adjustment(facts.splits(), List.of());
        return bars.bars().stream().map(bar -> adjustment.raw(bar, bars.basis()).volume()).toList();
    }

    private static List<LocalDate> days(DailyBars bars) {
        return bars.bars().stream().map(Bar::day).toList();
    }

    @Test
    void recordedDaysAreAsRecorded() throws IOException {
        var question = asked("AAPL", "2018-01-02", "2018-12-31");
        try (var twins = start("")) {
            for (var provider : ALL) {
                var bars = found(bars(twins, provider, question)).bars();

                assertThat(bars).as(provider).hasSize(251);
                assertThat(bars.getFirst().close()).as(provider).isEqualByComparingTo("172.26");
                assertThat(bars.getFirst().volume()).isEqualTo(25_048_048);
            }
        }
    }

    @Test
    void bySimulatedIsMeantWhatNobodyRecorded() throws IOException {
        try (var twins = start("")) {
            var path = "/tiingo/daily/TSIM/prices?startDate=2024-01-02&endDate=2024-01-05&token=secret-key123";
            assertThat(reply(twins.base(), "tiingo", Request.get(path)).header("x-lab")).contains("simulated");
        }
    }

    @Test
    void eachKnowsItsOwnFormOfATickerOnly() throws IOException {
        try (var twins = start("")) {
            for (var provider : ALL) {
                assertThat(found(bars(twins, provider, asked("BRK.B", "2024-01-02", "2024-01-31"))).bars())
                        .as(provider)
                        .hasSize(21);
            }
            var wrong = Map.of(
                    "yahoo", "/v8/finance/chart/BRK.B?period1=1704153600&period2=1706745600",
                    "eodhd", "/api/eod/BRK.B.US?fmt=json&api_token=secret-key123",
                    "tiingo", "/tiingo/daily/BRK.B/prices?token=secret-key123",
                    "alphavantage", "/query?function=TIME_SERIES_DAILY&symbol=BRK-B.US&apikey=secret-key123",
                    "stooq", "/q/d/l/?s=BRK.B&i=d");
            wrong.forEach((provider, path) -> assertThat(reply(twins.base(), provider, Request.get(path)).text())
                    .as(provider)
                    .containsAnyOf("Not Found", "Not found", "Invalid API call", "No data"));
        }
        assertThat(log()).filteredOn(call -> call.status() == 404).hasSize(5).allMatch(Call::executed);
    }

    @Test
    void unknownTickersAreMissing() throws IOException {
        try (var twins = start("")) {
            for (var provider : ALL) {
                assertThat(bars(twins, provider, asked("ZZTOP", "2024-01-02", "2024-01-31")))
                        .as(provider)
                        .isInstanceOf(Answer.Missing.class);
            }
            assertThat(bars(twins, "eodhd", asked("ZZDEAD", "2024-01-02", "2024-01-31")))
                    .isInstanceOf(Answer.Found.class);
        }
    }

    @Test
    void keysThatAreWrongOrMissingAreRefusedAndNeverLogged() throws IOException {
        try (var twins = start("")) {
            for (var provider : List.of("eodhd", "tiingo", "alphavantage")) {
                for (var key : List.of(WRONG, Key.NONE)) {
                    var answer = provider(provider)
                            .bars(steps(twins, provider, key), asked("AAPL", "2024-01-02", "2024-01-31"));
                    assertThat(answer).as(provider + key).isInstanceOf(Answer.Refused.class);
                }
                bars(twins, provider, asked("AAPL", "2024-01-02", "2024-01-31"));
            }
        }
        assertThat(Files.readString(directory.resolve("log")))
                .doesNotContain(KEY.secret())
                .doesNotContain(WRONG.secret())
                .contains("…y123");
        assertThat(log()).filteredOn(call -> call.status() == 401).hasSize(6).noneMatch(Call::executed);
    }

    @Test
    void tooManyCallsAreRefusedInTheProvidersOwnWords() throws IOException {
        try (var twins = start("rate 1/1h")) {
            for (var provider : ALL) {
                var question = asked("ZZNONE", "2024-01-02", "2024-01-31");
                bars(twins, provider, question);

                assertThat(bars(twins, provider, question))
                        .as(provider)
                        .isInstanceOfSatisfying(
                                Answer.Throttled.class,
                                throttled -> assertThat(throttled.scope()).isEqualTo(Scope.GATE));
            }
        }
        assertThat(log()).filteredOn(call -> !call.executed()).allMatch(call -> call.status() == 429);
    }

    @Test
    void aUsedUpDayIsRefusedUntilTheReset() throws IOException {
        try (var twins = start("[eodhd]\nquota 1/day@UTC\n[tiingo]\nquota 1/day@UTC\n[alphavantage]\nquota 1/day@UTC\n"
                + "[stooq]\nquota 1/day@UTC")) {
            for (var provider : List.of("eodhd", "tiingo", "alphavantage", "stooq")) {
                var question = asked("AAPL", "2026-11-02", "2026-11-06");
                bars(twins, provider, question);

                assertThat(bars(twins, provider, question))
                        .as(provider)
                        .isInstanceOfSatisfying(
                                Answer.Throttled.class,
                                throttled -> assertThat(throttled.scope()).isEqualTo(Scope.OWNER));
            }
            clock.advance(Duration.ofDays(1));
            assertThat(bars(twins, "tiingo", asked("AAPL", "2026-11-02", "2026-11-06")))
                    .isInstanceOf(Answer.Found.class);
        }
    }

    @Test
    void eodhdCountsFundamentalsAsTenCalls() throws Exception {
        try (var twins = start("[eodhd]\nquota 21/day@UTC")) {
            var said = new ArrayList<Integer>();
            for (var what : List.of("fundamentals", "fundamentals", "fundamentals", "eod", "eod")) {
                var request = HttpRequest.newBuilder(twins.base()
                        .resolve("/eodhd/api/" + what + "/AAPL.US?api_token=k&fmt=json&from=2025-01-02&to=2025-01-03"))
                        .build();
                said.add(client.send(request, BodyHandlers.discarding()).statusCode());
            }
            assertThat(said).containsExactly(200, 200, 402, 200, 402);
        }
    }

    @Test
    void theWordsOfARefusalAreTheProvidersOwn() throws IOException {
        var paths = Map.of(
                "eodhd", "/api/eod/AAPL.US?from=2024-01-02&to=2024-01-05&fmt=json&api_token=secret-key123",
                "tiingo", "/tiingo/daily/AAPL/prices?startDate=2024-01-02&token=secret-key123",
                "alphavantage", "/query?function=TIME_SERIES_DAILY&symbol=AAPL&apikey=secret-key123",
                "stooq", "/q/d/l/?s=aapl.us&i=d&d1=20240102&d2=20240105");
        var words = Map.of(
                "eodhd", "402 You exceeded your daily API requests limit.",
                "tiingo", "429 {\"detail\":\"Error: You have run over your daily request allocation.",
                "alphavantage",
                "200 {\"Information\":\"Thank you for using Alpha Vantage! Our standard API rate limit is"
                        + " 25 requests per day.",
                "stooq", "200 Exceeded the daily hits limit");
        try (var twins = start("quota 1/day@UTC")) {
            paths.forEach((provider, path) -> {
                reply(twins.base(), provider, Request.get(path));
                var refused = reply(twins.base(), provider, Request.get(path));

                assertThat(refused.status() + " " + refused.text()).startsWith(words.get(provider));
            });
        }
    }

    @Test
    void faultsAreScriptedForAllOrForOne() throws IOException {
        try (var twins = start("[tiingo]\nat 1 throttle-hint\nat 2 server\nat 3 cut\nat 4 lost")) {
            var request = Request.get(
                    "/tiingo/daily/AAPL/prices?startDate=2024-01-02&endDate=2024-01-31&token=secret-key123");

            var throttled = reply(twins.base(), "tiingo", request);
            assertThat(throttled.status()).isEqualTo(429);
            assertThat(throttled.header("retry-after")).contains("1");
            assertThat(reply(twins.base(), "tiingo", request).status()).isEqualTo(503);
            assertThat(send(twins.base(), "tiingo", request)).isInstanceOf(Delivery.Lost.class);
            assertThat(send(twins.base(), "tiingo", request)).isInstanceOf(Delivery.Lost.class);
            assertThat(bars(twins, "eodhd", asked("AAPL", "2024-01-02", "2024-01-31")))
                    .isInstanceOf(Answer.Found.class);
        }
        assertThat(log().stream().filter(Call::executed).filter(call -> call.source().equals("tiingo")))
                .hasSize(2);
    }

    @Test
    void aScriptThatCannotBeReadNamesItsLine() {
        assertThatThrownBy(() -> start("latency 1ms\n[nasdaq]\nrate 1/1s")).hasMessageContaining("[nasdaq]");
        assertThatThrownBy(() -> start("latency 1ms\n[eodhd]\nspeed 7")).hasMessageContaining("script line 3");
    }

    @Test
    void sharesAreToldByEodhdAndYahoo() throws IOException {
        try (var twins = start("")) {
            for (var provider : List.of("eodhd", "yahoo")) {
                var shares = provider(provider).shares(steps(twins, provider, KEY), Ticker.of("TSIM"));
                assertThat(shares).isInstanceOfSatisfying(Answer.Found.class, found -> {
                    var last = (SharesOutstanding) ((List<?>) found.value()).getLast();
                    assertThat(last.asOf()).isEqualTo("2026-09-30");
                    assertThat(last.shares()).isGreaterThan(1_000_000);
                });
                assertThat(provider(provider).shares(steps(twins, provider, KEY), Ticker.of("SPY")))
                        .as(provider)
                        .isInstanceOf(Answer.Missing.class);
            }
        }
    }

    @Test
    void noBarIsOfADayThatIsNotOver() throws IOException {
        try (var twins = start("")) {
            for (var provider : ALL) {
                assertThat(found(bars(twins, provider, asked("AAPL", "2026-11-16", "2026-12-31"))).bars())
                        .as(provider)
                        .last()
                        .extracting(Bar::day)
                        .isEqualTo(LocalDate.parse("2026-11-19"));
            }
        }
    }

    @Test
    void anotherProcessServesUntilItIsClosed() throws IOException {
        try (var twins = TwinProcess.start(directory, "at 2 server")) {
            assertThat(twins.variables())
                    .containsEntry("LONGHAUL_SOURCES_STOOQ_BASE_URL", twins.base() + "/stooq")
                    .hasSize(6);
            for (int i = 0; i < 2; i++) {
                reply(twins.base(), "stooq", Request.get("/q/d/l/?s=aapl.us&i=d&d1=20240102&d2=20241231"));
            }
            assertThat(LabLog.read(twins.log()).calls()).extracting(Call::status).containsExactly(200, 503);
        }
    }
}
