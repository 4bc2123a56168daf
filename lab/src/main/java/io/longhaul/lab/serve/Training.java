package io.longhaul.lab.serve;

import io.longhaul.app.Main;
import io.longhaul.lab.Child;
import io.longhaul.lab.Scratch;
import io.longhaul.lab.twin.Twins;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a build does with its service once: it runs a job over simulated prices, so that Java keeps in a cache which
/// classes that takes. A service that starts with the cache is there sooner, and its first job is not slowed down by
/// loading them. Usage: `Training CACHE CLASS-PATH`.
public final class Training {

    private static final int TICKERS = 2_000;
    private static final Duration LONGEST = Duration.ofSeconds(120);

    private Training() {}

    /// Exits with 1 if there is no cache then.
    public static void main(String[] args) throws Exception {
        var cache = Path.of(args[0]);
        try (var scratch = Scratch.make("longhaul-training");
                var twins = Twins.start("", scratch.path("twins.log"), 0, InstantSource.system())) {
            var log = scratch.path("serve.log");
            var child = Child.of(service(cache, args[1], scratch, twins, log));
            try {
                job(ServedProduct.of(child, log));
                child.terminate(); // at its end Java writes the cache
                child.await(LONGEST);
            } finally {
                child.kill();
            }
        }
        System.exit(Files.exists(cache) ? 0 : 1);
    }

    /// Nothing of whoever builds has a part in it: no configuration, no Redis, no store. Without the second compiler:
    /// what that one is told of a run so short makes later ones compile more, not less.
    private static ProcessBuilder service(Path cache, String classes, Scratch scratch, Twins twins, Path log)
            throws IOException {
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:AOTCacheOutput=" + cache,
                "-cp", classes, Main.class.getName(), "serve", "--port", "0"))
                .directory(Files.createDirectories(scratch.path("work")).toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("LONGHAUL_") || name.startsWith("XDG_"));
        environment.putAll(twins.variables());
        environment.put("HOME", scratch.path("").toString());
        environment.put("LONGHAUL_HOME", scratch.path("home").toString());
        environment.put("LONGHAUL_TOKEN", ServedProduct.token());
        environment.put("LONGHAUL_FILL_CACHE_PROVIDERS", "yahoo");
        environment.put("LONGHAUL_SOURCES_YAHOO_LIMITS", "15-at-once");
        environment.put("LONGHAUL_CONCURRENCY", "15");
        return builder;
    }

    private static void job(ServedProduct product) throws IOException, InterruptedException {
        var tickers = IntStream.range(0, TICKERS).mapToObj(i -> "\"T" + i + "\"").collect(Collectors.joining(","));
        var started = product.post("/api/fill-cache-batch-start", "{\"tickerSource\":\"custom\",\"tickers\":["
                + tickers + "],\"dataset\":\"daily\",\"from\":\"2026-01-02\",\"to\":\"2026-03-31\"}");
        product.ended(started.path("jobId").asString(""));
        product.get("/v1/jobs");
    }
}
