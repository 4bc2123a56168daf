package io.longhaul.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each answer is that to its own request, and what cannot have been asked is told from what may have been.
@Timeout(60)
class KeptConnectionsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final Connections connections = Connections.open();

    @AfterEach
    void close() {
        connections.close();
    }

    private HttpTransport transport(URI base) {
        return transport(base, connections);
    }

    private static HttpTransport transport(URI base, Connections connections) {
        return new HttpTransport(
                new HttpUpstream("hostile", base, "test", "", 1 << 20), connections, InstantSource.fixed(NOW));
    }

    private static Delivery get(HttpTransport transport, String path) {
        return transport.send(Request.get(path), new Transport.Attempt(1, Duration.ofSeconds(20), ""));
    }

    private static String answer(Delivery delivery) {
        return delivery instanceof Delivery.Answered(var reply) ? reply.text() : delivery.toString();
    }

    /// The path it was asked for, as an answer.
    private static String answer(String head) {
        var path = head.split(" ", 3)[1];
        return "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong",
        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "x"})
    void whatNobodyAskedForIsNoAnswer(String surplus) throws Exception {
        try (var raw = new RawServer(connection -> {
            while (true) {
                connection.request();
                connection.say(answer(connection.head()) + surplus);
            }
        })) {
            var transport = transport(raw.uri());
            for (int i = 0; i < 20; i++) {
                assertThat(answer(get(transport, "/" + i))).isEqualTo("/" + i);
            }
            assertThat(raw.requests).hasValue(20);
        }
    }

    @Test
    void whatComesWhileNobodyAsksIsNoAnswerEither() throws Exception {
        var asked = new Semaphore(0);
        var said = new Semaphore(0);
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say(answer(connection.head()));
            asked.acquireUninterruptibly();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong");
            said.release();
            connection.silence();
        })) {
            var transport = transport(raw.uri());
            for (int i = 0; i < 5; i++) {
                assertThat(answer(get(transport, "/" + i))).isEqualTo("/" + i);
                asked.release();
                said.acquireUninterruptibly();
            }
        }
    }

    @Test
    void aConnectionThatTheOtherEndClosedIsNotUsedAgain() throws Exception {
        var closed = new Semaphore(0);
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say(answer(connection.head()));
            connection.end();
            closed.release();
        })) {
            var transport = transport(raw.uri());
            for (int i = 0; i < 20; i++) {
                assertThat(answer(get(transport, "/" + i))).isEqualTo("/" + i);
                closed.acquireUninterruptibly();
            }
            assertThat(raw.requests).hasValue(20);
        }
    }

    @Test
    void aQuietConnectionIsUsedAgain() throws Exception {
        var made = new Semaphore(0);
        try (var raw = new RawServer(connection -> {
            made.release();
            while (true) {
                connection.request();
                connection.say(answer(connection.head()));
            }
        })) {
            var transport = transport(raw.uri());
            for (int i = 0; i < 20; i++) {
                assertThat(answer(get(transport, "/" + i))).isEqualTo("/" + i);
            }
            assertThat(made.availablePermits()).isEqualTo(1);
        }
    }

    @Test
    void aBodyAfterAnAnswerToHeadIsNoAnswer() throws Exception {
        try (var raw = new RawServer(connection -> {
            while (true) {
                connection.request();
                connection.say("HTTP/1.1 200 OK\r\nDate: Fri, 27 Nov 2026 11:59:58 GMT\r\nContent-Length: 40\r\n\r\n");
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno");
            }
        })) {
            var transport = transport(raw.uri());

            assertThat(transport.upstreamTime()).contains(Instant.parse("2026-11-27T11:59:58Z"));
            assertThat(answer(get(transport, "/x"))).hasSize(40);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0005\r\nhello\r\n0", "0005\r\nhello\r\n00", "0005\r\nhello\r\n0\r\n", "0", "00",
        "5\r\nhel"})
    void aChunkedBodyThatIsCutIsLost(String cut) throws Exception {
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + cut);
        })) {
            assertThat(get(transport(raw.uri()), "/x")).isInstanceOf(Delivery.Lost.class);
        }
    }

    @Test
    void aBodyWithoutALengthEndsWithItsConnection() throws Exception {
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\n\r\nall of it");
        })) {
            assertThat(answer(get(transport(raw.uri()), "/x"))).isEqualTo("all of it");
        }
    }

    @Test
    void anEndlessHeadIsGivenUp() throws Exception {
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\n");
            while (true) {
                connection.say("X: " + "x".repeat(60_000) + "\r\n");
            }
        })) {
            assertThat(get(transport(raw.uri()), "/x")).isEqualTo(new Delivery.Lost(
                    ErrorClass.NETWORK,
                    "connection to " + raw.uri().getAuthority()
                            + " broke before the answer was whole: its head is too long"));
        }
    }

    @Test
    void whatAnUpstreamSaidIsInNoMessage() throws Exception {
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say(connection.head() + "\r\n");
        })) {
            var request = new Request.Http(
                    "GET", "/x?api_token=hunter2", Map.of("Authorization", "Token hunter2"), new byte[0]);
            var delivery = transport(raw.uri()).send(
                    request, new Transport.Attempt(1, Duration.ofSeconds(20), ""));

            assertThat(delivery).isInstanceOf(Delivery.Lost.class);
            assertThat(delivery.toString()).contains("it is no HTTP").doesNotContain("hunter2");
        }
    }

    @Test
    void whatEndsBeforeTheRequestLeftIsNotSent() throws Exception {
        try (var raw = new RawServer(RawServer.Connection::reset)) {
            var secure = URI.create(raw.uri().toString().replace("http:", "https:"));

            assertThat(get(transport(secure), "/x")).isInstanceOf(Delivery.NotSent.class);
        }
        try (var raw = new RawServer(RawServer.Connection::silence)) {
            var secure = URI.create(raw.uri().toString().replace("http:", "https:"));

            assertThat(transport(secure)
                    .send(Request.get("/x"), new Transport.Attempt(1, Duration.ofSeconds(1), "")))
                    .isEqualTo(new Delivery.NotSent(
                            ErrorClass.TIMEOUT, "no connection to " + raw.uri().getAuthority() + " in 1 s"));
        }
    }

    @Test
    void aProxyThatRefusesIsNotTheUpstream() throws Exception {
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        });
                var proxied = Connections.open(
                        ProxySelector
                                .of(new InetSocketAddress(InetAddress.getLoopbackAddress(), raw.uri().getPort())))) {
            assertThat(get(transport(URI.create("https://upstream.invalid"), proxied), "/x"))
                    .isEqualTo(new Delivery.NotSent(
                            ErrorClass.NETWORK, "no connection to upstream.invalid: the proxy answered 403"));
        }
    }

    @Test
    void aBaseUrlHoldsNoUserName() {
        assertThatThrownBy(() -> transport(URI.create("http://bob:hunter2@127.0.0.1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without user name")
                .hasMessageNotContaining("hunter2");
    }
}
