package io.longhaul.lab.fillcache;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.lab.upstream.LabLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `examples/fill-cache.sh`, as a user runs it against a service.
@Timeout(180)
class ExampleScriptTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int SP500 = 503;
    private static final List<List<String>> FUND_BATCHES = List.of(
            List.of("SPY", "QQQ", "IWM", "VTI", "EFA"),
            List.of("VEA", "EEM", "VWO", "AGG", "BND"),
            List.of("TLT", "GLD"));
    private static final List<String> FIVE = List.of("AAPL", "MSFT", "GOOGL", "AMZN", "TSLA");

    @TempDir
    Path directory;

    /// A request of the script and its answer, as it prints them.
    private record Said(String request, int status, JsonNode answer) {}

    /// One run of it.
    private record Ended(int exit, String text, List<Said> said) {
        List<Said> of(String request) {
            return said.stream().filter(each -> each.request.matches(request)).toList();
        }
    }

    private static final int AT_ONCE = 15;

    private Map<String, String> service(TwinProcess twins) {
        var environment = new HashMap<>(twins.variables());
        environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
        environment.put("LONGHAUL_SOURCES_YAHOO_LIMITS", AT_ONCE + "-at-once");
        environment.put("LONGHAUL_CONCURRENCY", Integer.toString(AT_ONCE));
        return environment;
    }

    private static Path script() {
        var folder = Path.of("").toAbsolutePath();
        var above = folder.resolve("..").normalize();
        return (Files.exists(folder.resolve("examples")) ? folder : above).resolve("examples/fill-cache.sh");
    }

    private Ended run(String url, String... parts) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("sh", script().toString()));
        words.addAll(List.of(parts));
        var out = directory.resolve("said.txt");
        var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LONGHAUL_"));
        builder.environment().putAll(Map.of(
                "LONGHAUL_URL", url, "LONGHAUL_HOME", directory.toString(), "LONGHAUL_FROM", "2025-01-01",
                "LONGHAUL_POLL", "0.2"));
        var process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        int exit = process.exitValue();
        var text = Files.readString(out);
        return new Ended(exit, text, said(text, url));
    }

    private static List<Said> said(String text, String url) {
        var all = new ArrayList<Said>();
        var request = "";
        for (var line : text.lines().toList()) {
            if (line.startsWith("GET ") || line.startsWith("POST ")) {
                request = line.replace(url, "");
            } else if (line.matches("[1-5][0-9]{2} \\{.*")) {
                all.add(new Said(request, Integer.parseInt(line.substring(0, 3)), MAPPER.readTree(line.substring(4))));
            }
        }
        return all;
    }

    @Test
    void eachRequestOfTheOriginalIsAnsweredAsItWas() throws Exception {
        Files.writeString(directory.resolve("token"), ServedProduct.token() + "\n");
        try (var twins = TwinProcess.start(directory, "");
                var product = ServedProduct.start(directory.resolve("home"), service(twins), "-Xmx256m")) {
            var url = product.base().toString();

            var ended = run(url);

            assertThat(ended.exit).as(ended.text).isZero();
            assertThat(ended.text).endsWith("\nAll done.\n").doesNotContain(ServedProduct.token());
            everythingOfTheSp500(ended);
            fiveOfThem(ended);
            fundsByHand(ended);
            logged(product.log(), ended.of("POST /api/fill-cache-batch-start").getFirst().answer);
            var charts = charts(twins);
            assertThat(charts).hasSize(SP500 + 12).allSatisfy((ticker, calls) -> assertThat(calls).isEqualTo(1));

            var again = run(url, "sp500");

            assertThat(again.exit).as(again.text).isZero();
            assertThat(again.said.getFirst().answer.path("message").asString())
                    .isEqualTo("All tickers already cached - no processing needed");
            assertThat(charts(twins)).isEqualTo(charts);
        }
    }

    private static void logged(String log, JsonNode started) {
        var id = started.path("jobId").asString();
        assertThat(log).contains(
                "\"Creating batch job " + id + " for 503 tickers\"",
                "\"Processing 503 missing tickers in 101 batches of 5\"",
                "\"Auto-continuing to next batch for job " + id + "...\"",
                "\"Batch job " + id + " completed! 503 successful, 0 failed\"");
        for (int batch = 1; batch <= 101; batch++) {
            assertThat(log)
                    .containsPattern("\"Processing batch " + batch + "/101 for job " + id + ": \\[[A-Z., ]+\\]\"")
                    .containsPattern("\"Completed batch " + batch + "/101 for job " + id + " in [0-9.]+s\"");
        }
    }

    /// Calls for a chart by ticker.
    private static Map<String, Long> charts(TwinProcess twins) throws IOException {
        return LabLog.read(twins.log()).calls().stream()
                .filter(call -> call.question().contains("/chart/"))
                .collect(Collectors.groupingBy(
                        call -> call.question().replaceFirst("\\?.*", "").replaceFirst(".*/", ""),
                        Collectors.counting()));
    }

    private static void everythingOfTheSp500(Ended ended) {
        var started = ended.of("POST /api/fill-cache-batch-start").getFirst();
        assertThat(started.status).isEqualTo(201);
        assertThat(started.answer.path("success").asBoolean()).isTrue();
        assertThat(started.answer.path("jobId").asString()).startsWith("batch_job_");
        assertThat(started.answer.path("message").asString()).isEqualTo("Batch job created with 101 batches");
        var info = started.answer.path("batchInfo");
        assertThat(numbers(info, "totalTickers", "tickersToProcess", "totalBatches", "batchSize"))
                .containsExactly(SP500, SP500, 101, 5);
        assertThat(info.path("estimatedTimeMinutes").asInt()).isPositive();

        var id = started.answer.path("jobId").asString();
        var looks = ended.of("GET /api/fill-cache-batch-status\\?jobId=" + id + ".*");
        var last = looks.getLast().answer;
        assertThat(looks).allSatisfy(look -> {
            assertThat(look.answer.path("jobId").asString()).isEqualTo(id);
            assertThat(look.answer.at("/progress/percentage").asDouble()).isBetween(0.0, 100.0);
            assertThat(look.answer.at("/batches/total").asInt()).isEqualTo(101);
        });
        assertThat(last.path("status").asString()).isEqualTo("completed");
        assertThat(numbers(last.path("progress"), "processed", "total", "percentage", "successful", "failed"))
                .containsExactly(SP500, SP500, 100, SP500, 0);
        assertThat(last.path("progress").has("elapsedTime")).isTrue();
        assertThat(last.at("/progress/estimatedTimeRemaining").asInt(-1)).isZero();
        assertThat(numbers(last.path("batches"), "current", "total", "completed", "remaining"))
                .containsExactly(101, 101, 101, 0);
        assertThat(last.path("message").asString())
                .isEqualTo("All 101 batches completed: 503 successful, 0 failed.");
        assertThat(last.path("successfulTickers").size()).isPositive();
    }

    private static void fiveOfThem(Ended ended) {
        var fills = ended.of("POST /api/fill-cache");
        assertThat(fills).extracting(Said::status).containsExactly(200, 202, 200);
        var direct = fills.get(0).answer;
        assertThat(direct.path("batchMode").asBoolean(true)).isFalse();
        assertThat(texts(direct.at("/results/successful"))).isEqualTo(FIVE);
        var job = fills.get(1).answer;
        assertThat(job.path("batchMode").asBoolean()).isTrue();
        assertThat(job.path("message").asString()).isEqualTo("Batch job created for 5 tickers");
        assertThat(job.at("/nextSteps/checkStatus").asString())
                .isEqualTo("/api/fill-cache-batch-status?jobId=" + job.path("jobId").asString());
        assertThat(job.at("/nextSteps/startProcessing").asString()).isEqualTo("/api/fill-cache-batch-continue");
        assertThat(job.at("/nextSteps/autoStart").asString())
                .isEqualTo("Job will start automatically in a few seconds");
        var validated = fills.get(2).answer;
        assertThat(texts(validated.path("cached"))).isEqualTo(FIVE);
        assertThat(numbers(validated.path("summary"), "total", "cached", "missing", "eliminated"))
                .containsExactly(5, 5, 0, 0);
    }

    private static void fundsByHand(Ended ended) {
        var started = ended.of("POST /api/fill-cache-batch-start").getLast().answer;
        assertThat(started.path("status").asString()).isEqualTo("pending");
        assertThat(started.path("message").asString()).isEqualTo("Batch job created with 3 batches");

        var steps = ended.of("POST /api/fill-cache-batch-continue").stream().map(Said::answer).toList();
        assertThat(steps).hasSize(2).allSatisfy(step -> {
            assertThat(step.path("totalBatches").asInt()).isEqualTo(3);
            assertThat(texts(step.at("/batchResults/tickers"))).isEqualTo(
                    FUND_BATCHES.get(step.path("batchNumber").asInt() - 1));
            assertThat(step.at("/batchResults/failed").asInt(-1)).isZero();
        });
        assertThat(steps.getFirst().path("batchNumber").asInt()).isEqualTo(1);
        assertThat(numbers(steps.getFirst().path("batches"), "current", "completed", "remaining"))
                .containsExactly(1, 1, 2);
        assertThat(steps.getFirst().path("message").asString())
                .isEqualTo("Batch completed - call again for the next batch");
        assertThat(steps.getLast().path("message").asString()).isIn(
                "Batch completed - continuing to next batch automatically",
                "Batch job completed"); // the twin is fast

        var driven = ended.of("POST /api/fill-cache-batch-orchestrator").getLast();
        assertThat(driven.answer.path("completed").asBoolean()).isTrue();
        assertThat(driven.answer.path("message").asString())
                .isEqualTo("All 3 batches completed: 12 successful, 0 failed.");
        assertThat(driven.answer.at("/progress/percentage").asInt()).isEqualTo(100);
    }

    private static List<Integer> numbers(JsonNode of, String... names) {
        return List.of(names).stream().map(name -> of.path(name).asInt(-1)).toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
    }

    /// The service's job waits for a key; the service itself goes on.
    @Test
    void aJobThatNeedsAPersonEndsTheScript() throws Exception {
        Files.writeString(directory.resolve("token"), ServedProduct.token());
        var keyless = Map.of("LONGHAUL_SOURCES_TIINGO_KEYS", "env:A_KEY_THAT_IS_NOT_THERE");
        try (var product = ServedProduct.start(directory.resolve("home"), keyless, "-Xmx256m")) {
            var ended = run(product.base().toString(), "custom");

            assertThat(ended.exit).as(ended.text).isEqualTo(6);
            assertThat(ended.text)
                    .contains("sources.tiingo.keys: env:A_KEY_THAT_IS_NOT_THERE gives no key")
                    .contains(" is paused and waits for you: longhaul explain batch_job_");
            assertThat(product.get("/readyz").path("engine").asString()).isEqualTo("running");
        }
    }

    /// Killed while the script watches its job, and started again: the script goes on looking, and no ticker is asked
    /// twice beyond what was in flight, and what a free source had answered while as much was in flight: for calls that
    /// cost nothing nobody waits until the answer is stored.
    @Test
    void aServiceThatStartsAgainIsWaitedFor() throws Exception {
        Files.writeString(directory.resolve("token"), ServedProduct.token());
        try (var twins = TwinProcess.start(directory, "latency 100ms\n");
                var first = ServedProduct.start(directory.resolve("home"), service(twins), "-Xmx256m")) {
            var url = first.base().toString();
            var ended = CompletableFuture.supplyAsync(() -> {
                try {
                    return run(url, "sp500");
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }, command -> Thread.ofPlatform().start(command));
            while (charts(twins).size() < 50) {
                Thread.onSpinWait();
            }

            first.kill();
            while (!Files.readString(directory.resolve("said.txt")).contains("curl: ")) {
                Thread.onSpinWait();
            }
            try (var second = ServedProduct.start(
                    directory.resolve("home"), service(twins), "-Xmx256m", first.base().getPort())) {
                var script = ended.get();

                assertThat(script.exit).as(script.text).isZero();
                assertThat(script.text).contains("is done: 503 cached, 0 failed");
                assertThat(second.log()).contains("503 successful, 0 failed");
            }
            var charts = charts(twins).values();
            assertThat(charts).allSatisfy(calls -> assertThat(calls).isLessThanOrEqualTo(2));
            assertThat(charts.stream().filter(calls -> calls > 1).count()).isLessThanOrEqualTo(2 * AT_ONCE);
        }
    }

    @Test
    void itSaysWhatIsMissing() throws Exception {
        var noService = run("http://127.0.0.1:9", "validate");
        assertThat(noService.exit).isEqualTo(2);
        assertThat(noService.text).contains("no token: " + directory.resolve("token") + " is not there");

        Files.writeString(directory.resolve("token"), ServedProduct.token());
        var unheard = run("http://127.0.0.1:9", "validate");
        assertThat(unheard.exit).isEqualTo(1);
        assertThat(unheard.text).contains("is longhaul serve running at http://127.0.0.1:9?");

        var wrong = run("http://127.0.0.1:9", "nasdaq");
        assertThat(wrong.exit).isEqualTo(2);
        assertThat(wrong.text).contains("no part \"nasdaq\"; want sp500, custom, validate, manual");
    }
}
