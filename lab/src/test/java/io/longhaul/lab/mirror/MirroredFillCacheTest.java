package io.longhaul.lab.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Main;
import io.longhaul.app.Signals;
import io.longhaul.app.Streams;
import io.longhaul.app.Wiring;
import io.longhaul.app.market.CacheDocument;
import io.longhaul.app.view.Json;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.StoreView;
import io.longhaul.lab.twin.TwinProcess;
import io.longhaul.source.market.Ticker;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.testkit.RedisProcess;
import io.longhaul.workflow.fillcache.TickerCache;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `fill-cache` over the twins: what Redis holds afterwards, what it took, and that it changes nothing.
@Timeout(300)
class MirroredFillCacheTest {

    private static final int TICKERS = 1_000;
    private static final int UNKNOWN = 5;

    @TempDir
    Path directory;

    /// One command in this process.
    private record Ended(int exit, String err) {}

    private Path list(int tickers) throws Exception {
        var symbols = IntStream.range(0, tickers).mapToObj(i -> "T" + i).collect(Collectors.joining("\n"));
        var unknown = IntStream.range(0, UNKNOWN).mapToObj(i -> "ZZ" + i).collect(Collectors.joining("\n"));
        return Files.writeString(directory.resolve("list.csv"), "ticker\n" + symbols + "\n" + unknown + "\n");
    }

    private Map<String, String> environment(TwinProcess twins, String home, String redis) {
        var all = new HashMap<>(twins.variables());
        all.put("PATH", System.getenv("PATH"));
        all.put("HOME", directory.toString());
        all.put("LONGHAUL_HOME", directory.resolve(home).toString());
        all.put("LAB_KEY", "a-key-of-the-lab");
        all.put("LONGHAUL_SOURCES_TIINGO_KEYS", "env:LAB_KEY");
        all.put("LONGHAUL_SOURCES_TIINGO_LIMITS", "32-at-once");
        all.put("LONGHAUL_REDIS_URL", redis);
        return all;
    }

