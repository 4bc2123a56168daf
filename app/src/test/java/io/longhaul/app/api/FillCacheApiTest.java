package io.longhaul.app.api;

import static io.longhaul.app.api.Served.get;
import static io.longhaul.app.api.Served.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.JobState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The endpoints of the fill-cache service, with the fields, messages and codes of the system they come from.
class FillCacheApiTest {

    private static final String RANGE = "\"dataset\":\"daily\",\"from\":\"2025-01-01\",\"to\":\"2025-03-31\"";

    /// The common pool has one thread here, and the JDK's HTTP client needs it.
    private static final Executor OWN = command -> Thread.ofPlatform().start(command);

    @TempDir
    Path directory;

    private Served served;

    @BeforeEach
    void start() {
        served = Served.in(directory);
    }

    @AfterEach
    void end() {
        served.close();
    }

    private static String tickers(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> "\"T" + i + "\"").collect(Collectors.joining(","));
    }

    private JsonNode start(String tickers, String more) {
        var reply = served.send(post("/api/fill-cache-batch-start",
                "{\"tickerSource\":\"custom\",\"tickers\":[" + tickers + "]," + RANGE + more + "}"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }

    private JsonNode status(String id) {
        return served.send(get("/api/fill-cache-batch-status?jobId=" + id + "&detailed=true")).json();
    }

    private JsonNode goOn(String id, boolean automatically) {
        var reply = served.send(post(
                "/api/fill-cache-batch-continue", "{\"jobId\":\"" + id + "\",\"autoContinue\":" + automatically + "}"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    @Test
    void aJobThatIsCancelledMeanwhileSaysSo() {
        served.yahoo.open.drainPermits(); // so that no ticker is answered
        var answer =
                CompletableFuture.supplyAsync(() -> fill("{\"tickers\":[" + tickers(0, 49) + "]," + RANGE + "}"), OWN);
        while (served.session.store().jobs(1).isEmpty()) {
            Thread.onSpinWait(); // its job is made by the request under way
        }
        var id = served.session.store().jobs(1).getFirst().draft().name();

        var cancelled = served.send(post("/v1/jobs/" + id + "/cancel", "{}"));
        served.yahoo.open.release(1_000);
        var reply = answer.join();

        assertThat(cancelled.status()).as(cancelled.text()).isLessThan(300);
        assertThat(reply.status()).as(reply.text()).isEqualTo(409);
        assertThat(reply.json().get("success").booleanValue()).isFalse();
        assertThat(reply.json().get("error").stringValue()).contains("cancelled");
        assertThat(reply.json().get("jobId").stringValue()).isEqualTo(id);
        served.contract.judge("fillCache", reply);
    }

    private Http.Reply fill(String body) {
        return served.send(post("/api/fill-cache", body));
    }

    @Test
    void aJobGoesThroughItsBatchesByItself() throws InterruptedException {
        var started = start(tickers(0, 12), "");
        var id = started.get("jobId").stringValue();
        served.until(id, "completed");
        var status = status(id);

        assertThat(id).matches("batch_job_[0-9a-z]+_[0-9a-z]{5}");
        assertThat(started.get("message").stringValue()).isEqualTo("Batch job created with 3 batches");
        assertThat(started.at("/batchInfo/totalTickers").asInt()).isEqualTo(12);
        assertThat(started.at("/batchInfo/batchSize").asInt()).isEqualTo(5);
        assertThat(started.at("/batchInfo/estimatedTimeMinutes").asInt()).isEqualTo(1);
        assertThat(status.get("status").stringValue()).isEqualTo("completed");
        assertThat(status.at("/progress/percentage").asString()).isEqualTo("100");
        assertThat(status.at("/batches/completed").asInt()).isEqualTo(3);
        assertThat(status.at("/batches/remaining").asInt()).isZero();
        assertThat(served.yahoo.asked()).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void whatIsCachedOrKnownToBeAbsentCountsAsProcessedFromTheStart() {
        fill("{\"tickers\":[" + tickers(0, 8) + ",\"ZZGONE\"]," + RANGE + "}");
        int before = served.yahoo.asked().size();

        var started = start(tickers(0, 20) + ",\"ZZGONE\"", ",\"startImmediately\":false");

        assertThat(started.at("/batchInfo/tickersToProcess").asInt()).isEqualTo(12);
        assertThat(started.at("/batchInfo/totalBatches").asInt()).isEqualTo(3);
        assertThat(started.at("/progress/processed").asInt()).isEqualTo(9);
        assertThat(started.at("/progress/successful").asInt()).isEqualTo(8);
        assertThat(started.at("/progress/failed").asInt()).isEqualTo(1);
        assertThat(started.at("/progress/percentage").decimalValue()).isEqualByComparingTo("42.85");
        assertThat(started.get("status").stringValue()).isEqualTo("pending");
        assertThat(served.yahoo.asked()).hasSize(before);
    }

    @Test
    void eachCallRunsOneMicroBatchOfAJobThatStandsStill() {
        var id = start(tickers(0, 12) + ",\"ZZBAD\"", ",\"startImmediately\":false").get("jobId").stringValue();

        var first = goOn(id, false);
        var status = status(id);
        var second = goOn(id, false);
        var third = goOn(id, false);
        var after = goOn(id, false);

        assertThat(first.get("batchNumber").asInt()).isEqualTo(1);
        assertThat(first.at("/batchResults/tickers")).extracting(JsonNode::stringValue)
                .containsExactly("T0", "T1", "T2", "T3", "T4");
        assertThat(status.get("status").stringValue()).isEqualTo("paused");
        assertThat(status.get("message").stringValue())
                .startsWith("Processing batch 2 of 3. 2 batches remaining.");
        assertThat(second.get("batchNumber").asInt()).isEqualTo(2);
        assertThat(third.at("/batchResults/failed").asInt()).isEqualTo(1);
        assertThat(third.get("completed").asBoolean()).isTrue();
        assertThat(after.get("completed").asBoolean()).isTrue();
        assertThat(after.at("/summary/failed").asInt()).isEqualTo(1);
        assertThat(status(id).at("/failedTickers/0/batchNumber").asInt()).isEqualTo(3);
    }

    @Test
    @Timeout(60)
    void aJobThatFailedSaysWhyAndGoesOnToItsEndOnceItIsToldTo() throws InterruptedException {
        served.yahoo.wantsConsent = true;
        var id = start(tickers(0, 12), "").get("jobId").stringValue();
        served.until(id, "paused");
        var failed = status(id);
        served.yahoo.wantsConsent = false;

        var first = goOn(id, true);
        served.until(id, "completed");
        var ended = status(id);

        assertThat(failed.get("status").stringValue()).isEqualTo("paused");
        assertThat(failed.get("message").stringValue()).contains("consent");
        assertThat(failed.at("/progress/processed").asInt()).isZero();
        assertThat(first.get("success").booleanValue()).isTrue();
        assertThat(ended.get("status").stringValue()).isEqualTo("completed");
        assertThat(ended.at("/progress/successful").asInt()).isEqualTo(12);
    }

    @Test
    void twoCallsAtOnceNeverRunTheSameBatch() {
        var id = start(tickers(0, 20), ",\"startImmediately\":false").get("jobId").stringValue();

        var calls =
                IntStream.range(0, 4).mapToObj(i -> CompletableFuture.supplyAsync(() -> goOn(id, false), OWN)).toList();
        var numbers = calls.stream().map(call -> call.join().get("batchNumber").asInt()).sorted().toList();

        assertThat(numbers).containsExactly(1, 2, 3, 4);
        assertThat(served.yahoo.asked()).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void ofADrivenJobACallReturnsTheNextBatchThatCompletes() throws InterruptedException {
        served.yahoo.open.drainPermits();
        var id = start(tickers(0, 15), "").get("jobId").stringValue();
        var call = CompletableFuture.supplyAsync(() -> goOn(id, true), OWN);
        served.yahoo.open.release(Integer.MAX_VALUE / 2);

        var batch = call.join();
        served.until(id, "completed");

        assertThat(batch.get("batchNumber").asInt()).isBetween(1, 3);
        assertThat(batch.at("/batchResults/successful").asInt()).isEqualTo(5);
        assertThat(new HashSet<>(served.yahoo.asked())).hasSize(15);
    }

    @Test
    void theOrchestratorDrivesToTheEnd() {
        var id = start(tickers(0, 12), ",\"startImmediately\":false").get("jobId").stringValue();

        var reply = served.send(post("/api/fill-cache-batch-orchestrator", "{\"jobId\":\"" + id + "\"}")).json();

        assertThat(reply.get("completed").asBoolean()).isTrue();
        assertThat(reply.at("/progress/successful").asInt()).isEqualTo(12);
    }

    @Test
    void aShortListIsAnsweredAtOnceAndALongOneIsAJob() {
        assertThat(fill("{\"tickers\":[" + tickers(0, 3) + "]," + RANGE + "}").status()).isEqualTo(200);
        var some = fill("{\"tickers\":[\"T1\",\"ZZA\"]," + RANGE + "}");
        var none = fill("{\"tickers\":[\"ZZA\",\"ZZB\"]," + RANGE + "}");
        var small = fill("{\"tickers\":[" + tickers(100, 49) + "]," + RANGE + "}");
        var many = fill("{\"tickers\":[" + tickers(200, 50) + "]," + RANGE + "}");
        var wished = fill("{\"tickers\":[\"T1\"],\"useBatch\":true," + RANGE + "}");

        assertThat(some.status()).isEqualTo(207);
        assertThat(some.json().at("/results/failed/0/ticker").stringValue()).isEqualTo("ZZA");
        assertThat(none.status()).isEqualTo(400);
        assertThat(small.status()).isEqualTo(200);
        assertThat(small.json().get("batchMode").asBoolean()).isFalse();
        assertThat(many.status()).isEqualTo(202);
        assertThat(many.json().get("message").stringValue()).isEqualTo("Batch job created for 50 tickers");
        assertThat(many.json().at("/nextSteps/autoStart").stringValue())
                .isEqualTo("Job will start automatically in a few seconds");
        assertThat(wished.status()).isEqualTo(202);
    }

    @Test
    void validateSaysWhatIsCachedAndAsksNobody() {
        fill("{\"tickers\":[\"T1\",\"ZZA\"]," + RANGE + "}");
        int asked = served.yahoo.asked().size();

        var reply = fill("{\"tickers\":[\"T1\",\"T2\",\"ZZA\",\"t1\"],\"action\":\"validate\"," + RANGE + "}").json();

        assertThat(reply.get("cached").toString()).isEqualTo("[\"T1\"]");
        assertThat(reply.get("missing").toString()).isEqualTo("[\"T2\"]");
        assertThat(reply.get("eliminated").toString()).isEqualTo("[\"ZZA\"]");
        assertThat(reply.at("/summary/total").asInt()).isEqualTo(3);
        assertThat(served.yahoo.asked()).hasSize(asked);
    }

    @Test
    void aJobWithNothingMissingSaysSo() throws InterruptedException {
        fill("{\"tickers\":[\"T1\",\"T2\"]," + RANGE + "}");

        var started = start("\"T1\",\"T2\"", "");
        var id = started.get("jobId").stringValue();
        served.until(id, "completed");

        assertThat(List.of(started, status(id))).allSatisfy(each -> assertThat(each.get("message").stringValue())
                .isEqualTo("All tickers already cached - no processing needed"));
        assertThat(started.at("/batchInfo/estimatedTimeMinutes").asInt()).isZero();
        assertThat(started.at("/progress/percentage").asInt()).isEqualTo(100);
        assertThat(served.yahoo.asked()).hasSize(2);
    }

    @Test
    void wrongRequestsAreRefusedAndMakeNothing() {
        var start = "/api/fill-cache-batch-start";
        var many = "{\"tickerSource\":\"custom\",\"tickers\":[" + tickers(0, 10_001) + "]}";
        for (var body : List.of(
                "{}", "{\"tickerSource\":\"x\"}", "{\"tickerSource\":7}", "{\"tickerSource\":\"custom\"}",
                "{\"tickerSource\":\"custom\",\"tickers\":[]}", "{\"tickerSource\":\"custom\",\"tickers\":\"T1\"}",
                "{\"tickerSource\":\"custom\",\"tickers\":[\"T1\",7]}",
                "{\"tickerSource\":\"custom\",\"tickers\":[\"T1\",\"not a ticker\"]}",
                "{\"tickerSource\":\"sp500\",\"batchSize\":0}", "{\"tickerSource\":\"sp500\",\"batchSize\":51}",
                "{\"tickerSource\":\"sp500\",\"batchSize\":\"5\"}",
                "{\"tickerSource\":\"sp500\",\"startImmediately\":1}",
                "{\"tickerSource\":\"sp500\",\"dataset\":\"hourly\"}", "{\"tickerSource\":\"sp500\",\"from\":\"soon\"}",
                "{\"tickerSource\":\"sp500\",\"from\":\"1889-01-01\"}", "{\"tickerSource\":\"sp500\",\"nonsense\":1}",
                many)) {
            assertThat(served.send(post(start, body)).status()).as(body.substring(0, Math.min(90, body.length())))
                    .isEqualTo(400);
        }
        assertThat(served.send(get(start)).status()).isEqualTo(405);
        assertThat(served.send(get("/api/fill-cache-batch-status?jobId=batch_job_none_12345")).status()).isEqualTo(404);
        assertThat(served.send(get("/api/fill-cache-batch-status?detailed=maybe")).status()).isEqualTo(400);
        assertThat(served.send(post("/api/fill-cache-batch-continue", "{}")).status()).isEqualTo(400);
        assertThat(served.send(post("/api/fill-cache-batch-continue", "{\"jobId\":\"x\"}")).status()).isEqualTo(404);
        assertThat(fill("{\"tickers\":[\"T1\"],\"action\":\"drop\"}").status()).isEqualTo(400);
        assertThat(served.session.store().jobs(10)).isEmpty();
        assertThat(served.send(get("/api/fill-cache-batch-status")).json().get("count").asInt()).isZero();
    }

    /// The service's settings are at fault, and say so: nothing broke.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/api/fill-cache|{\"tickers\":[\"T1\"]}",
        "/api/fill-cache-batch-start|{\"tickerSource\":\"custom\",\"tickers\":[\"T1\"]}"
    })
    void withoutAProviderTheSettingsAreNamed(String path, String body) throws Exception {
        var ground = new ApiServer.Ground(
                Clocks.system(), directory.resolve("home"), directory, Map.of("HOME", directory.toString()));
        try (var bare = ApiServer.start(served.session, ground, ServerSettings.local(Served.TOKEN))) {
            var reply = Http.send(bare.port(), post(path, body).bytes(bare.port()));

            assertThat(reply.status()).as(reply.text()).isEqualTo(409);
            assertThat(reply.text()).contains("no provider of market data has a key", "LONGHAUL_SOURCES_EODHD_KEYS");
        }
        assertThat(served.session.store().jobs(10)).isEmpty();
    }

    @Test
    void aJobThatIsToStartLaterSaysSoAndLooksAtAllOfItsTickers() throws InterruptedException {
        fill("{\"tickers\":[\"T0\",\"T1\",\"ZZA\"]," + RANGE + "}");
        var soon = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.SECONDS);

        var started = start(tickers(0, 3) + ",\"ZZA\"", ",\"batchSize\":2,\"at\":\"" + soon + "\"");
        var id = started.get("jobId").stringValue();
        var early = served.send(post("/api/fill-cache-batch-continue", "{\"jobId\":\"" + id + "\"}"));
        served.until(id, "completed");
        var status = status(id);

        assertThat(started.get("status").stringValue()).isEqualTo("paused");
        assertThat(started.get("message").stringValue()).isEqualTo("Batch job created with 2 batches");
        assertThat(started.at("/nextSteps/autoStart").stringValue())
                .isEqualTo("Job will start automatically at " + soon);
        assertThat(started.at("/progress/processed").asInt()).isZero();
        assertThat(early.status()).as(early.text()).isEqualTo(409);
        assertThat(early.json().get("error").stringValue())
                .isEqualTo("Cannot continue a job before its time: starts at " + soon + ", by itself");
        assertThat(status.at("/progress/successful").asInt()).isEqualTo(3);
        assertThat(status.at("/progress/failed").asInt()).isEqualTo(1);
        assertThat(status.at("/batches/completed").asInt()).isEqualTo(2);
        assertThat(served.yahoo.asked()).containsExactlyInAnyOrder("T0", "T1", "ZZA", "T2");
    }

    @Test
    void aJobByCronIsCopiedAtEachTime() throws InterruptedException {
        var started = start(tickers(0, 3), ",\"cron\":\"* * * * *\",\"timeZone\":\"UTC\"");
        var id = started.get("jobId").stringValue();
        var template = served.session.store().job(id).orElseThrow();

        assertThat(started.at("/nextSteps/autoStart").stringValue()).isEqualTo(
                "A copy of this job will start automatically at each time of cron * * * * * UTC, the next at "
                        + template.until());
        assertThat(template.state()).isEqualTo(JobState.WAITING);
        assertThat(served.send(post("/api/fill-cache-batch-orchestrator", "{\"jobId\":\"" + id + "\"}")).status())
                .isEqualTo(409);
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        for (var more : List.of(
                "\"at\":\"soon\"", "\"cron\":\"* *\"", "\"timeZone\":\"UTC\"", "\"at\":\"02:30\",\"cron\":\"@daily\"",
                "\"at\":\"02:30\",\"startImmediately\":false")) {
            var reply = served.send(post(
                    "/api/fill-cache-batch-start",
                    "{\"tickerSource\":\"custom\",\"tickers\":[\"T1\"]," + more + "}"));
            assertThat(reply.status()).as(more).isEqualTo(400);
            assertThat(reply.json().get("error").stringValue()).as(more)
                    .matches("(at|cron|timeZone|startImmediately): .*");
        }
        assertThat(served.session.store().jobs(10)).isEmpty();
    }

    @Test
    void aServiceWithoutAProviderSaysHowToNameOneAndMakesNothing() {
        try (var bare = served.another(ServerSettings.local(Served.TOKEN), Map.of())) {
            for (var asked : List.of(
                    post("/api/fill-cache-batch-start", "{\"tickerSource\":\"sp500\"}"),
                    post("/api/fill-cache", "{\"tickers\":[\"T1\"]}"),
                    post("/api/fill-cache", "{\"tickers\":[\"T1\"],\"action\":\"validate\"}"))) {
                var reply = Http.send(bare.port(), asked.bytes(bare.port()));

                assertThat(reply.status()).as(reply.text()).isEqualTo(409);
                assertThat(reply.json().get("code").stringValue()).isEqualTo("configuration");
                assertThat(reply.json().get("error").stringValue())
                        .startsWith("no provider of market data has a key. Say where one is, as LONGHAUL_SOURCES_");
            }
        }
        assertThat(served.session.store().jobs(1)).isEmpty();
    }

    @Test
    void messagesOfErrorsAreTheSeeds() {
        var reply = served.send(post("/api/fill-cache-batch-start", "{\"tickerSource\":\"x\"}")).json();

        assertThat(reply.get("success").asBoolean()).isFalse();
        assertThat(reply.get("error").stringValue()).startsWith("Invalid ticker source");
        assertThat(served.send(post("/api/fill-cache-batch-continue", "{}")).json().get("error").stringValue())
                .isEqualTo("Job ID is required");
    }
}
