package io.longhaul.lab.upstream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// A small HTTP server on the loopback: `GET /ask/SOURCE/QUESTION` is answered as a [Script] says and logged.
///
/// Headers: `x-lab-owner` names whose quota it is, `idempotency-key` makes a second call free, `x-lab-life` tells the
/// log which process of the caller it is. Answers are JSON:
/// `{"question":…,"answer":…}`, refusals `{"error":{"status":"RESOURCE_EXHAUSTED","limit":"minute"|"day"}}`.
public final class Upstream implements AutoCloseable {

    private static final int BACKLOG = 1024;

    private final Judge judge;
    private final InstantSource clock;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Upstream(Judge judge, InstantSource clock, int port) throws IOException {
        this.judge = judge;
        this.clock = clock;
        this.server = new ServerSocket();
        this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    /// @param log appended to; shared by all runs over the same file
    /// @param port 0 for any free one
    public static Upstream start(Script script, Path log, int port, InstantSource clock) throws IOException {
        var upstream = new Upstream(new Judge(script, log, clock), clock, port);
        Thread.ofPlatform().name("lab-upstream").daemon().start(upstream::accept);
        return upstream;
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!closed) {
            try {
                var socket = server.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                if (!closed) {
                    System.err.println("the lab's upstream cannot accept: " + e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            boolean kept = true;
            while (kept) {
                kept = exchange(socket, in);
            }
        } catch (IOException | NumberFormatException broken) {
            // the caller died or spoke no HTTP; what it asked is in the log already
        } finally {
            connections.remove(socket);
        }
    }

    /// @return whether the connection is kept
    private boolean exchange(Socket socket, InputStream in) throws IOException {
        var next = Exchange.read(in);
        if (next.isEmpty()) {
            return false;
        }
        var request = next.get();
        var parts = request.path().split("/", 4);
        if (request.method().equals("HEAD")) {
            send(socket, Exchange.answer(200, "", 0, clock.instant()));
            return true;
        }
        if (parts.length < 4 || !parts[1].equals("ask")) {
            send(socket, Exchange.answer(404, "{}", 0, clock.instant()));
            return true;
        }
        var asked = new Judge.Asked(
                parts[2],
                parts[3],
                request.header("x-lab-life"),
                request.header("x-lab-owner"),
                request.header("idempotency-key"));
        return answer(socket, judge.judge(asked, System.nanoTime()));
    }

    private boolean answer(Socket socket, Judge.Verdict verdict) throws IOException {
        pause(verdict.latency());
        var call = verdict.call();
        var answer = Exchange.answer(call.status(), body(verdict), verdict.retryAfterSeconds(), clock.instant());
        return switch (call.fault()) {
            case LOST -> {
                // resets the connection, so that the caller need not wait for its time-out
                socket.setSoLinger(true, 0);
                yield false;
            }
            case CUT -> {
                socket.getOutputStream().write(answer, 0, answer.length - body(verdict).length() / 2);
                yield false;
            }
            case NONE, SLOW, THROTTLE, THROTTLE_HINT, SERVER -> {
                send(socket, answer);
                yield true;
            }
        };
    }

    private static void send(Socket socket, byte[] answer) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(answer);
        out.flush();
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

    private static void pause(Duration length) {
        long until = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (var connection : connections) {
            connection.close();
        }
        judge.close();
    }
}
