package io.longhaul.lab.upstream;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// A small HTTP server on the loopback: `GET /ask/SOURCE/QUESTION` is answered as a [Script] says and logged.
///
/// Headers: `x-lab-owner` names whose quota it is, `idempotency-key` makes a second call free, `x-lab-life` tells the
/// log which process of the caller it is. Answers are JSON:
/// `{"question":…,"answer":…}`, refusals `{"error":{"status":"RESOURCE_EXHAUSTED","limit":"minute"|"day"}}`.
public final class Upstream implements AutoCloseable {

    private final CallLog log;
    private final Loopback server;

    private Upstream(CallLog log, Loopback server) {
        this.log = log;
        this.server = server;
    }

    /// @param log appended to; shared by all runs over the same file
    /// @param port 0 for any free one
    public static Upstream start(Script script, Path log, int port, InstantSource clock) throws IOException {
        var calls = new CallLog(log);
        var judge = new Judge(script, calls, "", clock);
        return new Upstream(calls, Loopback.start(port, clock, request -> answer(judge, request)));
    }

    public URI base() {
        return server.base();
    }

    private static Loopback.Sent answer(Judge judge, Exchange.Request request) {
        var parts = request.path().split("/", 4);
        if (request.method().equals("HEAD")) {
            return Loopback.Sent.plain(200, "");
        }
        if (parts.length < 4 || !parts[1].equals("ask")) {
            return Loopback.Sent.plain(404, "{}");
        }
        var asked = new Judge.Asked(
                parts[2],
                parts[3],
                request.header("x-lab-life"),
                request.header("x-lab-owner"),
                request.header("idempotency-key"));
        var verdict = judge.judge(asked, System.nanoTime(), 200);
        var headers = verdict.retryAfterSeconds() > 0
                ? Map.of("Content-Type", "application/json", "Retry-After", "" + verdict.retryAfterSeconds())
                : Map.of("Content-Type", "application/json");
        return new Loopback.Sent(
                verdict.call().status(), headers, body(verdict).getBytes(StandardCharsets.UTF_8), verdict.latency(),
                verdict.call().fault());
    }

    private static String body(Judge.Verdict verdict) {
        var call = verdict.call();
        return switch (call.status()) {
            case 200 -> "{\"question\":\"" + call.question() + "\",\"answer\":\"" + Answers.to(call.question()) + "\"}";
            case 429 ->
                "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"limit\":\"" + verdict.refusedBy()
                        + "\"}}";
            default -> "{\"error\":{\"code\":" + call.status() + ",\"status\":\"UNAVAILABLE\"}}";
        };
    }

    @Override
    public void close() throws IOException {
        server.close();
        log.close();
    }
}
