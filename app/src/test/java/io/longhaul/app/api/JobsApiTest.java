package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `/v1/jobs`: what the command line does, over HTTP.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JobsApiTest {

    private Path directory = Path.of("");
    private Served served = null_();

    @SuppressWarnings("NullAway") // set before each test
    private static Served null_() {
        return null;
    }

    @BeforeEach
    void aService(@TempDir Path fresh) {
        directory = fresh;
        served = Served.in(fresh);
    }

    @AfterEach
    void itEnds() {
        served.close();
    }

    /// Waits for the file `go` before it answers.
    private String gated() {
        return "sh -c 'while [ ! -e " + directory + "/go ]; do sleep 0.02; done; echo \"$0\"' {ticker}";
    }

    private void go() throws IOException {
        Files.writeString(directory.resolve("go"), "");
    }

    @Test
    void aJobIsMadeRunsAndGivesItsResults() throws Exception {
        var made = served.send(Served.post("/v1/jobs", """
                {"workflow":"screen","name":"my list","exec":"sh -c 'echo $0,$1' {ticker} {price}","priority":"high",
                 "list":{"rows":[{"ticker":"AAPL","price":1.5},{"ticker":"brk.b","price":null},{"ticker":""}]}}"""));
        var ended = served.until("screen-1", "completed");
        var export = served.send(Served.get("/v1/jobs/screen-1/export?format=jsonl&includeColumns=ticker"));

        assertThat(made.status()).isEqualTo(202);
        assertThat(made.header("location")).isEqualTo("/v1/jobs/screen-1");
        assertThat(ended.at("/items/done").asInt()).isEqualTo(2);
        assertThat(ended.at("/items/failed").asInt()).isEqualTo(1);
        assertThat(ended.at("/errorSummary/0/reason").asString()).isEqualTo("no ticker");
        assertThat(ended.get("priority").asString()).isEqualTo("high");
        assertThat(export.text()).contains("\"ticker\":\"AAPL\"", "\"ticker\":\"brk.b\"", "1.5");
        assertThat(export.header("content-disposition")).isEqualTo("attachment; filename=\"screen-1.jsonl\"");
        assertThat(served.send(Served.get("/v1/jobs/my%20list")).json().get("jobId").asString())
                .isEqualTo("screen-1");
        assertThat(served.send(Served.get("/v1/jobs/latest/report")).json().get("failed").asInt()).isEqualTo(1);
        assertThat(served.send(Served.get("/v1/jobs/latest/explain")).json().get("status").asString())
                .isEqualTo("completed");
        assertThat(served.send(Served.get("/v1/jobs/latest/export?format=json")).status()).isEqualTo(200);
        assertThat(served.send(Served.get("/v1/jobs/latest/export")).header("content-type"))
                .isEqualTo("text/csv; charset=utf-8");
    }

    @Test
    void withoutLeaveRequestsRunNoCommandAndReadNoFile() throws IOException {
        Files.writeString(directory.resolve("list.csv"), "ticker\nAAPL\n");
        var body = "{\"workflow\":\"screen\",\"exec\":\"echo {ticker}\",\"list\":{\"file\":\"list.csv\"}}";
        var strict = served.another(ServerSettings.local(Served.TOKEN));
        try (strict) {
            var refused = Http.send(
                    strict.port(), Served.post("/v1/jobs", body.replace("\"file\":\"list.csv\"", "\"name\":\"sp500\""))
                            .bytes(strict.port()));

            served.contract.judge("createJob", refused);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.json().get("detail").asString()).contains("--allow-exec");
            assertThat(served.session.store().jobs(1)).isEmpty();
        }

        assertThat(served.send(Served.post("/v1/jobs", body)).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{}|/workflow: is missing; want screen or fill-cache",
        "{\"workflow\":7}|/workflow: want text",
        "{\"workflow\":\"nope\"}|/workflow: got \"nope\"; want screen or fill-cache",
        "{\"workflow\":\"screen\"}|/list: is missing",
        "{\"workflow\":\"screen\",\"list\":[]}|/list: want an object",
        "{\"workflow\":\"screen\",\"list\":{}}|/list: want one of tickers, rows, name or file; got none",
        "{\"workflow\":\"screen\",\"list\":{\"name\":\"sp500\",\"tickers\":[\"A\"]}}|/list: want one of tickers, rows, name or file; got name and tickers",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[]}}|/list/tickers: is empty; want at least one",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[1]}}|/list/tickers/0: want text",
        "{\"workflow\":\"screen\",\"list\":{\"rows\":[1]}}|/list/rows/0: want an object, column to cell",
        "{\"workflow\":\"screen\",\"list\":{\"rows\":[{}]}}|/list/rows: has no rows with cells; want at least one",
        "{\"workflow\":\"screen\",\"list\":{\"rows\":[{\"a\":{}}]}}|/list/rows/0/a: want text, a number, true, false or null",
        "{\"workflow\":\"screen\",\"list\":{\"name\":\"dow\"}}|/list/name: got \"dow\"; want one of sp500, nasdaq",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]}}|/exec: want the command, as \"python screen.py {ticker}\"",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"e\",\"concurrency\":0}|/concurrency: want a whole number from 1 to 10000",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"e\",\"batchSize\":1.5}|/batchSize: want a whole number from 1 to 1000000",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"e\",\"priority\":\"urgent\"}|/priority: got \"urgent\"; want one of low, medium, high",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"e\",\"budget\":-1}|/budget: want an amount in USD below a billion, as 40 or \"12.50\"",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"echo\",\"price\":\"1\"}|/budget: the job costs money and has none; set one, or say \"agree\": true",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"e\",\"name\":\"latest\"}|/name: want 1 to 100 printable characters that are neither \"latest\" nor the id of a job, as screen-1 or fill-cache-1, and do not begin with -; without a slash",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"e\",\"name\":\"a\\ud800b\"}|/name: has half of a surrogate pair",
        "{\"workflow\":\"screen\",\"list\":{\"rows\":[{\"a\":\"\\udc00\\ud800\"}]}}|/list/rows/0/a: has half of a surrogate pair",
        "{\"workflow\":\"screen\",\"list\":{\"rows\":[{\"\\udc00\":\"a\"}]}}|the body is no JSON: it is malformed",
        "{\"workflow\":\"screen\",\"list\":{\"rows\":[{\"\\ud800\":\"a\"}]}}|the body is no JSON: it is malformed",
        "{\"workflow\":\"screen\",\"workflow\":\"screen\"}|the body is no JSON: it is malformed, at line 1, column",
        "{\"workflow\":NaN}|the body is no JSON: it is malformed, at line 1, column",
        "{\"workflow\":\"screen\"|the body is no JSON: it ends too early, at line 1, column",
        "{\"workflow\":\"screen\"} x|the body is no JSON: ",
        "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"A\"]},\"exec\":\"e\",\"colour\":1}|/colour: is no field here"
    })
    void whatNoJobCanBeMadeFromSaysSoAndMakesNone(String body, String detail) {
        var reply = served.send(Served.post("/v1/jobs", body));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("detail").asString()).startsWith(detail);
        assertThat(served.session.store().jobs(1)).isEmpty();
    }

    @Test
    void jobsComeInPagesThatNeitherRepeatNorMissWhileNewOnesAreMade() throws Exception {
        for (int i = 0; i < 5; i++) {
            served.screen("echo {ticker}", "", "A");
        }
        var seen = new ArrayList<String>();
        var target = "/v1/jobs?limit=2";

        for (var next = target; !next.isEmpty();) {
            var page = served.send(Served.get(next)).json();
            page.get("jobs").forEach(job -> seen.add(job.get("jobId").asString()));
            served.screen("echo {ticker}", "", "A");
            next = page.get("next").isNull() ? "" : target + "&cursor=" + page.get("next").asString();
        }

        assertThat(seen).containsExactly("screen-5", "screen-4", "screen-3", "screen-2", "screen-1");
        served.until("screen-1", "completed");
        var filtered = served.send(Served.get("/v1/jobs?state=paused,cancelled")).json();
        assertThat(filtered.get("jobs")).isEmpty();
        assertThat(served.send(Served.get("/v1/jobs?workflow=screen&limit=1000")).json().get("jobs")).hasSize(8);
        assertThat(served.send(Served.get("/v1/jobs?cursor=aXRlbXM")).status()).isEqualTo(400);
        assertThat(served.send(Served.get("/v1/jobs?state=busy")).status()).isEqualTo(400);
        assertThat(served.send(Served.get("/v1/jobs?limit=0")).status()).isEqualTo(400);
        assertThat(served.send(Served.get("/v1/jobs?limit=1&limit=2")).status()).isEqualTo(400);
        assertThat(served.send(Served.get("/v1/jobs?colour=red")).status()).isEqualTo(400);
    }

    @Test
    void itemsAreFilteredAndComeInPages() throws Exception {
        served.screen("sh -c 'case $0 in B*) exit 65;; C*) exit 1;; esac; echo $0' {ticker}", ",\"maxRetries\":0", "A1",
                "B1", "C1", "A2", "C2");
        served.until("screen-1", "completed");
        var items = "/v1/jobs/screen-1/items";

        assertThat(keys(items)).containsExactly("A1", "B1", "C1", "A2", "C2");
        assertThat(keys(items + "?state=failed")).containsExactly("C1", "C2");
        assertThat(keys(items + "?state=done,skipped")).containsExactly("A1", "B1", "A2");
        assertThat(keys(items + "?class=unknown")).containsExactly("C1", "C2");
        assertThat(keys(items + "?class=timeout")).isEmpty();
        assertThat(keys(items + "?state=pending")).isEmpty();
        var first = served.send(Served.get(items + "?state=failed&limit=1")).json();
        var second = served.send(Served.get(
                items + "?state=failed&limit=1&cursor=" + first.get("next").asString())).json();
        assertThat(second.at("/items/0/key").asString()).isEqualTo("C2");
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(served.send(Served.get(items + "?state=pending,failed")).status()).isEqualTo(400);
        assertThat(served.send(Served.get("/v1/jobs/screen-9/items")).status()).isEqualTo(404);
    }

    private java.util.List<String> keys(String target) {
        var keys = new ArrayList<String>();
        served.send(Served.get(target)).json().get("items").forEach(item -> keys.add(item.get("key").asString()));
        return keys;
    }

    @Test
    void aJobIsPausedGoesOnAndIsCancelled() throws Exception {
        served.screen(gated(), ",\"concurrency\":1,\"timeout\":\"300s\"", "A", "B", "C");
        served.until("screen-1", "running");

        var paused = served.send(Served.post("/v1/jobs/screen-1/pause"));
        var again = served.send(Served.post("/v1/jobs/screen-1/pause", "{}"));
        go();
        served.until("screen-1", "paused");
        var resumed = served.send(Served.post("/v1/jobs/screen-1/resume", "{\"concurrency\":2}"));
        served.until("screen-1", "completed");

        assertThat(paused.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(200);
        assertThat(resumed.status()).isEqualTo(202);
        assertThat(served.session.store().job("screen-1").orElseThrow().options().concurrency()).isEqualTo(2);
        for (var verb : java.util.List.of("pause", "resume", "cancel")) {
            assertThat(served.send(Served.post("/v1/jobs/screen-1/" + verb)).status()).as(verb).isEqualTo(409);
        }
        Files.delete(directory.resolve("go"));
        served.screen(gated(), ",\"timeout\":\"300s\"", "A");
        var cancelled = served.send(Served.post("/v1/jobs/screen-2/cancel"));
        go();
        served.until("screen-2", "cancelled");
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(served.send(Served.post("/v1/jobs/screen-2/cancel")).status()).isEqualTo(200);
        assertThat(served.send(Served.post("/v1/jobs/screen-2/retry")).status()).isEqualTo(409);
    }

    @Test
    void failedRowsRunAgain() throws Exception {
        served.screen("sh -c 'test -e " + directory + "/mended && echo $0' {ticker}", ",\"maxRetries\":0", "A", "B");
        served.until("screen-1", "completed");
        Files.writeString(directory.resolve("mended"), "");

        var none = served.send(Served.post("/v1/jobs/screen-1/retry", "{\"class\":\"timeout\"}"));
        var some = served.send(Served.post("/v1/jobs/screen-1/retry", "{\"class\":\"unknown\"}"));
        var ended = served.until("screen-1", "completed");
        while (ended.at("/items/done").asInt() < 2) {
            ended = served.until("screen-1", "completed");
        }

        assertThat(none.json().get("retried").asInt()).isZero();
        assertThat(some.json().get("retried").asInt()).isEqualTo(2);
        assertThat(ended.at("/items/failed").asInt()).isZero();
        assertThat(served.send(Served.post("/v1/jobs/screen-1/retry", "{\"state\":\"done\"}")).status())
                .isEqualTo(400);
        assertThat(served.send(Served.post("/v1/jobs/screen-1/retry", "{\"class\":\"bad\"}")).status())
                .isEqualTo(400);
    }

    @Test
    void whoKnowsTheStatusIsNotSentItAgain() throws Exception {
        served.screen("echo {ticker}", "", "A");
        served.until("screen-1", "completed");
        var target = "/v1/jobs/screen-1";
        var tag = served.send(Served.get(target)).header("etag");

        var same = served.send(Served.get(target).header("If-None-Match: " + tag));
        var listed = served.send(Served.get(target).header("If-None-Match: \"x\", W/" + tag));
        var other = served.send(Served.get(target).header("If-None-Match: \"x\""));

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("etag")).isEqualTo(tag);
        assertThat(listed.status()).isEqualTo(304);
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void anOrderForAJobThatIsNotAsExpectedIsNotCarriedOut() throws Exception {
        served.screen(gated(), ",\"timeout\":\"300s\"", "A");
        served.until("screen-1", "running");
        var running = served.send(Served.get("/v1/jobs/screen-1")).header("etag");

        var stale = served.send(Served.post("/v1/jobs/screen-1/cancel").header("If-Match: \"0123.4567\""));
        var paused = served.send(Served.post("/v1/jobs/screen-1/pause").header("If-Match: " + running));
        go();
        served.until("screen-1", "paused");
        var late = served.send(Served.post("/v1/jobs/screen-1/cancel").header("If-Match: " + running));

        assertThat(stale.status()).isEqualTo(412);
        assertThat(paused.status()).isEqualTo(200);
        assertThat(late.status()).isEqualTo(412);
        assertThat(served.send(Served.post("/v1/jobs/screen-1/cancel").header("If-Match: *")).status())
                .isEqualTo(200);
    }

    @Test
    void aKeyIsAnsweredTheSameOverARestart() throws Exception {
        var body = "{\"workflow\":\"screen\",\"exec\":\"echo {ticker}\",\"list\":{\"tickers\":[\"A\"]}}";
        var first = served.send(Served.post("/v1/jobs", body).header("Idempotency-Key: k1"));
        var second = served.send(Served.post("/v1/jobs", body).header("Idempotency-Key: k1"));
        var other = served.send(Served.post("/v1/jobs", body.replace("\"A\"", "\"B\""))
                .header("Idempotency-Key: k1"));
        served.until("screen-1", "completed");
        served.close();
        served = Served.in(directory);
        var restarted = served.send(Served.post("/v1/jobs", body).header("Idempotency-Key: k1"));

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("location")).isEqualTo(first.header("location"));
        assertThat(second.header("idempotency-replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(422);
        assertThat(restarted.text()).isEqualTo(first.text());
        assertThat(served.session.store().jobs(5)).hasSize(1);
    }

    @Test
    void aServiceThatDiedBeforeItsAnswerWasKeptFindsItsJob() throws Exception {
        var body = "{\"workflow\":\"screen\",\"exec\":\"echo {ticker}\",\"list\":{\"tickers\":[\"A\"]}}";
        served.send(Served.post("/v1/jobs", body).header("Idempotency-Key: k1"));
        try (var kept = Files.list(directory.resolve("home/http"))) {
            for (var file : kept.toList()) {
                Files.delete(file);
            }
        }

        var again = served.send(Served.post("/v1/jobs", body).header("Idempotency-Key: k1"));
        var other = served.send(Served.post("/v1/jobs", body.replace("\"A\"", "\"B\""))
                .header("Idempotency-Key: k1"));

        assertThat(again.json().get("jobId").asString()).isEqualTo("screen-1");
        assertThat(other.status()).isIn(422);
        assertThat(served.session.store().jobs(5)).hasSize(1);
    }

    @Test
    void metricsCountWhatHappened() throws Exception {
        served.screen("echo {ticker}", "", "A", "B");
        served.until("screen-1", "completed");

        var text = served.send(Served.get("/metrics")).text();

        assertThat(text).contains(
                "longhaul_jobs{state=\"completed\"} 1.0",
                "longhaul_items_ended_total{state=\"done\"} 2.0",
                "longhaul_calls_total{outcome=\"made\",source=\"exec.item\"} 2.0",
                "longhaul_queue_jobs 0.0",
                "longhaul_store_writer_queue",
                "longhaul_http_requests_seconds_count{operation=\"createJob\",status=\"202\"} 1");
        assertThat(text).doesNotContain(Served.TOKEN);
    }

    @Test
    void metricsTellHowManyCallsAreUnderWayAndWait() throws Exception {
        served.screen(gated(), ",\"concurrency\":2", "A", "B", "C");
        untilMetrics("waiting", 1);
        untilMetrics("open", 2);
        untilMetrics("ceiling", 2);

        go();
        untilMetrics("waiting", 0);
        untilMetrics("open", 0);
    }

    private void untilMetrics(String calls, int number) {
        var line = Pattern.compile("longhaul_gate_calls_" + calls + "\\{gate=\"exec:\\w+\"} " + number + "\\.0");
        while (!line.matcher(served.send(Served.get("/metrics")).text()).find()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRequestIsNamedInItsAnswer() {
        var ours = served.send(Served.get("/v1/jobs/none").header("X-Request-Id: my-1"));
        var theirs = served.send(Served.get("/v1/jobs/none").header("X-Request-Id: <script>"));

        assertThat(ours.header("x-request-id")).isEqualTo("my-1");
        assertThat(ours.json().get("requestId").asString()).isEqualTo("my-1");
        assertThat(theirs.header("x-request-id")).doesNotContain("<");
    }
}
