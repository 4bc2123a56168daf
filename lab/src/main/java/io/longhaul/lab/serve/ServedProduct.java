package io.longhaul.lab.serve;

import io.longhaul.lab.Child;
import io.longhaul.lab.Launcher;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `longhaul serve` in a process of its own, over a store that outlives it.
public final class ServedProduct implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Pattern URL = Pattern.compile("serving (http://[0-9.:]+)");
    private static final String TOKEN = "a-token-of-the-lab-that-guards-nothing";
    private static final long START_SECONDS = 60;

    private final Child child;
    /// Ends with this.
    private final boolean ours;
    private final Path log;
    private final URI base;
    private final HttpClient client = HttpClient.newHttpClient();

    private ServedProduct(Child child, boolean ours, Path log) throws IOException, InterruptedException {
        this.child = child;
        this.ours = ours;
        this.log = log;
        this.base = awaitUrl();
    }

    /// @param home of the store; the product makes it when it is missing
    /// @param environment beside that of this process, as the addresses of twins
    /// @param javaOptions as `-Xmx256m`
    public static ServedProduct start(Path home, Map<String, String> environment, String javaOptions)
            throws IOException, InterruptedException {
        return start(home, environment, javaOptions, 0);
    }

    /// On that port, as one that starts again has it; 0 for a free one.
    public static ServedProduct start(Path home, Map<String, String> environment, String javaOptions, int port)
            throws IOException, InterruptedException {
        Files.createDirectories(home.toAbsolutePath().getParent());
        var log = home.resolveSibling(home.getFileName() + "-" + System.nanoTime() + ".log");
        var builder = Launcher.longhaul(List.of("serve", "--port", Integer.toString(port)))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("LONGHAUL_HOME", home.toString());
        builder.environment().put("LONGHAUL_TOKEN", TOKEN);
        builder.environment().put("LONGHAUL_JAVA_OPTS", javaOptions);
        return new ServedProduct(Child.of(builder), true, log);
    }

    /// One that another program started and will end.
    ///
    /// @param starter ends no sooner than the service
    /// @param log to which the service writes
    public static ServedProduct of(Child starter, Path log) throws IOException, InterruptedException {
        return new ServedProduct(starter, false, log);
    }

    private URI awaitUrl() throws IOException, InterruptedException {
        var never = new CountDownLatch(1);
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (child.alive() && System.nanoTime() < giveUp) {
            var found = URL.matcher(Files.readString(log));
            if (found.find()) {
                return URI.create(found.group(1));
            }
            never.await(20, TimeUnit.MILLISECONDS);
        }
        throw new IllegalStateException("longhaul serve did not start; it said:\n" + Files.readString(log));
    }

    public URI base() {
        return base;
    }

    /// Its log so far.
    public String log() throws IOException {
        return Files.readString(log);
    }

    public Child child() {
        return child;
    }

    public static String token() {
        return TOKEN;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(300));
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return MAPPER.readTree(client.send(request(path).GET().build(), BodyHandlers.ofString()).body());
    }

    public JsonNode post(String path, String json) throws IOException, InterruptedException {
        var request = request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return MAPPER.readTree(client.send(request.build(), BodyHandlers.ofString()).body());
    }

    /// Waits until the job of that id has ended; its status.
    public JsonNode ended(String id) throws IOException, InterruptedException {
        var never = new CountDownLatch(1);
        while (true) {
            var status = get("/api/fill-cache-batch-status?jobId=" + id);
            var state = status.path("status").asString("");
            if (state.equals("completed") || state.equals("failed") || state.isEmpty()) {
                return status;
            }
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    /// What `/v1/jobs` says of it.
    public JsonNode job(String id) throws IOException, InterruptedException {
        return get("/v1/jobs/" + id);
    }

    public void kill() throws InterruptedException {
        child.kill();
    }

    @Override
    public void close() {
        client.close();
        if (ours) {
            child.close();
        }
    }
}
