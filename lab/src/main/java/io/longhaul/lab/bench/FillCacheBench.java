package io.longhaul.lab.bench;

import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.lab.upstream.LabLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Thousands of tickers through the whole product: `longhaul serve` over HTTP, a provider's twin behind it.
final class FillCacheBench implements Bench {

    private static final String OPTIONS = "-Xmx256m";
    private static final int AT_ONCE = 15;
    private static final int LATENCY_MILLIS = 50;
    private static final String RANGE = "\"dataset\":\"daily\",\"from\":\"2025-01-01\",\"to\":\"2025-03-31\"";

    private final int tickers;

    FillCacheBench(int tickers) {
        this.tickers = tickers;
    }

    @Override
    public String name() {
        return "fill-cache";
    }

    @Override
    public String about() {
        return tickers + " tickers over HTTP: pace, a second run, storms and a kill -9";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        var figures = new ArrayList<Figure>();
        try (var scratch = Scratch.make("longhaul-fill-cache")) {
            pace(scratch.path("pace"), progress, figures);
            storm(scratch.path("storm"), progress, figures);
        }
        return figures;
    }

    private static Map<String, String> environment(TwinProcess twins, String limits) {
        var environment = new HashMap<>(twins.variables());
        environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
        environment.put("LONGHAUL_SOURCES_YAHOO_LIMITS", limits);
        environment.put("LONGHAUL_CONCURRENCY", Integer.toString(AT_ONCE));
        return environment;
    }

    private String body(int from, int count) {
        var list = IntStream.range(from, from + count)
                .mapToObj(i -> "\"B" + Integer.toString(i, 36).toUpperCase(java.util.Locale.ROOT) + "\"")
                .collect(Collectors.joining(","));
        return "{\"tickerSource\":\"custom\",\"tickers\":[" + list + "]," + RANGE + "}";
    }

    private record Run(double seconds, double expected, JsonNode status) {}

    /// From the request to the end of the job, by its own clock; beside it the plan of its start.
    private static Run run(ServedProduct product, String body) throws IOException, InterruptedException {
        long from = System.nanoTime();
        var id = product.post("/api/fill-cache-batch-start", body).path("jobId").asString("");
        var status = product.ended(id);
        double seconds = Runs.seconds(from);
        var job = product.job(id);
        var created = Instant.parse(job.at("/time/createdAt").asString(""));
        var expected = job.at("/time/expectedAt").asString("");
        return new Run(
                seconds,
                expected.isEmpty() ? Double.NaN : Duration.between(created, Instant.parse(expected)).toMillis() / 1e3,
                status);
    }

    private void pace(Path directory, Consumer<String> progress, List<Figure> figures) throws Exception {
        java.nio.file.Files.createDirectories(directory);
        double ideal = tickers * LATENCY_MILLIS / 1e3 / AT_ONCE;
        progress.accept(
                "fill-cache: " + tickers + " tickers, " + LATENCY_MILLIS + " ms each, " + AT_ONCE + " at a time");
        try (var twins = TwinProcess.start(directory, "latency " + LATENCY_MILLIS + "ms\n");
                var product = ServedProduct.start(
                        directory.resolve("home"), environment(twins, AT_ONCE + "-at-once"), OPTIONS)) {
            run(product, body(100_000, 600)); // compiles, and lets the plan know how long a call takes
            int before = LabLog.read(twins.log()).calls().size();
            var first = run(product, body(0, tickers));
            int calls = LabLog.read(twins.log()).calls().size() - before;
            var again = run(product, body(0, tickers));
            int repeated = LabLog.read(twins.log()).calls().size() - before - calls;
            figures.add(Figure.atMost(1.05, "fill-cache.wall-of-ideal", first.seconds / ideal, "x"));
            figures.add(Figure.atMost(1.05, "fill-cache.wall-of-expected", first.seconds / first.expected, "x"));
            figures.add(Figure.of("fill-cache.wall", first.seconds, "s"));
            figures.add(Figure.of("fill-cache.calls", calls, "calls"));
            figures.add(new Figure("fill-cache.done", first.status.at("/progress/successful").asInt(), "tickers",
                    new Figure.Exactly(tickers)));
            figures.add(new Figure("fill-cache.again-calls", repeated, "calls", new Figure.Exactly(0)));
            figures.add(Figure.atMost(3, "fill-cache.again", again.seconds, "s"));
            figures.add(Figure.of(
                    "fill-cache.rss", product.child().peakResident().orElse(0) / 1e6, "MB"));
        }
    }

    /// Throttles in storms, failures, cut and lost answers, and a kill -9 in the middle.
    private void storm(Path directory, Consumer<String> progress, List<Figure> figures) throws Exception {
        java.nio.file.Files.createDirectories(directory);
        progress.accept("fill-cache: the same with 429s, 5xx, cut bodies and a kill -9");
        var script = "latency 5ms-40ms\nshare throttle-hint 0.004\nat 900 throttle\nshare server 0.01\n"
                + "share cut 0.01\nshare lost 0.005\n[yahoo]\nrate 400/1s\n";
        try (var twins = TwinProcess.start(directory, script)) {
            var environment = environment(twins, AT_ONCE + "-at-once 400/s");
            environment.put("LONGHAUL_TIMEOUT", "10");
            var home = directory.resolve("home");
            String id;
            try (var product = ServedProduct.start(home, environment, OPTIONS)) {
                id = product.post("/api/fill-cache-batch-start", body(0, tickers)).path("jobId").asString("");
                awaitCalls(twins.log(), tickers / 3);
                product.kill();
            }
            // nobody asks for it: the service goes on by itself
            try (var product = ServedProduct.start(home, environment, OPTIONS)) {
                var status = product.ended(id);
                var job = product.job(id);
                var log = LabLog.read(twins.log());
                long ended = status.at("/progress/successful").asLong() + status.at("/progress/failed").asLong();
                figures.add(new Figure("fill-cache.storm-accounted", ended, "tickers", new Figure.Exactly(tickers)));
                figures.add(Figure.of("fill-cache.storm-done", status.at("/progress/successful").asLong(), "tickers"));
                figures.add(new Figure("fill-cache.storm-stored-repeated", answeredTwice(log), "calls",
                        new Figure.Exactly(0)));
                figures.add(Figure.atMost(400, "fill-cache.storm-most", log.most(Duration.ofSeconds(1)), "calls/s"));
                figures.add(Figure.of("fill-cache.storm-calls", log.calls().size(), "calls"));
                figures.add(Figure.of("fill-cache.storm-lost", job.at("/calls/repeated").asLong(), "calls"));
            }
        }
    }

    private static void awaitCalls(Path log, int calls) throws IOException, InterruptedException {
        var never = new CountDownLatch(1);
        while (LabLog.read(log).calls().size() < calls) {
            never.await(50, TimeUnit.MILLISECONDS);
        }
    }

    /// Questions that were answered in full more than once, beyond those in flight at the kill.
    private static int answeredTwice(LabLog log) {
        var answered = new HashMap<String, Integer>();
        log.calls().stream().filter(call -> call.answered())
                .forEach(call -> answered.merge(call.question(), 1, Integer::sum));
        int twice = answered.values().stream().mapToInt(times -> times - 1).sum();
        return Math.max(0, twice - 2 * AT_ONCE);
    }
}
