package io.longhaul.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Intake;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTransportTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final String TEXT = "the same text again and again ".repeat(100);

    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final Connections connections = Connections.open();
    private HttpServer server;

    HttpTransportTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    @AfterEach
    void stop() {
        connections.close();
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().toString();
            var headers = exchange.getRequestHeaders();
            seen.add(exchange.getRequestMethod() + " " + path + " " + headers.getFirst("User-Agent") + " "
                    + headers.getFirst("Idempotency-Key") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            var to = exchange.getResponseHeaders();
            switch (path) {
                case "/base/gzip" -> {
                    to.add("Content-Encoding", "gzip");
                    send(exchange, 200, gzip(TEXT.getBytes(UTF_8)));
                }
                case "/base/cut-gzip" -> {
                    to.add("Content-Encoding", "gzip");
                    var whole = gzip(TEXT.getBytes(UTF_8));
                    send(exchange, 200, java.util.Arrays.copyOf(whole, whole.length / 2));
                }
                case "/base/bomb" -> {
                    to.add("Content-Encoding", "gzip");
                    send(exchange, 200, gzip(new byte[5_000_000]));
                }
                case "/base/zlib", "/base/deflate" -> {
                    to.add("Content-Encoding", "deflate");
                    send(exchange, 200, deflate(TEXT.getBytes(UTF_8), path.endsWith("/deflate")));
                }
                case "/base/large" -> send(exchange, 200, new byte[2_000_000]);
                case "/base/moved" -> redirect(exchange, "plain?moved=1");
                case "/base/loop" -> redirect(exchange, "/base/loop");
                case "/base/away" ->
                    redirect(exchange, "http://localhost:" + server.getAddress().getPort() + "/base/plain");
                case "/base/missing" -> send(exchange, 404, "no such thing".getBytes(UTF_8));
                default -> {
                    to.add("X-Many", "1");
                    to.add("X-Many", "2");
                    send(exchange, 200, "hello".getBytes(UTF_8));
                }
            }
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        send(exchange, 302, new byte[0]);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] bytes, boolean raw) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new DeflaterOutputStream(out, new Deflater(-1, raw))) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/base/");
    }

    private HttpTransport transport(URI base) {
        var agent = HttpUpstream.userAgent("0.1.0", "mailto:ann@example.com");
        return new HttpTransport(
                new HttpUpstream("rehearsal", base, agent, "Idempotency-Key", 1 << 20), connections,
                InstantSource.fixed(NOW));
    }

    private static Transport.Attempt attempt(Duration timeout) {
        return new Transport.Attempt(1, timeout, "once-1");
    }

    private Delivery get(URI base, String path, Duration timeout) {
        return transport(base).send(Request.get(path), attempt(timeout));
    }

    private Reply reply(String path) {
        return reply(get(base(), path, MINUTE));
    }

    private static Reply reply(Delivery delivery) {
        if (delivery instanceof Delivery.Answered(var reply)) {
            return reply;
        }
        throw new AssertionError("want a reply, got " + delivery);
    }

    private static Delivery.Lost lost(Delivery delivery) {
        if (delivery instanceof Delivery.Lost lost) {
            return lost;
        }
        throw new AssertionError("want a lost delivery, got " + delivery);
    }

    private static Delivery.NotSent notSent(Delivery delivery) {
        if (delivery instanceof Delivery.NotSent notSent) {
            return notSent;
        }
        throw new AssertionError("want not sent, got " + delivery);
    }

    /// Counts what is taken, up to a limit at which the call is given up.
    private static final class Counting implements Intake {
        private final long most;
        private long taken;

        private Counting(long most) {
            this.most = most;
        }

        @Override
        public boolean takeNow(long bytes) {
            throw new AssertionError("a body waits for its room");
        }

        @Override
        public synchronized void take(long bytes) throws InterruptedException {
            if (taken + bytes > most) {
                throw new InterruptedException("given up");
            }
            taken += bytes;
        }
    }

    private Delivery get(String path, Counting intake) {
        return transport(base()).send(Request.get(path), new Transport.Attempt(1, MINUTE, "once-1", intake));
    }

    @Test
    void aBodyTakesRoomForAsMuchAsIsKept() {
        var plain = new Counting(1_000_000);
        var packed = new Counting(1_000_000);

        assertThat(reply(get("/plain", plain)).text()).isEqualTo("hello");
        assertThat(reply(get("/gzip", packed)).text()).isEqualTo(TEXT);

        assertThat(plain.taken).isEqualTo(5);
        assertThat(packed.taken).isEqualTo(TEXT.getBytes(UTF_8).length);
    }

    @Test
    void aBodyThatIsGivenUpWhileItWaitsForRoomIsLost() {
        assertThat(get("/plain", new Counting(4)))
                .isEqualTo(new Delivery.Lost(ErrorClass.UNKNOWN, "stopped before it answered"));
    }

    @Test
    void theReplyIsWhatTheUpstreamSaid() {
        var reply = reply("/plain?a=b%20c");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("hello");
        assertThat(reply.headers()).containsEntry("x-many", "1, 2").containsEntry("content-length", "5");
        assertThat(reply.receivedAt()).isEqualTo(NOW);
        assertThat(seen).containsExactly(
                "GET /base/plain?a=b%20c Longhaul/0.1.0 (+mailto:ann@example.com) once-1 ");
        assertThat(reply("missing").status()).isEqualTo(404);
        assertThat(reply("missing").text()).isEqualTo("no such thing");
    }

    @Test
    void aBodyIsSentAndARequestsOwnHeadersWin() {
        var post = new Request.Http("POST", "/echo", Map.of("User-Agent", "me"), "question".getBytes(UTF_8));

        reply(transport(base()).send(post, attempt(MINUTE)));

        assertThat(seen).containsExactly("POST /base/echo me once-1 question");
    }

    @Test
    void compressedBodiesAreDecoded() {
        for (var path : List.of("gzip", "zlib", "deflate")) {
            assertThat(reply(path).text()).isEqualTo(TEXT);
            assertThat(reply(path).header("content-encoding")).isEmpty();
            assertThat(reply(path).header("content-length")).isEmpty();
        }
    }

    @Test
    void aCutCompressedBodyIsLost() {
        assertThat(lost(get(base(), "cut-gzip", MINUTE)).errorClass()).isEqualTo(ErrorClass.NETWORK);
    }

    @Test
    void aBodyAboveTheLimitIsRefusedHoweverItIsPacked() {
        for (var path : List.of("large", "bomb")) {
            assertThat(lost(get(base(), path, MINUTE)))
                    .isEqualTo(new Delivery.Lost(ErrorClass.VALIDATION, base() + path
                            + " answered with more than 1048576 bytes, the most that is taken from rehearsal"));
        }
    }

    @Test
    void redirectsAreFollowedInsideTheOriginOnly() {
        assertThat(reply("moved").text()).isEqualTo("hello");
        assertThat(seen).hasSize(2).last().asString().startsWith("GET /base/plain?moved=1 Longhaul/");
        seen.clear();

        assertThat(reply("away").status()).isEqualTo(302);
        assertThat(reply("away").header("location").orElseThrow()).startsWith("http://localhost:");
        assertThat(seen).hasSize(2);
        seen.clear();

        assertThat(reply("loop").status()).isEqualTo(302);
        assertThat(seen).hasSize(6);
        seen.clear();

        var post = new Request.Http("POST", "/moved", Map.of(), new byte[1]);
        assertThat(reply(transport(base()).send(post, attempt(MINUTE))).status()).isEqualTo(302);
        assertThat(seen).hasSize(1);
    }

    @Test
    void aRefusedConnectionAndAnUnknownHostAreNotSent() throws Exception {
        URI nobody;
        try (var free = new RawServer(connection -> {})) {
            nobody = free.uri();
        }

        assertThat(get(nobody, "/x", MINUTE))
                .isEqualTo(new Delivery.NotSent(
                        ErrorClass.NETWORK, "no connection to " + nobody.getAuthority() + ": refused or unreachable"));
        assertThat(notSent(get(URI.create("http://no-such-host.invalid"), "/x", MINUTE)))
                .isEqualTo(new Delivery.NotSent(
                        ErrorClass.NETWORK,
                        "host no-such-host.invalid is not known; check the network and the base URL"));
    }

    @Test
    void aFailedHandshakeIsNotSent() throws Exception {
        RawServer.Talk plainText = connection -> connection.say("HTTP/1.1 400 Bad Request\r\n\r\n");
        for (var talk : List.<RawServer.Talk>of(plainText, connection -> {})) {
            try (var raw = new RawServer(talk)) {
                var secure = URI.create(raw.uri().toString().replace("http:", "https:"));

                assertThat(notSent(get(secure, "/x", MINUTE)).reason()).startsWith("no secure connection to 127.0.0.1");
            }
        }
    }

    @Test
    void aConnectionThatBreaksIsLost() throws Exception {
        for (var talk : List.<RawServer.Talk>of(
                RawServer.Connection::reset,
                connection -> {},
                connection -> connection.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
                connection -> connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
                connection -> connection.say("HTTP/1.1 200 O"),
                connection -> connection.say("HTTP/1.1 200 OK\r\nContent-Le"),
                connection -> connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"),
                connection -> connection.say("garbage\r\n\r\n"))) {
            try (var raw = new RawServer(connection -> {
                connection.request();
                talk.on(connection);
            })) {
                var lost = lost(get(raw.uri(), "/x", MINUTE));

                assertThat(lost.errorClass()).isEqualTo(ErrorClass.NETWORK);
                assertThat(lost.reason()).startsWith("connection to 127.0.0.1:");
                assertThat(raw.requests).hasValue(1);
            }
        }
    }

    @Test
    void nothingIsSentTwiceOnAKeptConnectionThatCloses() throws Exception {
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            connection.request();
        })) {
            assertThat(reply(get(raw.uri(), "/1", MINUTE)).text()).isEqualTo("ok");

            assertThat(lost(get(raw.uri(), "/2", MINUTE)).errorClass()).isEqualTo(ErrorClass.NETWORK);

            assertThat(raw.requests).hasValue(2);
        }
    }

    @Test
    void theTimeOutCoversSilenceAndAHalfBody() throws Exception {
        for (var said : List.of("", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            try (var raw = new RawServer(connection -> {
                connection.request();
                connection.say(said);
                connection.silence();
            })) {
                assertThat(get(raw.uri(), "/x", Duration.ofSeconds(1)))
                        .isEqualTo(new Delivery.Lost(ErrorClass.TIMEOUT, "no answer in 1 s"));
            }
        }
    }

    @Test
    void anInterruptAndACloseGiveUpAtOnce() throws Exception {
        var asked = new CountDownLatch(2);
        var gone = new CountDownLatch(2);
        try (var raw = new RawServer(connection -> {
            connection.request();
            asked.countDown();
            try {
                connection.silence();
            } finally {
                gone.countDown();
            }
        })) {
            var transport = transport(raw.uri());
            var one = new CompletableFuture<Delivery>();
            var two = new CompletableFuture<Delivery>();
            var interrupted = Thread.ofVirtual()
                    .start(() -> one.complete(transport(raw.uri()).send(Request.get("/x"), attempt(MINUTE))));
            Thread.ofVirtual().start(() -> two.complete(transport.send(Request.get("/x"), attempt(MINUTE))));
            asked.await();

            interrupted.interrupt();
            transport.close();

            assertThat(one.join()).isEqualTo(new Delivery.Lost(ErrorClass.UNKNOWN, "stopped before it answered"));
            assertThat(two.join()).isEqualTo(new Delivery.Lost(ErrorClass.UNKNOWN, "stopped before it answered"));
            gone.await(); // the connections are closed, not left to their end
        }
    }

    @Test
    void noSecretReachesAMessage() throws Exception {
        var transport = transport(base());
        var badHeader = new Request.Http("GET", "/x", Map.of("Authorization", "hunter2\r\nx: y"), new byte[0]);
        var badPath = Request.get("/x y?apikey=hunter2");

        assertThat(notSent(transport.send(badHeader, attempt(MINUTE))).reason()).doesNotContain("hunter2");
        assertThat(notSent(transport.send(badPath, attempt(MINUTE))).reason()).doesNotContain("hunter2");
        assertThat(Redacted.uri(URI.create(
                "https://me:hunter2@h:1/p?a=1&apikey=hunter2&api_token=hunter2&token=hunter2&API_KEY=hunter2&key=hunter2&crumb=hunter2")))
                .isEqualTo("https://h:1/p?a=1&apikey=…&api_token=…&token=…&API_KEY=…&key=…&crumb=…");
        assertThat(lost(get(base(), "large", MINUTE)).reason()).contains("/base/large");
    }

    @Test
    void theUpstreamsClockIsItsDateHeader() throws Exception {
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\nDate: Fri, 27 Nov 2026 11:59:58 GMT\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(transport(raw.uri()).upstreamTime()).contains(Instant.parse("2026-11-27T11:59:58Z"));
        }
        try (var raw = new RawServer(connection -> {
            connection.request();
            connection.say("HTTP/1.1 200 OK\r\nDate: yesterday\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(transport(raw.uri()).upstreamTime()).isEmpty();
        }
    }

    @Test
    void manyRequestsRunAtOnce() throws Exception {
        var all = new CountDownLatch(200);
        try (var raw = new RawServer(connection -> {
            connection.request();
            all.countDown();
            try {
                all.await(); // nobody is answered before all have asked
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var transport = transport(raw.uri());
            var answers = java.util.stream.IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> transport.send(Request.get("/" + i), attempt(MINUTE))))
                    .toList();

            for (var answer : answers) {
                assertThat(reply(answer.get()).text()).isEqualTo("ok");
            }
        }
    }
}
