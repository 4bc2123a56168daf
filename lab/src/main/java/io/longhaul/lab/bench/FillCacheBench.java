package io.longhaul.lab.bench;

import io.longhaul.lab.Scratch;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.figure.Median;
import io.longhaul.lab.serve.ServedProduct;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.lab.upstream.LabLog;
import io.longhaul.testkit.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Thousands of tickers through the whole product: `longhaul serve` over HTTP, a provider's twin behind it.
final class FillCacheBench implements Bench {

    static final String OPTIONS = "-Xmx256m";
    private static final int AT_ONCE = 15;
    private static final int LATENCY_MILLIS = 50;
    private static final int RUNS = 5;
    /// About 60 bars a ticker in one call.
    private static final int DAYS = 90;

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
        return tickers + " tickers over HTTP, " + DAYS
                + " days each: pace, a second run, a Redis, storms and a kill -9";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        RedisProcess.mustBeInstalled();
        var figures = new ArrayList<Figure>();
        try (var scratch = Scratch.make("longhaul-fill-cache")) {
            pace(scratch.path("pace"), progress, figures);
            mirrored(scratch.path("mirrored"), progress, figures);
            new FillCacheStorm(tickers, AT_ONCE).run(scratch.path("storm"), progress, figures);
        }
        return figures;
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

    /// Five jobs of other tickers each, of which the first meets a service just started: their median, and that one alone.
    /// Beside them the product's transport with nothing around it: what is over the ideal there, no product can mend.
    private void pace(Path directory, Consumer<String> progress, List<Figure> figures) throws Exception {
        Files.createDirectories(directory);
        double ideal = tickers * LATENCY_MILLIS / 1e3 / AT_ONCE;
        progress.accept(
                "fill-cache: " + tickers + " tickers, " + LATENCY_MILLIS + " ms each, " + AT_ONCE + " at a time");
        try (var twins = TwinProcess.start(directory, "latency " + LATENCY_MILLIS + "ms\n");
                var product = ServedProduct.start(
                        directory.resolve("home"), environment(twins, AT_ONCE + "-at-once"), OPTIONS)) {
            var from = LocalDate.now(ZoneOffset.UTC).minusDays(DAYS);
            new BareClient(twins, from, "WARM").warm();
            int before = LabLog.read(twins.log()).calls().size();
            var runs = new ArrayList<Run>();
            var first = run(product, body(tickers));
            runs.add(first);
            int calls = LabLog.read(twins.log()).calls().size();
            var again = run(product, body(tickers));
            int repeated = LabLog.read(twins.log()).calls().size() - calls;
            for (int i = 1; i < RUNS; i++) {
                runs.add(run(product, body(i * 100_000, tickers)));
            }
            progress.accept("fill-cache: the jobs took " + runs.stream()
                    .map(each -> "%.2f".formatted(each.seconds))
                    .collect(Collectors.joining(", ")) + " s");
            double bare = new BareClient(twins, from, "BARE").seconds(tickers, AT_ONCE);
            double wall = Median.of(runs.stream().map(each -> each.seconds).toList());
            figures.add(Figure.atMost(1.05, "fill-cache.wall-of-ideal", wall / ideal, "x"));
            figures.add(Figure.atMost(1.05, "fill-cache.wall-of-expected",
                    ofExpected(runs), "x"));
            figures.add(Figure.of("fill-cache.wall", wall, "s"));
            figures.add(Figure.of("fill-cache.bare-of-ideal", bare / ideal, "x"));
            figures.add(Figure.of("fill-cache.wall-of-bare", wall / bare, "x"));
            figures.add(Figure.of("fill-cache.first-wall-of-ideal", first.seconds / ideal, "x"));
            figures.add(Figure.of("fill-cache.calls", calls - before, "calls"));
            figures.add(new Figure("fill-cache.done", first.status.at("/progress/successful").asInt(), "tickers",
                    new Figure.Exactly(tickers)));
            figures.add(new Figure("fill-cache.again-calls", repeated, "calls", new Figure.Exactly(0)));
            figures.add(Figure.atMost(3, "fill-cache.again", again.seconds, "s"));
            figures.add(Figure.of(
                    "fill-cache.rss", product.child().peakResident().orElse(0) / 1e6, "MB"));
        }
    }

    /// The first job of a service has no expectation: nobody knows yet how long a call takes.
    private static double ofExpected(List<Run> runs) {
        return Median.of(runs.stream()
                .filter(each -> !Double.isNaN(each.expected))
                .map(each -> each.seconds / each.expected)
                .toList());
    }

    /// What the mirror costs: the same at full speed, with a Redis.
    private void mirrored(Path directory, Consumer<String> progress, List<Figure> figures) throws Exception {
        Files.createDirectories(directory);
        progress.accept("fill-cache: the same with a Redis");
        try (var twins = TwinProcess.start(directory, "latency 5ms\n");
                var redis = RedisProcess.start(Files.createDirectories(directory.resolve("redis")))) {
            var environment = environment(twins, AT_ONCE + "-at-once");
            environment.put("LONGHAUL_REDIS_URL", redis.url());
            try (var product = ServedProduct.start(directory.resolve("home"), environment, OPTIONS)) {
                var status = run(product, body(tickers)).status;
                // what is not written yet is at most a second old
                new CountDownLatch(1).await(2, TimeUnit.SECONDS);
                var calls = redis.calls();
                // what the mirror's script does inside Redis is no command of a client
                calls.keySet().removeAll(List.of("info", "getrange", "mset", "del"));
                double each = calls.values().stream().mapToLong(Long::longValue).sum() / (double) tickers;
                figures.add(Figure.atMost(0.2, "fill-cache.redis-commands", each, "a ticker"));
                figures.add(new Figure("fill-cache.redis-tickers",
                        ((List<?>) Objects.requireNonNull(redis.ask("KEYS", "ticker-data:*"))).size(),
                        "keys", new Figure.Exactly(status.at("/progress/successful").asLong())));
            }
        }
    }

    static Map<String, String> environment(TwinProcess twins, String limits) {
        var environment = new HashMap<>(twins.variables());
        environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
        environment.put("LONGHAUL_SOURCES_YAHOO_LIMITS", limits);
        environment.put("LONGHAUL_CONCURRENCY", Integer.toString(AT_ONCE));
        return environment;
    }

    static String body(int count) {
        return body(0, count);
    }

    /// Of tickers that nobody recorded, from that number on.
    private static String body(int from, int count) {
        var list = IntStream.range(from, from + count)
                .mapToObj(i -> "\"B" + Integer.toString(i, 36).toUpperCase(Locale.ROOT) + "\"")
                .collect(Collectors.joining(","));
        return "{\"tickerSource\":\"custom\",\"tickers\":[" + list
                + "],\"dataset\":\"daily\",\"from\":\"" + LocalDate.now(ZoneOffset.UTC).minusDays(DAYS) + "\"}";
    }
}
