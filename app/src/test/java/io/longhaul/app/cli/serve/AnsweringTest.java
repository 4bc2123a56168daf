package io.longhaul.app.cli.serve;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.source.http.Connections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
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
        try (var connections = Connections.open()) {
            assertThatThrownBy(() -> Answering.check(base, connections, InstantSource.system()))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("nothing answers at " + base)
                    .extracting(thrown -> ((CommandException) thrown).exit())
                    .isEqualTo(Exit.CONFLICT);
        }
    }
}
