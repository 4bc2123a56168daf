package io.longhaul.app.api;

import io.longhaul.app.session.ServingSession;
import io.longhaul.app.session.Sessions;
import io.longhaul.engine.run.Clocks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A service in this process, over a store of its own. Every answer it gives is judged by `openapi.json`.
final class Served implements AutoCloseable {

    static final String TOKEN = "a-token-that-only-this-test-knows";

    final Path directory;
    final ServingSession session;
    final FakeYahoo yahoo = new FakeYahoo();
    final Contract contract = Contract.ours();
    ApiServer server;

    Served(Path directory, int mostJobs, ServerSettings settings) {
        this.directory = directory;
        this.session = new Sessions(directory.resolve("home"), Clocks.system()).forServing(mostJobs);
        this.server = another(settings);
    }

    static Served in(Path directory) {
        return new Served(directory, 4, ServerSettings.local(TOKEN).withExec(true));
    }

    static Served in(Path directory, ServerSettings settings) {
        return new Served(directory, 4, settings);
    }

    /// One more over the same store.
    ApiServer another(ServerSettings settings) {
        return another(settings, environment());
    }

    ApiServer another(ServerSettings settings, Map<String, String> environment) {
        var ground = new ApiServer.Ground(
                Clocks.system(), directory.resolve("home"), directory, environment);
        return ApiServer.start(session, ground, settings);
    }

    private Map<String, String> environment() {
        var environment = new java.util.HashMap<>(yahoo.variables());
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory.toString());
        return environment;
    }

    int port() {
        return server.port();
    }

    /// A request on its way.
    static final class Asked {
        private final String method;
        private final String target;
        private final List<String> headers = new ArrayList<>();
        private boolean token = true;
        private @Nullable String host;
        private byte[] body = new byte[0];

        Asked(String method, String target) {
            this.method = method;
            this.target = target;
        }

        Asked header(String line) {
            headers.add(line);
            return this;
        }

        Asked withoutToken() {
            token = false;
            return this;
        }

        /// Header lines in the place of the right `Host`.
        Asked host(String lines) {
            host = lines;
            return this;
        }

        Asked json(String text) {
            return body("application/json", text);
        }

        Asked body(String type, String text) {
            body = text.getBytes(StandardCharsets.UTF_8);
            return header("Content-Type: " + type);
        }

        byte[] bytes(int port) {
            var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
            var itsHost = host;
            head.append(itsHost == null ? "Host: 127.0.0.1:" + port + "\r\n" : itsHost);
            if (token) {
                head.append("Authorization: Bearer " + TOKEN + "\r\n");
            }
            headers.forEach(line -> head.append(line).append("\r\n"));
            if (body.length > 0 || !method.equals("GET")) {
                head.append("Content-Length: " + body.length + "\r\n");
            }
            head.append("Connection: close\r\n\r\n");
            var start = head.toString().getBytes(StandardCharsets.UTF_8);
            var all = new byte[start.length + body.length];
            System.arraycopy(start, 0, all, 0, start.length);
            System.arraycopy(body, 0, all, start.length, body.length);
            return all;
        }
    }

    static Asked get(String target) {
        return new Asked("GET", target);
    }

    static Asked post(String target) {
        return new Asked("POST", target);
    }

    static Asked post(String target, String json) {
        return new Asked("POST", target).json(json);
    }

    Http.Reply send(Asked asked) {
        var reply = Http.send(port(), asked.bytes(port()));
        contract.judge(operation(asked.method, asked.target), reply);
        return reply;
    }

    /// Its id in the list of routes; empty for none.
    String operation(String method, String target) {
        var segments = List.of(target.split("\\?", 2)[0].substring(1).split("/", -1));
        return server.routes().all().stream()
                .filter(route -> route.method().equals(method) && route.match(segments).isPresent())
                .map(Route::operationId)
                .findFirst()
                .orElse("");
    }

    /// A new screen of these tickers; its status.
    JsonNode screen(String command, String more, String... tickers) {
        var list = String.join("\",\"", tickers);
        var reply = send(post("/v1/jobs", "{\"workflow\":\"screen\",\"list\":{\"tickers\":[\"" + list
                + "\"]},\"new\":true,\"exec\":"
                + new tools.jackson.databind.json.JsonMapper().writeValueAsString(command) + more
                + "}"));
        if (reply.status() != 202) {
            throw new AssertionError(reply.text());
        }
        return reply.json();
    }

    /// Waits until its state is that.
    JsonNode until(String job, String state) throws InterruptedException {
        var changed = new java.util.concurrent.Semaphore(0);
        session.listen(event -> changed.release());
        while (true) {
            var record = session.store().job(job).orElseThrow();
            if (record.state().label().equals(state)) {
                return send(get("/v1/jobs/" + job)).json();
            }
            changed.tryAcquire(1, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        server.close();
        session.close();
        yahoo.close();
    }
}