    private Ended fill(Map<String, String> environment, String out, int concurrency) {
        var err = new ByteArrayOutputStream();
        var streams = Streams.of(
                InputStream.nullInputStream(),
                new PrintStream(ByteArrayOutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int exit = Main.run(
                new Wiring(streams, environment, directory, Clocks.system(), Signals.none()),
                "fill-cache", "list.csv", "--from", "2025-12-01", "--to", "2026-03-31", "--concurrency",
                Integer.toString(concurrency), "-o", out);
        return new Ended(exit, err.toString(StandardCharsets.UTF_8));
    }

    /// Compares what Redis holds with what the store holds, for every ticker of the list.
    private void mustBeMirrored(StoreView store, RedisProcess redis, int tickers) {
        var cache = new TickerCache(store::kept);
        var keys = new ArrayList<String>();
        var values = new ArrayList<String>();
        for (int i = 0; i < tickers; i++) {
            keys.add("ticker-data:T" + i);
            values.add(Json.text(CacheDocument.yearly(Ticker.of("T" + i), cache)));
        }
        for (int i = 0; i < UNKNOWN; i++) {
            keys.add("failed-tickers:ZZ" + i);
            var marker = cache.failed(Ticker.of("ZZ" + i)).orElseThrow();
            values.add(Json.text(CacheDocument.failed(Ticker.of("ZZ" + i), marker).put("by", "longhaul")));
        }
        assertThat(values.getFirst()).startsWith("{\"2026\":{\"price\":");
        keys.addFirst("MGET");
        assertThat(redis.ask(keys.toArray(String[]::new))).isEqualTo(values);
    }

    @Test
    void aJobOfThousandsTakesFewCommandsAndIsMirroredWhole() throws Exception {
        list(TICKERS);
        try (var twins = TwinProcess.start(Files.createDirectory(directory.resolve("twins")), "");
                var redis = RedisProcess.start(Files.createDirectory(directory.resolve("redis")))) {
            redis.ask("CONFIG", "RESETSTAT");
            var ended = fill(environment(twins, "home", redis.url()), "out.csv", 32);
            var calls = redis.calls();

            assertThat(ended.exit()).as(ended.err()).isEqualTo(3);
            // what the script does inside Redis is no command of a client
            calls.keySet().removeAll(List.of("config|resetstat", "info", "getrange", "mset", "del"));
            long all = calls.values().stream().mapToLong(Long::longValue).sum();
            assertThat(all).as("%s", calls).isPositive().isLessThanOrEqualTo((TICKERS + UNKNOWN) / 5);
            try (var store = SqliteStore.beside(directory.resolve("home"))) {
                mustBeMirrored(store, redis, TICKERS);
            }
            assertThat(redis.get("batch_job:fill-cache-1"))
                    .startsWith("{\"jobId\":\"fill-cache-1\",\"totalTickers\":1005,\"tickersToProcess\":[\"T0\",")
                    .contains("\"processed\":1005,\"successful\":1000,\"failed\":5,")
                    .contains("\"status\":\"completed\"");
            assertThat((Long) redis.ask("TTL", "batch_job:fill-cache-1")).isBetween(86_000L, 86_400L);
            assertThat(ended.err()).doesNotContain("Redis");
        }
    }

    /// Waits until so many tickers of the job ended, or the job.
    private void untilEnded(String home, long tickers) throws InterruptedException {
        var never = new CountDownLatch(1);
        while (!SqliteStore.existsIn(directory.resolve(home))) {
            never.await(20, TimeUnit.MILLISECONDS);
        }
        while (true) {
            try (var store = SqliteStore.beside(directory.resolve(home))) {
                var job = store.job("latest");
                if (job.isPresent() && (store.counts(job.get().id()).ended() >= tickers
                        || job.get().state() == JobState.COMPLETED)) {
                    return;
                }
            }
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void whateverHappensToRedisTheResultsAreTheSame() throws Exception {
        list(1_200);
        try (var twins = TwinProcess.start(Files.createDirectory(directory.resolve("twins")), "latency 30ms");
                var redis = RedisProcess.start(Files.createDirectory(directory.resolve("redis")))) {
            fill(environment(twins, "plain", ""), "plain.csv", 16);
            var run = new FutureTask<>(() -> fill(environment(twins, "home", redis.url()), "out.csv", 4));
            Thread.ofPlatform().start(run);

            untilEnded("home", 100);
            redis.kill();
            untilEnded("home", 250);
            redis.restart();
            untilEnded("home", 500);
            redis.ask("FLUSHALL");
            for (int i = 0; i < 1_200; i += 7) {
                // in one step: the mirror may write the same key again meanwhile
                redis.ask("EVAL", "redis.call('DEL', KEYS[1]) return redis.call('RPUSH', KEYS[1], 'a list')", "1",
                        "ticker-data:T" + i);
            }
            untilEnded("home", 700);
            redis.ask("SET", "ticker-data:T1", "forged");
            redis.ask("SET", "failed-tickers:T1199", "forged");
            redis.ask("SET", "batch_job:fill-cache-1", "forged");
            redis.restart();
            var ended = run.get();

            assertThat(ended.exit()).as(ended.err()).isEqualTo(3);
            assertThat(directory.resolve("out.csv")).hasSameBinaryContentAs(directory.resolve("plain.csv"));
            assertThat(directory.resolve("out.failed.csv"))
                    .hasSameBinaryContentAs(directory.resolve("plain.failed.csv"));
            try (var store = SqliteStore.beside(directory.resolve("home"))) {
                var job = store.job("latest").orElseThrow();
                assertThat(store.ended(job.id(), ItemFilter.all(), 0, 2_000)).hasSize(1_205);
                mustBeMirrored(store, redis, 1_200);
            }
            assertThat(redis.get("batch_job:fill-cache-1")).contains("\"processed\":1205");
            assertThat(redis.ask("EXISTS", "failed-tickers:T1199")).isEqualTo(0L);
        }
    }
}
