package io.longhaul.lab.upstream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// An HTTP/1.1 server on the loopback with kept connections, a virtual thread each, that can break them on purpose.
public final class Loopback implements AutoCloseable {

    private static final int BACKLOG = 1024;

    /// What is answered, and how the answer fails.
    ///
    /// @param headers besides date and length
    /// @param latency from the end of the request to the begin of the answer, unless making that takes longer
    public record Sent(int status, Map<String, String> headers, byte[] body, Duration latency, Fault fault) {

        /// At once, as JSON.
        static Sent plain(int status, String body) {
            return new Sent(
                    status, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8),
                    Duration.ZERO, Fault.NONE);
        }
    }

    private static final long AWAKE = 150_000;

    private final Function<Exchange.Request, Sent> handler;
    private final InstantSource clock;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Loopback(Function<Exchange.Request, Sent> handler, InstantSource clock, int port) throws IOException {
        this.handler = handler;
        this.clock = clock;
        this.server = new ServerSocket();
        this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    /// @param port 0 for any free one
    /// @param handler called by many threads
    public static Loopback start(int port, InstantSource clock, Function<Exchange.Request, Sent> handler)
            throws IOException {
        var server = new Loopback(handler, clock, port);
        Thread.ofPlatform().name("lab-upstream").daemon().start(server::accept);
        return server;
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!closed) {
            try {
                var socket = server.accept();
                connections.add(socket);
                Thread.ofPlatform().daemon().start(() -> serve(socket));
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
        long arrived = System.nanoTime();
        var sent = handler.apply(next.get());
        var answer = Exchange.answer(sent.status(), sent.headers(), sent.body(), clock.instant());
        pauseUntil(arrived + sent.latency().toNanos());
        return switch (sent.fault()) {
            case LOST -> {
                // resets the connection, so that the caller need not wait for its time-out
                socket.setSoLinger(true, 0);
                yield false;
            }
            case CUT -> {
                socket.getOutputStream().write(answer, 0, answer.length - (sent.body().length + 1) / 2);
                yield false;
            }
            case NONE, SLOW, THROTTLE, THROTTLE_HINT, SERVER -> {
                socket.getOutputStream().write(answer);
                socket.getOutputStream().flush();
                yield true;
            }
        };
    }

    /// A parked thread wakes about 0.1 ms late; the last of it is waited out awake.
    private static void pauseUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            if (left > AWAKE) {
                LockSupport.parkNanos(left - AWAKE);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (var connection : connections) {
            connection.close();
        }
    }
}
