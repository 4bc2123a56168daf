package io.longhaul.app.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.longhaul.app.Main;
import io.longhaul.app.Signals;
import io.longhaul.app.Streams;
import io.longhaul.app.Wiring;
import io.longhaul.engine.run.Clocks;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every secret that a service knows is a canary here, and everybody it is told to repeats it. None may be found in the
/// log at any level, in any file of the store, or in any answer.
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecretsTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Pattern URL = Pattern.compile("serving (http://[0-9.:]+)");
    private static final String TOKEN = "canary-token-0123456789-abcdefgh";
    private static final List<String> FORMATS = List.of("csv", "json", "jsonl", "parquet");

    private static final Map<String, String> SECRETS = new LinkedHashMap<>(Map.of(
            "eodhd", "canary+eodhd/key=1&x%y",
            "tiingo", "canary-tiingo/key-2",
            "alphavantage", "canary alphavantage/key\u00e4",
            "raw", "canary-in-the-configuration",
            "redis", "canary-of-redis",
            "mail", "canary-of-the-mail-server",
            "webhook", "whsec_" + Base64.getEncoder().encodeToString("canary-of-the-webhooks-0".getBytes(
                    StandardCharsets.US_ASCII)),
            "token", TOKEN));

    @TempDir
    Path directory;

    private final AtomicReference<Signals.@Nullable Kind> signal = new AtomicReference<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final HttpClient client = HttpClient.newHttpClient();

    private Map<String, String> environment(Echoes echoes) throws IOException {
        Files.writeString(directory.resolve("tiingo.key"), SECRETS.get("tiingo"));
        Files.writeString(directory.resolve("alpha.key"), SECRETS.get("alphavantage"));
        Files.writeString(directory.resolve("longhaul.yaml"), """
                sources:
                  tiingo: {keys: "file:%1$s/tiingo.key"}
                  alphavantage: {keys: "cmd:cat %1$s/alpha.key"}
                  stooq: {keys: "%2$s"}
                redis: {url: "env:REDIS_PLACE"}
                notify:
                  allow-private: true
                  webhook-secret: "env:HOOKS"
                  smtp: {host: 127.0.0.1, port: %3$d, tls: none, user: ann, password: "env:MAIL", from: l@example.com}
                """.formatted(directory, SECRETS.get("raw"), echoes.mail()));
        var all = new HashMap<>(Map.of(
                "PATH", System.getenv("PATH"), "HOME", directory.toString(),
                "LONGHAUL_HOME", directory.resolve("home").toString(),
                "LONGHAUL_TOKEN", TOKEN,
                "HOOKS", SECRETS.get("webhook"),
                "MAIL", SECRETS.get("mail"),
                "EODHD", SECRETS.get("eodhd"),
                "REDIS_PLACE", "redis://:" + SECRETS.get("redis") + "@127.0.0.1:" + echoes.redis()));
        all.put("LONGHAUL_SOURCES_EODHD_KEYS", "env:EODHD");
        for (var provider : List.of("EODHD", "TIINGO", "ALPHAVANTAGE", "STOOQ")) {
            all.put("LONGHAUL_SOURCES_" + provider + "_BASE_URL", echoes.http());
            all.put("LONGHAUL_SOURCES_" + provider + "_LIMITS", "1000/s");
        }
        return all;
    }

    private FutureTask<Integer> serve(Map<String, String> environment) {
        Signals signals = () -> new Signals.Box() {
            @Override
            public Signals.@Nullable Kind poll() {
                return signal.getAndSet(null);
            }

            @Override
            public void close() {}
        };
        var streams = Streams.of(
                InputStream.nullInputStream(), new PrintStream(err, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        var serving = new FutureTask<>(() -> Main.run(
                new Wiring(streams, environment, directory, Clocks.system(), signals), "serve", "--port", "0"));
        Thread.ofPlatform().start(serving);
        return serving;
    }

    private String url(FutureTask<Integer> serving) {
        while (!serving.isDone()) {
            var found = URL.matcher(err.toString(StandardCharsets.UTF_8));
            if (found.find()) {
                return found.group(1);
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("it ended: " + err.toString(StandardCharsets.UTF_8));
    }

    private static LoggerContext logs() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    /// Also what nobody can switch on. Libraries stay at warnings: below that they log what is on the wire, and there
    /// is no setting that would let them.
    private static void everythingIsLogged() {
        assertThat(logs().getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.WARN);
        logs().getLogger("io.longhaul").setLevel(Level.TRACE);
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.ALL);
    }

    private HttpResponse<InputStream> ask(String url, String token, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
        var sent = body.isEmpty()
                ? request.build()
                : request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return client.send(sent, HttpResponse.BodyHandlers.ofInputStream());
    }

    private String made(String url, String provider, String tickers, String notify)
            throws IOException, InterruptedException {
        var reply = ask(url + "/v1/jobs", TOKEN, "{\"workflow\":\"fill-cache\",\"list\":{\"tickers\":[" + tickers
                + "]},\"providers\":[\"" + provider + "\"],\"dataset\":\"daily\",\"from\":\"2025-01-01\","
                + "\"to\":\"2025-01-31\",\"maxRetries\":0,\"timeout\":\"10s\",\"notify\":" + notify + "}");
        var text = new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(reply.statusCode()).as(text).isEqualTo(202);
        mustHaveNone("the answer to a new job", text.getBytes(StandardCharsets.UTF_8));
        var id = MAPPER.readTree(text).get("jobId").asString();
        for (var state = ""; !List.of("completed", "paused", "failed", "waiting").contains(state);) {
            try (var body = ask(url + "/v1/jobs/" + id, TOKEN, "").body()) {
                state = MAPPER.readTree(body).get("status").asString();
            }
        }
        return id;
    }

    private static void mustHaveNone(String where, byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        SECRETS.forEach((name, secret) -> {
            for (var spelt : spellings(secret)) {
                int at = text.indexOf(new String(spelt.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
                assertThat(at).as("the secret %s (as %s) in %s: %s", name, spelt, where,
                        at < 0 ? "" : text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100)))
                        .isEqualTo(-1);
            }
        });
    }

    private static List<String> spellings(String secret) {
        var encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return List.of(
                secret, secret.replace("/", "\\/"), encoded, encoded.replace("+", "%20"),
                encoded.toLowerCase(java.util.Locale.ROOT),
                Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)),
                Base64.getEncoder().encodeToString(("ann\0ann\0" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    private void everyAnswerHasNone(String url, List<String> jobs) throws IOException, InterruptedException {
        JsonNode paths;
        try (var in = Main.class.getResourceAsStream("api/openapi.json")) {
            paths = MAPPER.readTree(in).get("paths");
        }
        var targets = new ArrayList<String>();
        for (var path : paths.properties()) {
            if (path.getValue().has("get")) {
                for (var job : path.getKey().contains("{") ? jobs : List.of("")) {
                    targets.add(path.getKey().replace("{job}", job));
                }
            }
        }
        for (var job : jobs) {
            FORMATS.forEach(format -> targets.add(
                    "/v1/jobs/" + job + "/export?includeColumns=all&format=" + format));
            targets.add("/v1/jobs/" + job + "/items?state=failed");
            targets.add("/api/fill-cache-batch-status?detailed=true&jobId=" + job);
        }
        targets.add("/v1/jobs/none");
        targets.add("/v1/jobs?token=x&cursor=" + "y".repeat(20));
        for (var target : targets) {
            for (var token : List.of(TOKEN, TOKEN + "x")) {
                var reply = ask(url + target, token, "");
                mustHaveNone("headers of " + target, reply.headers().toString().getBytes(StandardCharsets.UTF_8));
                mustHaveNone(target, target.endsWith("/events") ? beginning(reply) : reply.body().readAllBytes());
            }
        }
    }

    private static byte[] beginning(HttpResponse<InputStream> stream) throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            var text = new StringBuilder();
            for (var line = in.readLine(); line != null && text.indexOf("data: ") < 0; line = in.readLine()) {
                text.append(line).append('\n');
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Large answers are kept in files of their own, deflated.
    private int everyFileHasNone() throws IOException {
        int deflated = 0;
        try (var files = Files.walk(directory.resolve("home"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(file);
                mustHaveNone(file.toString(), bytes);
                if (bytes.length > 2 && bytes[0] == 0x78) {
                    try (var in = new InflaterInputStream(new java.io.ByteArrayInputStream(bytes))) {
                        mustHaveNone(file + " inflated", in.readAllBytes());
                        deflated++;
                    }
                }
            }
        }
        return deflated;
    }

    @Test
    void noSecretIsFoundAnywhereThoughEverybodyRepeatsIt() throws Exception {
        try (var echoes = new Echoes(); client) {
            var serving = serve(environment(echoes));
            var jobs = new ArrayList<String>();
            try {
                var url = url(serving);
                everythingIsLogged();
                var notify = "[\"" + echoes.http() + "/hook\",\"mailto:ann@example.com\"]";
                for (var provider : List.of("eodhd", "tiingo", "alphavantage")) {
                    jobs.add(made(url, provider, "\"BODY\",\"BIG\",\"MOVE\",\"CUT\",\"A/B\"", notify));
                    jobs.add(made(url, provider, "\"AUTH\"", notify));
                    jobs.add(made(url, provider, "\"NOTE\"", notify));
                }
                jobs.add(made(url, "stooq", "\"BODY\"", notify));
                everyAnswerHasNone(url, jobs);
                assertThat(everyFileHasNone()).isPositive();
                while (echoes.heard.stream().noneMatch(line -> line.startsWith("AUTH"))) {
                    Thread.onSpinWait(); // a notice by mail is on its way
                }
            } finally {
                signal.set(Signals.Kind.TERM);
                serving.get();
                logs().reset();
                java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.INFO);
            }

            everyFileHasNone();
            mustHaveNone("the log", err.toByteArray());
            var heard = String.join("\n", echoes.heard);
            assertThat(heard).contains(SECRETS.get("eodhd"), SECRETS.get("tiingo"), SECRETS.get("alphavantage"),
                    SECRETS.get("redis"), "AUTH PLAIN " + spellings(SECRETS.getOrDefault("mail", "")).getLast());
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("\"level\":\"DEBUG\"", "Redis", "notice ");
        }
    }
}
