package io.longhaul.source.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that does what no decent server does.
final class RawServer implements AutoCloseable {

    /// Says something, or nothing, on one connection.
    interface Talk {
        void on(Connection connection) throws IOException;
    }

    private final ServerSocket socket;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    final AtomicInteger requests = new AtomicInteger();

    RawServer(Talk talk) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(talk));
    }

    private void accept(Talk talk) {
        try {
            while (true) {
                var next = socket.accept();
                open.add(next);
                Thread.ofVirtual().start(() -> serve(next, talk));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket next, Talk talk) {
        try (next) {
            talk.on(new Connection(next));
        } catch (IOException gone) {
            // the client had enough
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (var each : open) {
            each.close();
        }
    }

    final class Connection {
        private final Socket socket;
        private String head = "";

        Connection(Socket socket) {
            this.socket = socket;
        }

        /// Reads one request without a body, to its empty line.
        void request() throws IOException {
            int matched = 0;
            var read = new StringBuilder();
            while (matched < 4) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("no further request");
                }
                read.append((char) next);
                matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
            }
            head = read.toString();
            requests.incrementAndGet();
        }

        /// Of the last request.
        String head() {
            return head;
        }

        /// Waits until the client is gone, at most that long.
        void pause(java.time.Duration atMost) throws IOException {
            socket.setSoTimeout((int) atMost.toMillis());
            try {
                socket.getInputStream().read();
            } catch (java.net.SocketTimeoutException stillThere) {
                // goes on
            }
        }

        void say(String text) throws IOException {
            say(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void say(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /// Says nothing until the client leaves.
        void silence() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // whatever it says
            }
        }

        /// Says no more.
        void end() throws IOException {
            socket.close();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
