package io.longhaul.app.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A service that does not answer does not say that it serves.
@Timeout(30)
class AnsweringTest {

    private static int nobodysPort() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    @Test
    void whoIsNotAnsweredSaysWhere() throws Exception {
        var base = URI.create("http://127.0.0.1:" + nobodysPort());
        assertThatThrownBy(() -> Answering.check(base, InstantSource.system()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("nothing answers at " + base)
                .extracting(thrown -> ((CommandException) thrown).exit())
                .isEqualTo(Exit.CONFLICT);
    }

    /// A connection that is kept open would hold up the end of the service by its whole patience.
    @Test
    void theConnectionIsClosedAfterTheAnswer() throws Exception {
        try (var service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var base = URI.create("http://127.0.0.1:" + service.getLocalPort());
            var rest = CompletableFuture.supplyAsync(() -> answer(service));

            Answering.check(base, InstantSource.system());

            assertThat(rest.get()).as("what the client sends behind its only request").isEqualTo(-1);
        }
    }

    /// Answers one request and leaves the connection open; what comes behind it, -1 for its end.
    private static int answer(ServerSocket service) {
        try (var socket = service.accept()) {
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (var line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
                assertThat(line).isNotNull();
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
            return lines.read();
        } catch (SocketException ended) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
