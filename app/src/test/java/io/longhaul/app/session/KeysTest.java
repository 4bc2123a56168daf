package io.longhaul.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Keys are read when a job begins, and whoever waits for one holds nobody.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeysTest {

    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final Duration SOON = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    /// Knows no ticker, and only keys that begin with "good".
    private final HttpServer upstream =
            HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    private final List<String> heard = new CopyOnWriteArrayList<>();

    KeysTest() throws IOException {}

    @BeforeEach
    void start() {
        upstream.createContext("/", exchange -> {
            var query = String.valueOf(exchange.getRequestURI().getRawQuery());
            heard.add(query.replaceFirst(".*api_token=([^&]*).*", "$1"));
            boolean good = heard.getLast().startsWith("good");
            var body = (good ? "Ticker Not Found." : "Unauthenticated").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(good ? 404 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
    }

    @AfterEach
    void stop() {
        upstream.stop(0);
    }

    private Cli cli(String keys) {
        return new Cli(directory).variables(Map.of(
                "LONGHAUL_SOURCES_EODHD_BASE_URL", "http://127.0.0.1:" + upstream.getAddress().getPort(),
                "LONGHAUL_SOURCES_EODHD_LIMITS", "100000/day@UTC",
                "LONGHAUL_SOURCES_EODHD_KEYS", keys));
    }

    private static Cli.Ended fill(Cli cli, String tickers) {
        return cli.run("fill-cache", "--tickers", tickers, "--providers", "eodhd", "--from", "2025-01-02", "--to",
                "2025-01-31");
    }

    private ServingSession serving() {
        return new Sessions(directory.resolve("home"), Clocks.system()).forServing(4);
    }

    @Test
    void aMendedKeyIsUsedAtResumeAndByNewJobs() throws Exception {
        var key = Files.writeString(directory.resolve("key"), "wrong-key-0001\n");
        var cli = cli("file:" + key);
        try (var _ = serving()) {
            var refused = fill(cli, "AAPL");
            Files.writeString(key, "good-key-0002\n");
            var resumed = cli.run("resume", "fill-cache-1");
            Files.writeString(key, "good-key-0003\n");
            var next = fill(cli, "MSFT");

            assertThat(refused.exit()).as(refused.err()).isEqualTo(Exit.PAUSED);
            assertThat(resumed.exit()).as(resumed.err()).isEqualTo(Exit.FAILED_ROWS);
            assertThat(next.exit()).as(next.err()).isEqualTo(Exit.FAILED_ROWS);
            assertThat(heard.getFirst()).isEqualTo("wrong-key-0001");
            assertThat(heard).contains("good-key-0002");
            assertThat(heard.getLast()).isEqualTo("good-key-0003");
        }
    }

    @Test
    void anAccountMoreIsUsedByTheNextJob() throws Exception {
        try (var _ = serving()) {
            var first = fill(cli("ann=env:ANN").variables(with("ann=env:ANN")), "AAPL");
            var second = fill(cli("").variables(with("ann=env:ANN,bob=env:BOB")), "A,B,C,D,E,F,G,H");

            assertThat(first.exit()).as(first.err()).isEqualTo(Exit.FAILED_ROWS);
            assertThat(second.exit()).as(second.err()).isEqualTo(Exit.FAILED_ROWS);
            assertThat(heard).contains("good-ann-key-1", "good-bob-key-1");
        }
    }

    private Map<String, String> with(String keys) {
        return Map.of(
                "LONGHAUL_SOURCES_EODHD_BASE_URL", "http://127.0.0.1:" + upstream.getAddress().getPort(),
                "LONGHAUL_SOURCES_EODHD_LIMITS", "100000/day@UTC",
                "LONGHAUL_SOURCES_EODHD_KEYS", keys, "ANN", "good-ann-key-1", "BOB", "good-bob-key-1");
    }

    @Test
    void aKeyThatHangsHoldsNeitherOrdersNorTheEndAndLeavesNoChild() throws Exception {
        var script = new Cli(directory).script("key.sh",
                "cd ${0%/*}; sleep 1000 & echo $! $$ > pids.part; mv pids.part pids; wait\n");
        CompletableFuture<Cli.Ended> job;
        try (var session = serving()) {
            job = CompletableFuture.supplyAsync(
                    () -> fill(cli("cmd:" + script), "AAPL"), task -> Thread.ofPlatform().daemon().start(task));
            untilThere(directory.resolve("pids"));
            var record = session.store().job("fill-cache-1").orElseThrow();
            assertThat(record.state()).isEqualTo(JobState.PENDING);

            long begun = System.nanoTime();
            assertThat(session.vitals().alive()).isTrue();
            assertThat(session.resume(record, null, Map.of(), Duration.ZERO).state()).isEqualTo(JobState.PENDING);
            session.order(record, new Command.Pause(PauseReason.USER, "by the test"));
            assertThat(session.await(record, SOON)).isTrue();
            assertThat(session.store().job("fill-cache-1").orElseThrow().state()).isEqualTo(JobState.PAUSED);
            assertThat(session.resume(record, null, cli("cmd:" + script).environment(), Duration.ZERO).state())
                    .isEqualTo(JobState.PENDING);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON.multipliedBy(2));
        }
        for (var pid : Files.readString(directory.resolve("pids")).strip().split(" ", -1)) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofSeconds(5)));
        }
        var after = new Cli(directory).store(view -> view.job("fill-cache-1")).orElseThrow();
        assertThat(after.state()).as(after.toString()).isIn(JobState.PENDING, JobState.PAUSED);
        assertThat(after.reason()).isNotEqualTo(PauseReason.NEEDS_HUMAN);
        job.get(30, TimeUnit.SECONDS);
    }

    private static void untilThere(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            var _ = NEVER.await(5, TimeUnit.MILLISECONDS);
        }
    }
}
