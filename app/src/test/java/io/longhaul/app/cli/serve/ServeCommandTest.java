package io.longhaul.app.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import io.longhaul.app.ProductCommand;
import com.sun.net.httpserver.HttpServer;
import io.longhaul.engine.store.JobState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `longhaul serve` as users and systemd see it.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeCommandTest {

    private static final Pattern URL = Pattern.compile("\"message\":\"serving (http://[^\"]+)\"");
    private static final Pattern STATUS = Pattern.compile("\"status\":\"(\\w+)\"");

    private final List<Process> started = new ArrayList<>();
    private Cli cli = new Cli(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
    }

    /// Also after a test that ran out of time, whose own end never comes.
    @AfterEach
    void noServiceStays() {
        started.forEach(Process::destroyForcibly);
    }

    /// A service in a process of its own.
    private final class Service implements AutoCloseable {
        private final Process process;
        private final BufferedReader err;
        private final List<String> lines = new ArrayList<>();
        private final HttpClient client = HttpClient.newHttpClient();
        private final String url;

        Service(String... more) throws IOException {
            // a build started in the background ignores SIGINT, and so would its children
            var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
            command.addAll(ProductCommand.words("-Xmx256m"));
            command.addAll(List.of("serve", "--port", "0", "--allow-exec"));
            command.addAll(List.of(more));
            var builder = new ProcessBuilder(command).directory(cli.directory().toFile());
            builder.environment().put("LONGHAUL_HOME", cli.home().toString());
            builder.environment().put("HOME", cli.directory().toString());
            process = builder.start();
            started.add(process);
            err = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
            url = untilItSays(URL);
        }

        String untilItSays(Pattern wanted) throws IOException {
            for (var line = err.readLine(); line != null; line = err.readLine()) {
                lines.add(line);
                var found = wanted.matcher(line);
                if (found.find()) {
                    return found.groupCount() > 0 ? found.group(1) : line;
                }
            }
            throw new AssertionError("it ended: " + lines);
        }

        String ask(String method, String path, String body) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(url + path))
                    .header("Authorization", "Bearer " + Files.readString(cli.home().resolve("token")).strip())
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }

        void until(String job, String state) throws IOException, InterruptedException {
            for (var now = ""; !now.equals(state);) {
                var found = STATUS.matcher(ask("GET", "/v1/jobs/" + job, ""));
                now = found.find() ? found.group(1) : "";
            }
        }

        int end(String signal) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
            for (var line = err.readLine(); line != null; line = err.readLine()) {
                lines.add(line);
            }
            return process.waitFor();
        }

        @Override
        public void close() {
            client.shutdownNow();
            process.destroyForcibly();
        }
    }

    private static String slow(int rows) {
        var tickers = new ArrayList<String>();
        for (int i = 0; i < rows; i++) {
            tickers.add("\"T" + i + "\"");
        }
        return "{\"workflow\":\"screen\",\"exec\":\"sh -c 'sleep 0.1; echo $0' {ticker}\",\"list\":{\"tickers\":"
                + tickers + "}}";
    }

    @Test
    void aKilledServiceGoesOnWithItsJobsUnasked() throws Exception {
        try (var first = new Service("--max-jobs", "1")) {
            first.ask("POST", "/v1/jobs", slow(40));
            first.ask("POST", "/v1/jobs", slow(2));
            first.until("screen-1", "running");
            first.process.destroyForcibly().waitFor();
        }

        try (var second = new Service("--max-jobs", "1")) {
            second.until("screen-1", "completed");
            second.until("screen-2", "completed");

            assertThat(second.ask("GET", "/v1/jobs/screen-1", "")).contains("\"done\":40,\"failed\":0");
            assertThat(second.end("TERM")).isEqualTo(Exit.TERMINATED);
        }
    }

    @Test
    void aJobThatWaitsForItsTimeStartsOnceThoughTheServiceWasKilled() throws Exception {
        Instant soon;
        try (var first = new Service()) {
            soon = Instant.now().plusSeconds(5).truncatedTo(ChronoUnit.SECONDS);
            first.ask("POST", "/v1/jobs", slow(2).replaceFirst("\\{", "{\"at\":\"" + soon + "\","));
            first.ask("POST", "/v1/jobs", slow(2).replaceFirst("\\{", "{\"cron\":\"0 0 1 1 *\","));
            first.process.destroyForcibly().waitFor();
        }

        try (var second = new Service()) {
            second.until("screen-1", "completed");
            second.until("screen-2", "waiting");

            var job = cli.store(view -> view.job("screen-1")).orElseThrow();
            assertThat(job.startedAt()).isAfterOrEqualTo(soon);
            assertThat(cli.jobs()).hasSize(2);
            assertThat(second.end("TERM")).isEqualTo(Exit.TERMINATED);
        }
        assertThat(cli.store(view -> view.job("screen-2")).orElseThrow().state()).isEqualTo(JobState.WAITING);
    }

    @Test
    void itEndsInOrderAndItsJobsWaitInterrupted() throws Exception {
        try (var service = new Service()) {
            service.ask("POST", "/v1/jobs", slow(200));
            service.until("screen-1", "running");
            long begun = System.nanoTime();

            int exit = service.end("INT");

            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(15);
            assertThat(exit).isEqualTo(Exit.INTERRUPTED);
            assertThat(cli.jobs().getFirst().reason()).hasToString("INTERRUPTED");
        }
        try (var again = new Service()) {
            assertThat(again.untilItSays(Pattern.compile("screen-1 goes on: \\d+ of 200 rows done"))).isNotEmpty();
        }
    }

    @Test
    void aJobOfTheCommandLineThatItCarriesOnWritesItsFile() throws Exception {
        cli.file("list.csv", "ticker\nA\nB\n");
        var cut = cli.run("screen", "list.csv", "--exec", "sh -c 'sleep 2; echo $0' {ticker}", "-o", "out.txt",
                "--time-limit", "1", "--timeout", "300", "--max-retries", "0");
        assertThat(cut.exit()).as(cut.err()).isEqualTo(Exit.SLICE_ENDED);

        try (var service = new Service()) {
            service.untilItSays(Pattern.compile("screen-1: results in out.txt"));

            assertThat(cli.read("out.txt")).isEqualTo("A\nB\n");
        }
    }

    /// A receiver that does not answer while the service dies; the next one sends the same notice again.
    @Test
    void aNoticeUnderWayAtAKillIsSentAgainUnderItsId() throws Exception {
        cli.file("longhaul.yaml", "notify:\n  allow-private: true\n");
        var ids = new LinkedBlockingQueue<String>();
        var silent = new CountDownLatch(1);
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", exchange -> {
            boolean first = silent.getCount() > 0;
            ids.add(exchange.getRequestHeaders().getFirst("webhook-id") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (first) {
                await(silent);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            String before;
            try (var first = new Service()) {
                first.ask("POST", "/v1/jobs", slow(2).replaceFirst("\\{", "{\"notify\":[\"http://127.0.0.1:"
                        + receiver.getAddress().getPort() + "/canary\"],"));
                before = ids.take();
                first.process.destroyForcibly().waitFor();
            }
            silent.countDown();
            try (var second = new Service()) {
                var after = ids.take();

                assertThat(after).isEqualTo(before)
                        .contains("\"job.completed\"", "\"links\":{\"job\":\"http://127.0.0.1:");
                while (!second.ask("GET", "/v1/jobs/screen-1/explain", "").contains("\"state\":\"delivered\"")) {
                    // its answer is on the way into the store
                }
                assertThat(second.end("TERM")).isEqualTo(Exit.TERMINATED);
                assertThat(second.lines)
                        .anyMatch(line -> line.matches(".*notice msg_\\w+ of job number 1 .* delivered: 200.*"))
                        .noneMatch(line -> line.contains("canary"));
            }
            assertThat(ids).isEmpty();
        } finally {
            receiver.stop(0);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void itsTokenIsPrivateAndInNoLog() throws Exception {
        try (var service = new Service()) {
            var token = Files.readString(cli.home().resolve("token")).strip();
            service.ask("GET", "/v1/jobs", "");
            service.ask("GET", "/v1/nothing?token=" + token, "");
            service.end("TERM");

            assertThat(Files.getPosixFilePermissions(cli.home().resolve("token")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(token).hasSize(43);
            assertThat(String.join("\n", service.lines)).doesNotContain(token);
            assertThat(service.lines).allMatch(line -> line.startsWith("{\"@timestamp\""));
        }
    }

    @Test
    void itSaysWhoIsAskedForPricesOrWhyNobodyCanBe() throws Exception {
        try (var service = new Service()) {
            service.untilItSays(Pattern.compile("prices cannot be cached: no provider of market data has a key"));
        }
        cli.file("longhaul.yaml", "fill-cache:\n  providers: [yahoo, stooq]\n");
        try (var service = new Service()) {
            service.untilItSays(Pattern.compile("prices from yahoo, then stooq"));
        }
    }

    /// 250 KB that would have become 160 million cells.
    @Test
    void aListOfTwentyThousandColumnsDoesNotEndIt() throws Exception {
        var columns = java.util.stream.IntStream.range(0, 20_000).mapToObj(n -> "\"c" + n + "\":1").toList();
        var body = "{\"workflow\":\"screen\",\"exec\":\"true\",\"list\":{\"rows\":[{" + String.join(",", columns) + "}"
                + ",{}".repeat(8_000) + "]}}";
        try (var service = new Service()) {
            assertThat(service.ask("POST", "/v1/jobs", body)).contains("want at most 1000");
            assertThat(service.ask("GET", "/healthz", "")).contains("ok");
            assertThat(service.end("TERM")).isEqualTo(Exit.TERMINATED);
        }
    }

    @Test
    void aSettingOnItsCommandLineCountsForItAndItsJobs() throws Exception {
        cli.file("longhaul.yaml", "fill-cache:\n  providers: [yahoo]\n");
        try (var service = new Service("--config-override", "fill-cache.providers=stooq",
                "--config-override", "sources.stooq.base-url=http://127.0.0.1:1")) {
            service.untilItSays(Pattern.compile("prices from stooq"));
            service.ask("POST", "/v1/jobs", slow(1));
            service.until("screen-1", "completed");

            assertThat(service.ask("POST", "/api/fill-cache-batch-start", "{\"tickerSource\":\"custom\","
                    + "\"tickers\":[\"A\"],\"startImmediately\":false}")).contains("jobId");
            assertThat(cli.jobs().getFirst().draft().settings()).containsEntry("providers", "stooq");
        }
    }

    @Test
    void aKeyItselfIsNoSettingForACommandLine() {
        for (var secret : List.of("sources.eodhd.keys=ann=canary", "notify.webhook-secret=canary")) {
            var refused = cli.run("serve", "--port", "0", "--config-override", secret);

            assertThat(refused.exit()).isEqualTo(Exit.USAGE);
            assertThat(refused.err()).contains("want env:NAME").doesNotContain("canary");
        }
        var unknown = cli.run("serve", "--port", "0", "--config-override", "colour=red");
        assertThat(unknown.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
    }

    @Test
    void aSecondServiceIsToldWhoOwnsTheStore() throws Exception {
        try (var first = new Service()) {
            var second = cli.run("serve", "--port", "0");

            assertThat(second.exit()).isEqualTo(Exit.CONFLICT);
            assertThat(second.err()).contains("is in use by process " + first.process.pid());
        }
    }

    @Test
    void othersCanReachItOnlyBehindAProxyAndUnderAName() {
        for (var host : List.of("0.0.0.0", "::", "192.0.2.1")) {
            var bare = cli.run("serve", "--host", host);
            var nameless = cli.run("serve", "--host", host, "--behind-proxy");

            assertThat(bare.exit()).as(host).isEqualTo(Exit.USAGE);
            assertThat(bare.err()).contains("--behind-proxy --allow-host NAME");
            assertThat(nameless.exit()).as(host).isEqualTo(Exit.USAGE);
        }
        assertThat(cli.run("serve", "--port", "70000").exit()).isEqualTo(Exit.USAGE);
        assertThat(cli.run("serve", "--max-jobs", "0").exit()).isEqualTo(Exit.USAGE);
        assertThat(cli.run("serve", "--allow-host", "a b").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void aTokenThatProtectsNothingIsRefused() throws Exception {
        var weak = cli.variables(Map.of("LONGHAUL_TOKEN", "short")).run("serve", "--port", "0");
        Files.createDirectories(cli.home());
        Files.writeString(cli.home().resolve("token"), "a-token-that-everybody-may-read\n");
        Files.setPosixFilePermissions(cli.home().resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
        var open = cli.variables(Map.of()).run("serve", "--port", "0");

        assertThat(weak.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
        assertThat(weak.err()).contains("LONGHAUL_TOKEN").doesNotContain("\"short\"");
        assertThat(open.exit()).isEqualTo(Exit.AUTH_OR_CONFIG);
        assertThat(open.err()).contains("chmod 600").doesNotContain("a-token-that");
    }
}
