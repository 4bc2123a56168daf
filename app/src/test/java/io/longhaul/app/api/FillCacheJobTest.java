package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.market.TickerLists;
import io.longhaul.workflow.fillcache.FillCacheSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `{"workflow": "fill-cache"}` in `POST /v1/jobs`.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FillCacheJobTest {

    private static final String RANGE = "\"dataset\":\"daily\",\"from\":\"2025-01-01\",\"to\":\"2025-03-31\"";

    @TempDir
    Path directory;

    private Served served;

    @BeforeEach
    void start() {
        // requests may run no command here: this workflow needs none
        served = Served.in(directory, ServerSettings.local(Served.TOKEN));
    }

    @AfterEach
    void end() {
        served.close();
    }

    private Http.Reply made(String list, String more) {
        return served.send(Served.post(
                "/v1/jobs", "{\"workflow\":\"fill-cache\",\"list\":" + list + more + "}"));
    }

    private Http.Reply get(String target) {
        return served.send(Served.get("/v1/jobs/fill-cache-1" + target));
    }

    @Test
    void aJobIsMadeRunsAndIsSeenEverywhere() throws Exception {
        var made = made("{\"tickers\":[\"T1\",\"brk.b\",\"ZZBAD\",\"no ticker\",\"T1\"]}",
                "," + RANGE + ",\"name\":\"bars\",\"priority\":\"high\",\"concurrency\":2,\"batchSize\":2");
        var ended = served.until("fill-cache-1", "completed");
        var items = get("/items").json().get("items");
        var reasons = new ArrayList<String>();
        items.forEach(item -> reasons.add(item.get("state").asString() + " " + item.get("class").asString("")));

        assertThat(made.status()).as(made.text()).isEqualTo(202);
        assertThat(made.header("location")).isEqualTo("/v1/jobs/fill-cache-1");
        assertThat(made.json().get("input").asString()).isEqualTo("(request)");
        assertThat(ended.get("workflow").asString()).isEqualTo("fill-cache");
        assertThat(ended.at("/items/done").asInt()).isEqualTo(3);
        assertThat(ended.at("/batches/total").asInt()).isEqualTo(3);
        assertThat(reasons)
                .containsExactly("done ", "done ", "failed not-found", "failed validation", "done ");
        assertThat(served.yahoo.asked()).containsExactlyInAnyOrder("T1", "BRK-B", "ZZBAD");
        assertThat(served.send(Served.get("/v1/jobs?workflow=fill-cache")).json().at("/jobs/0/name").asString())
                .isEqualTo("bars");
        assertThat(get("/explain").json().get("failed").asInt()).isEqualTo(2);
        assertThat(get("/report").json().get("total").asInt()).isEqualTo(5);
        assertThat(get("/items?class=not-found").json().at("/items/0/key").asString()).isEqualTo("ZZBAD");
        assertThat(get("/export").text()).startsWith("ticker,date,open,").contains("\nT1,2025-01-02,1.5,1.5,")
                .contains("\nBRK.B,2025-03-31,");
        try (var socket = Http.connect(served.port())) {
            socket.getOutputStream()
                    .write(Served.get("/v1/jobs/bars/events").header("Last-Event-ID: 0").bytes(served.port()));
            assertThat(Http.read(socket.getInputStream()).status()).isEqualTo(200);
            var line = Http.line(socket.getInputStream());
            while (!line.startsWith("data:")) {
                line = Http.line(socket.getInputStream());
            }
            assertThat(line).contains("\"jobId\":\"fill-cache-1\",\"number\":1,\"size\":2,\"done\":2");
        }
    }

    @Test
    void aTickerThatFailedIsAskedForAgainOnlyWhenThatIsWanted() throws Exception {
        made("{\"tickers\":[\"ZZBAD\"]}", "," + RANGE);
        served.until("fill-cache-1", "completed");
        made("{\"tickers\":[\"ZZBAD\"]}", "," + RANGE + ",\"refresh\":true");
        served.until("fill-cache-2", "completed");
        int before = served.yahoo.asked().size();

        made("{\"tickers\":[\"ZZBAD\"]}", "," + RANGE + ",\"refresh\":true,\"retryFailed\":true");
        served.until("fill-cache-3", "completed");

        assertThat(before).isEqualTo(1);
        assertThat(served.yahoo.asked()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"csv,text/csv; charset=utf-8", "json,application/json", "jsonl,application/x-ndjson",
        "parquet,application/vnd.apache.parquet"})
    void anExportHasTheBytesThatTheCommandLineWrites(String format, String type) throws Exception {
        var cli = new Cli(directory).home(directory.resolve("another")).variables(served.yahoo.variables());
        cli.file("list.csv", "symbol,name\nT1,one\nZZBAD,none\nT2,\"=two\"\n");
        var file = directory.resolve("out." + format);
        var run = cli.run("fill-cache", "list.csv", "--dataset", "daily", "--from", "2025-01-01", "--to", "2025-03-31",
                "--include-columns", "name", "-o", file.toString());
        assertThat(run.exit()).as(run.err()).isEqualTo(3);

        made("{\"rows\":[{\"symbol\":\"T1\",\"name\":\"one\"},{\"symbol\":\"ZZBAD\",\"name\":\"none\"},"
                + "{\"symbol\":\"T2\",\"name\":\"=two\"}]}", "," + RANGE);
        served.until("fill-cache-1", "completed");
        var export = get("/export?includeColumns=name&format=" + format);

        assertThat(export.header("content-type")).isEqualTo(type);
        assertThat(export.header("content-disposition"))
                .isEqualTo("attachment; filename=\"fill-cache-1." + format + "\"");
        assertThat(export.body()).hasSizeGreaterThan(1_000).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void listsByNameAreThoseOfTheCommandLine() {
        for (var name : TickerLists.NAMES) {
            var made = made("{\"name\":\"" + name + "\"}", ",\"at\":\"2099-01-01T00:00:00Z\"");

            assertThat(made.status()).as(made.text()).isEqualTo(202);
            assertThat(made.json().get("input").asString()).isEqualTo(name);
            assertThat(made.json().get("status").asString()).isEqualTo("waiting");
            try (var list = TickerLists.of(name)) {
                assertThat(made.json().at("/items/total").asLong()).isEqualTo(list.summary().rows());
            }
        }
    }

    @Test
    void theSameWorkHasOneIdentityWhereverItIsMade() throws Exception {
        var cli = new Cli(directory).home(directory.resolve("another")).variables(served.yahoo.variables());
        cli.file("list.csv", "ticker\nT1\nT2\n");
        cli.run("fill-cache", "list.csv", "--dataset", "daily", "--from", "2025-01-01", "--to", "2025-03-31");

        made("{\"tickers\":[\"T1\",\"T2\"]}", "," + RANGE);

        var stored = served.session.store().job("fill-cache-1").orElseThrow().draft();
        var typed = cli.jobs().getFirst().draft();
        assertThat(FillCacheSettings.of(stored.settings())).isEqualTo(FillCacheSettings.of(typed.settings()));
        assertThat(stored.identity()).isEqualTo(typed.identity());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"dataset\":\"hourly\"|/dataset|dataset \"hourly\"; want daily or yearly",
        "\"dataset\":7|/dataset|/dataset: want text",
        "\"from\":\"soon\"|/from|from \"soon\"; want a day as 2024-01-31, from 1990-01-01 to 2030-12-31",
        "\"from\":\"1889-01-01\"|/from|from 1889-01-01; the trading calendar goes from 1990-01-01 to 2030-12-31",
        "\"from\":\"2030-01-01\"|/from|from 2030-01-01: no session has finished since",
        "\"to\":\"2024-02-30\"|/to|to \"2024-02-30\"; want a day as 2024-01-31",
        "\"to\":\"1999-12-31\"|/to|to 1999-12-31; want a day from 2000-01-01 to 2030-12-31",
        "\"providers\":[]|/providers|/providers: is empty; want at least one",
        "\"providers\":[\"yahoo\",\"stooq\",\"yahoo\"]|/providers|/providers: got yahoo twice; want each provider once",
        "\"providers\":\"yahoo\"|/providers|/providers: want a list of texts",
        "\"providers\":[\"yahoo\",\"bloomberg\"]|/providers/1|/providers/1: got \"bloomberg\"; want one of eodhd, tiingo,",
        "\"retryFailed\":\"yes\"|/retryFailed|/retryFailed: want true or false",
        "\"exec\":\"echo\"|/exec|/exec: is no field here; there are",
        "\"at\":\"soon\"|/at|/at: time \"soon\" is not understood",
        "\"notify\":[\"ann\"]|/notify|/notify"
    })
    void whatCannotBeCachedSaysWhyAndMakesNoJob(String more, String pointer, String detail) {
        var reply = made("{\"tickers\":[\"T1\"]}", "," + more);

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
        assertThat(reply.json().get("detail").asString()).startsWith(detail);
        assertThat(served.session.store().jobs(1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"name\":\"dow\"}|/list/name: got \"dow\"; want one of sp500, nasdaq, all",
        "{\"name\":\"custom\"}|/list/name: got \"custom\"; want one of sp500, nasdaq, all",
        "{\"name\":\"sp500\",\"key\":\"Symbol\"}|/list/key: got \"Symbol\"; it goes with rows or file: sp500 is",
        "{\"tickers\":[]}|/list/tickers: is empty; want at least one",
        "{\"file\":\"list.csv\"}|/list/file: this service reads no files of its machine"
    })
    void aListThatIsNoneMakesNoJob(String list, String detail) {
        var reply = made(list, "");

        assertThat(reply.status()).as(reply.text()).isIn(400, 403);
        assertThat(reply.json().get("detail").asString()).startsWith(detail);
        assertThat(served.session.store().jobs(1)).isEmpty();
    }

    @Test
    void aKeyThatIsNotWhereItShouldBePausesItsJobAloneUntilItIsThere() throws Exception {
        var key = directory.resolve("tiingo.key");
        Files.writeString(directory.resolve("longhaul.yaml"), "sources: {tiingo: {keys: \"file:" + key
                + "\", base-url: \"http://127.0.0.1:1\"}}");

        made("{\"tickers\":[\"T1\"]}", ",\"providers\":[\"tiingo\"],\"maxRetries\":0");
        var paused = served.until("fill-cache-1", "paused");
        var because = get("/explain").json().get("because").asString();
        made("{\"tickers\":[\"T1\"]}", "," + RANGE);
        served.until("fill-cache-2", "completed");
        Files.writeString(key, "a-key-that-nobody-asks-for");
        served.send(Served.post("/v1/jobs/fill-cache-1/resume"));
        var ended = served.until("fill-cache-1", "completed");

        assertThat(paused.get("reason").asString()).isEqualTo("needs-human");
        assertThat(because).startsWith("paused: needs-human, sources.tiingo.keys: file:" + key + " cannot be read");
        assertThat(ended.at("/errors/byClass/network").asInt()).isEqualTo(1);
    }

    @Test
    void aProviderWithoutItsKeyIsNamed() {
        var reply = made("{\"tickers\":[\"T1\"]}", ",\"providers\":[\"tiingo\"]");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.json().get("detail").asString())
                .startsWith("provider tiingo needs a key: say where it is, as LONGHAUL_SOURCES_TIINGO_KEYS=env:NAME");
        assertThat(served.session.store().jobs(1)).isEmpty();
    }
}
