package io.longhaul.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.source.http.PinnedPost.Message;
import io.longhaul.source.http.PinnedPost.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Posts reach the checked address alone.
@Timeout(60)
class PinnedPostTest {

    private static final OutboundGuard.Resolver LOOPBACK = name -> List.of(InetAddress.ofLiteral("127.0.0.1"));

    private static PinnedPost post(OutboundGuard.Resolver names) {
        return new PinnedPost(new OutboundGuard(names), (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static Message to(String uri) {
        return new Message(
                URI.create(uri), Map.of("X-Test", "1"), "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(20));
    }

    private static Message to(String uri, Duration timeout) {
        return new Message(URI.create(uri), Map.of(), new byte[0], timeout);
    }

    /// A server that keeps what it was sent, and says this.
    private static RawServer saying(List<String> heard, String answer) throws IOException {
        return new RawServer(connection -> {
            connection.request();
            heard.add(connection.head());
            connection.say(answer);
        });
    }

    @Test
    void aPostSaysWhoItIsForAndReadsTheStatusOnly() throws Exception {
        var heard = new ArrayList<String>();
        try (var server = saying(heard, "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")) {
            int port = server.uri().getPort();

            var outcome = post(LOOPBACK).send(to("http://hooks.test:" + port + "/in?a=b%20c"), true);

            assertThat(outcome).isEqualTo(new Outcome.Answered(204));
            assertThat(heard).singleElement().asString()
                    .startsWith("POST /in?a=b%20c HTTP/1.1\r\nHost: hooks.test:" + port + "\r\nContent-Length: 7\r\n")
                    .contains("\r\nX-Test: 1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:%d/", "http://localhost:%d/", "http://hooks.test:%d/",
        "http://[::ffff:127.0.0.1]:%d/", "http://2130706433:%d/", "http://0x7f.1:%d/", "http://127.1:%d/",
        "http://127.0.0.1.:%d/", "https://127.0.0.1:%d/", "http://[::1]:%d/", "http://0.0.0.0:%d/"})
    void aServerOnThisMachineIsNeverConnectedTo(String uri) throws Exception {
        var connected = new AtomicInteger();
        try (var canary = new RawServer(_ -> connected.incrementAndGet())) {
            var outcome = post(LOOPBACK).send(to(uri.formatted(canary.uri().getPort())), false);

            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(connected).hasValue(0);
            // and the canary sings where it is allowed to
            post(LOOPBACK).send(to("http://hooks.test:" + canary.uri().getPort() + "/"), true);
            assertThat(connected).hasValue(1);
        }
    }

    /// DNS rebinding: a public address for the check, a local one for the connection.
    @Test
    void aNameThatChangesItsMindIsNotAskedAgain() throws Exception {
        var connected = new AtomicInteger();
        var asked = new AtomicInteger();
        OutboundGuard.Resolver rebinding = name -> List.of(InetAddress.ofLiteral(
                asked.getAndIncrement() == 0 ? "255.255.255.254" : "127.0.0.1"));
        try (var canary = new RawServer(_ -> connected.incrementAndGet())) {
            var first = post(rebinding).send(to("http://hooks.test:" + canary.uri().getPort() + "/"), false);
            var second = post(rebinding).send(to("http://hooks.test:" + canary.uri().getPort() + "/"), false);

            assertThat(List.of(first, second)).allMatch(Outcome.Refused.class::isInstance);
            assertThat(connected).hasValue(0);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void redirectsAreToldAndNotFollowed() throws Exception {
        var heard = new ArrayList<String>();
        var connected = new AtomicInteger();
        try (var canary = new RawServer(_ -> connected.incrementAndGet());
                var server = saying(heard, "HTTP/1.1 302 Found\r\nLocation: " + canary.uri() + "\r\n\r\n")) {
            var outcome = post(LOOPBACK).send(to("http://hooks.test:" + server.uri().getPort()), true);

            assertThat(outcome).isEqualTo(new Outcome.Answered(302));
            assertThat(heard).singleElement().asString().startsWith("POST / HTTP/1.1\r\n");
            assertThat(connected).hasValue(0);
        }
    }

    @Test
    void anEndlessAnswerIsNotRead() throws Exception {
        var sent = new java.util.concurrent.CompletableFuture<Long>();
        try (var server = new RawServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\n\r\n");
            long bytes = 0;
            try {
                for (;; bytes += 65_536) {
                    connection.say(new byte[65_536]);
                }
            } catch (IOException closed) {
                sent.complete(bytes);
            }
        })) {
            assertThat(post(LOOPBACK).send(to(server.uri().toString()), true)).isEqualTo(new Outcome.Answered(200));
            assertThat(sent.get()).isLessThan(64 << 20);
        }
    }

    @Test
    void whatIsNoAnswerFailsInWords() throws Exception {
        assertThat(answered("SSH-2.0-x\r\n")).isEqualTo(new Outcome.Failed("what answers is not HTTP"));
        assertThat(answered("")).isEqualTo(new Outcome.Failed("closed without an answer"));
        assertThat(answered("x".repeat(20_000)))
                .isEqualTo(new Outcome.Failed("answers with more than 16384 bytes of head"));
        assertThat(answered("HTTP/1.1 100 C\r\n\r\n".repeat(2_000))).isInstanceOf(Outcome.Failed.class);
    }

    private static Outcome answered(String text) throws Exception {
        try (var server = saying(new ArrayList<>(), text)) {
            return post(LOOPBACK).send(to(server.uri().toString()), true);
        }
    }

    @Test
    void silenceAndDripsEndWithTheTimeout() throws Exception {
        try (var silent = new RawServer(RawServer.Connection::silence);
                var dripping = new RawServer(connection -> {
                    connection.request();
                    while (true) {
                        connection.say("H");
                        connection.pause(Duration.ofMillis(20));
                    }
                })) {
            for (var server : List.of(silent, dripping)) {
                assertThat(post(LOOPBACK).send(to(server.uri().toString(), Duration.ofSeconds(1)), true))
                        .isEqualTo(new Outcome.Failed("no answer in 1 s"));
            }
        }
    }

    @Test
    void nobodyThereAndNoNameAreFailures() throws Exception {
        int port;
        try (var gone = new RawServer(_ -> {})) {
            port = gone.uri().getPort();
        }
        assertThat(post(LOOPBACK).send(to("http://hooks.test:" + port), true))
                .isEqualTo(new Outcome.Failed("Connection refused"));
        assertThat(post(name -> {
            throw new UnknownHostException(name);
        }).send(to("http://hooks.test"), true))
                .isEqualTo(new Outcome.Failed("hooks.test is not known to the name service"));
    }

    @Test
    void headersCannotBeBrokenOutOf() throws Exception {
        var evil = new Message(
                URI.create("http://hooks.test"), Map.of("X-A", "1\r\nX-B: 2"), new byte[0], Duration.ofSeconds(20));

        assertThat(post(name -> List.of(InetAddress.ofLiteral("127.0.0.1"))).send(evil, true))
                .isInstanceOf(Outcome.Failed.class);
    }

    /// TLS: connected by address, asked for and verified by name.
    @Test
    void aCertificateMustBeForTheName(@TempDir Path directory) throws Exception {
        var tls = TestTls.in(directory, "hooks.test");
        var asked = new ArrayList<String>();
        try (var server = tls.server(socket -> asked.add(serverName(socket)))) {
            var post = new PinnedPost(new OutboundGuard(LOOPBACK), tls.client());

            var right = post.send(to("https://hooks.test:" + server.getLocalPort() + "/"), true);
            var wrong = post.send(to("https://other.test:" + server.getLocalPort() + "/"), true);
            var unknown = post(LOOPBACK).send(to("https://hooks.test:" + server.getLocalPort() + "/"), true);

            assertThat(right).isEqualTo(new Outcome.Answered(200));
            assertThat(wrong).isInstanceOf(Outcome.Failed.class).asString().contains("other.test");
            assertThat(unknown).isInstanceOf(Outcome.Failed.class).asString().contains("certification path");
            assertThat(asked).contains("hooks.test");
        }
    }

    private static String serverName(SSLSocket socket) {
        var names = ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames();
        return new String(names.getFirst().getEncoded(), StandardCharsets.US_ASCII);
    }
}
