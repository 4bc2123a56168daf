package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is sent, however much and however slowly.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundsTest {

    private static final ServerSettings.Bounds TIGHT =
            new ServerSettings.Bounds(100_000, 4096, 300, 50, 50, Duration.ofSeconds(1), Duration.ofSeconds(5));

    private static Served tight(Path directory) {
        return Served.in(directory, ServerSettings.local(Served.TOKEN).within(TIGHT));
    }

    private static String head(int port, String more) {
        return "POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + Served.TOKEN
                + "\r\nContent-Type: application/json\r\n" + more + "\r\n\r\n";
    }

    @Test
    void aGigabyteThatIsAnnouncedIsRefusedBeforeItComes(@TempDir Path directory) throws IOException {
        try (var served = tight(directory);
                var socket = Http.connect(served.port())) {
            socket.getOutputStream().write(
                    head(served.port(), "Content-Length: 1073741824").getBytes(StandardCharsets.UTF_8));

            var reply = Http.read(socket.getInputStream());

            assertThat(reply.status()).isEqualTo(413);
            served.contract.judge("createJob", reply);
            assertThat(reply.json().get("detail").asString())
                    .isEqualTo("the body is larger than 100000 bytes; send less");
        }
    }

    @Test
    void aBodyWithoutALengthIsRefusedAtTheLimit(@TempDir Path directory) throws IOException {
        try (var served = tight(directory);
                var socket = Http.connect(served.port())) {
            socket.getOutputStream().write(
                    head(served.port(), "Transfer-Encoding: chunked").getBytes(StandardCharsets.UTF_8));
            var chunk = ("2000\r\n" + "x".repeat(0x2000) + "\r\n").getBytes(StandardCharsets.UTF_8);

            var sent = new long[1];
            try {
                for (; sent[0] < 1L << 30; sent[0] += chunk.length) {
                    socket.getOutputStream().write(chunk);
                    if (socket.getInputStream().available() > 0) {
                        break;
                    }
                }
            } catch (SocketException cut) {
                assertThat(cut).hasMessageMatching("Broken pipe|Connection reset.*");
            }

            assertThat(sent[0]).isLessThan(32L << 20);
            assertThat(served.session.store().jobs(1)).isEmpty();
            assertThat(served.send(Served.get("/healthz")).status()).isEqualTo(200);
        }
    }

    @Test
    void tenThousandNestedListsAreABadRequest(@TempDir Path directory) {
        try (var served = tight(directory)) {
            var deep = "[".repeat(10_000) + "]".repeat(10_000);
            var objects = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);

            for (var body : List.of(deep, objects, "{\"list\":" + deep + "}")) {
                var reply = served.send(Served.post("/v1/jobs", body));
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.json().get("code").asString()).isEqualTo("invalid-json");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{", "nul", "{}{}", "{\"a\":1,\"a\":2}", "[]", "\"text\"", "{\"workflow\":\"screen\",}", "\u0000",
        "{\"a\":1e99999999999999999999999999999999999999999999999}", "<xml/>"
    })
    void whatIsNoJsonObjectIsABadRequest(String body, @TempDir Path directory) {
        try (var served = tight(directory)) {
            assertThat(served.send(Served.post("/v1/jobs", body)).status()).isEqualTo(400);
        }
    }

    @Test
    void bytesThatAreNoTextAreABadRequest(@TempDir Path directory) {
        try (var served = tight(directory)) {
            var head = head(served.port(), "Content-Length: 4\r\nConnection: close");
            var bytes = (head + "{\"\u00ff\u00fe").getBytes(StandardCharsets.ISO_8859_1);

            var reply = Http.send(served.port(), bytes);

            assertThat(reply.status()).isEqualTo(400);
            served.contract.judge("createJob", reply);
        }
    }

    @Test
    void aHeaderThatIsTooLargeIsRefused(@TempDir Path directory) {
        try (var served = tight(directory)) {
            var reply = Http.send(
                    served.port(), Served.get("/v1/jobs").header("X-Long: " + "x".repeat(5000)).bytes(served.port()));

            assertThat(reply.status()).isEqualTo(431);
            served.contract.judge("listJobs", reply);
        }
    }

    @Test
    void anotherMethodIsToldWhichThereAre(@TempDir Path directory) {
        try (var served = tight(directory)) {
            for (var method : List.of("DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW")) {
                var bytes = new Served.Asked(method, "/v1/jobs").bytes(served.port());
                try (var socket = Http.connect(served.port())) {
                    socket.getOutputStream().write(bytes);
                    var first = Http.line(socket.getInputStream());
                    var rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(first).as(method).startsWith("HTTP/1.1 405");
                    assertThat(rest).as(method).containsIgnoringCase("allow: GET, POST");
                } catch (IOException e) {
                    throw new AssertionError(method, e);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/", "/v1", "/v1/jobs/", "/v1/jobs/a/b/c", "/../../etc/passwd", "/v1/jobs/%2e%2e/%2e%2e/token",
        "/v1/jobs/..%2ftoken", "//v1/jobs", "/v1/jobs;x=1", "/v1/jobs/%00", "/v1/jobs/%zz", "/v1/jobs/%ff"
    })
    void pathsThatAreNoneLeadNowhere(String target, @TempDir Path directory) {
        try (var served = tight(directory)) {
            var reply = Http.send(served.port(), Served.get(target).bytes(served.port()));

            assertThat(reply.status()).as(target).isIn(400, 404);
            assertThat(reply.header("content-type")).isEqualTo(WebReply.PROBLEM);
            assertThat(reply.text()).doesNotContain("Exception", directory.toString(), "at io.");
        }
    }

    @Test
    void twoHundredWhoSendByteByByteKeepNobodyOut(@TempDir Path directory) throws Exception {
        var slow = new ArrayList<Socket>();
        try (var served = tight(directory)) {
            for (int i = 0; i < 200; i++) {
                var socket = Http.connect(served.port());
                slow.add(socket);
                socket.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
            }
            int cut = 0;

            // fewer bytes than a header may have: they are not cut for its size
            for (int bytes = 1; cut < slow.size(); bytes++) {
                assertThat(bytes).isLessThan(TIGHT.header());
                assertThat(served.send(Served.get("/healthz")).status()).isEqualTo(200);
                cut = 0;
                for (var socket : slow) {
                    try {
                        socket.getOutputStream().write("E".getBytes(StandardCharsets.US_ASCII));
                    } catch (SocketException closed) {
                        cut++;
                    }
                }
            }

            assertThat(cut).isEqualTo(200);
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyThatComesByteByByteIsGivenUp(@TempDir Path directory) throws Exception {
        try (var served = tight(directory);
                var socket = Http.connect(served.port())) {
            var out = socket.getOutputStream();
            out.write(head(served.port(), "Content-Length: 50000").getBytes(StandardCharsets.UTF_8));
            for (int i = 0; socket.getInputStream().available() == 0; i++) {
                assertThat(i).isLessThan(50_000_000);
                if (i % 100_000 == 0) {
                    out.write(' ');
                }
                Thread.onSpinWait();
            }

            var reply = Http.read(socket.getInputStream());

            assertThat(reply.status()).isEqualTo(408);
            served.contract.judge("createJob", reply);
        }
    }

    /// Long before its connection would be idle.
    @Test
    void aBodyThatComesToAHaltIsGivenUp(@TempDir Path directory) throws Exception {
        var bounds = new ServerSettings.Bounds(
                100_000, 4096, 300, 50, 50, Duration.ofMillis(500), Duration.ofHours(1));
        try (var served = Served.in(directory, ServerSettings.local(Served.TOKEN).within(bounds));
                var socket = Http.connect(served.port())) {
            var out = socket.getOutputStream();
            out.write((head(served.port(), "Content-Length: 50000") + "{\"work").getBytes(StandardCharsets.UTF_8));

            var reply = Http.read(socket.getInputStream());

            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.json().get("detail").stringValue()).contains("0.5 s");
            served.contract.judge("createJob", reply);
        }
    }

    /// A body that was there in time leaves the connection the patience it had.
    @Test
    void aConnectionIsIdleForAsLongAsBefore(@TempDir Path directory) throws Exception {
        var bounds = new ServerSettings.Bounds(
                100_000, 4096, 300, 50, 50, Duration.ofMillis(300), Duration.ofHours(1));
        try (var served = Served.in(directory, ServerSettings.local(Served.TOKEN).within(bounds));
                var socket = Http.connect(served.port());
                var other = Http.connect(served.port())) {
            var out = socket.getOutputStream();
            out.write((head(served.port(), "Content-Length: 2") + "{}").getBytes(StandardCharsets.UTF_8));
            assertThat(Http.read(socket.getInputStream()).status()).isEqualTo(400);
            // as long as a body may take, measured by one that does not come
            other.getOutputStream().write(
                    head(served.port(), "Content-Length: 9").getBytes(StandardCharsets.UTF_8));
            assertThat(Http.read(other.getInputStream()).status()).isEqualTo(408);

            out.write((head(served.port(), "Content-Length: 2") + "{}").getBytes(StandardCharsets.UTF_8));

            assertThat(Http.read(socket.getInputStream()).status()).isEqualTo(400);
        }
    }

    private static Served small(Path directory) {
        var bounds = new ServerSettings.Bounds(
                100_000, 4096, 300, 1, 2, Duration.ofSeconds(10), Duration.ofMillis(400));
        return Served.in(directory, ServerSettings.local(Served.TOKEN).withExec(true).within(bounds));
    }

    private static void isBusy(Http.Reply reply, String with) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(503);
        assertThat(reply.header("retry-after")).isEqualTo("1");
        assertThat(reply.text()).contains(with);
    }

    @Test
    void oneRequestTooManyIsToldToComeBackAndThoseWhoAskForHealthAreNot(@TempDir Path directory) throws Exception {
        try (var served = small(directory)) {
            served.yahoo.open.drainPermits(); // so that this request is not answered yet
            var first = Served.post("/api/fill-cache", "{\"tickers\":[\"T1\"],\"dataset\":\"daily\"}");
            try (var socket = Http.connect(served.port())) {
                socket.getOutputStream().write(first.bytes(served.port()));
                while (served.session.store().jobs(1).isEmpty()) {
                    Thread.onSpinWait(); // its job is made by the request under way
                }

                isBusy(served.send(Served.get("/v1/jobs")), "1 requests to answer");
                isBusy(served.send(Served.post("/api/fill-cache", "{\"tickers\":[\"T2\"]}")), "\"success\":false");
                assertThat(served.send(Served.get("/v1/jobs").withoutToken()).status()).isEqualTo(401);
                assertThat(served.send(Served.get("/healthz").withoutToken()).status()).isEqualTo(200);

                served.yahoo.open.release(Integer.MAX_VALUE / 2);
                assertThat(Http.read(socket.getInputStream()).status()).isEqualTo(200);
            }
            assertThat(served.session.store().jobs(5)).hasSize(1);
            int again = 503;
            while (again == 503) { // the place is left when the answer is written
                again = served.send(Served.get("/v1/jobs")).status();
            }
            assertThat(again).isEqualTo(200);
        }
    }

    @Test
    void aStreamTooManyIsToldToComeBackUntilAnotherEnds(@TempDir Path directory) throws Exception {
        try (var served = small(directory)) {
            served.screen("echo {ticker}", "", "A");
            served.until("screen-1", "completed");
            var asked = Served.get("/v1/jobs/screen-1/events");
            try (var stays = Http.connect(served.port())) {
                opened(served, stays, asked);
                try (var leaves = Http.connect(served.port())) {
                    opened(served, leaves, asked);

                    isBusy(served.send(asked), "2 streams of events");
                    assertThat(served.send(Served.get("/v1/jobs/screen-1")).status()).isEqualTo(200);
                }

                int again = 503;
                while (again == 503) { // that a listener left shows when the next word cannot be said
                    again = served.send(asked).status();
                }
                assertThat(again).isEqualTo(200);
            }
        }
    }

    private static void opened(Served served, Socket socket, Served.Asked asked) throws IOException {
        socket.getOutputStream().write(asked.bytes(served.port()));
        assertThat(Http.read(socket.getInputStream()).status()).isEqualTo(200);
    }

    @Test
    void smuggledRequestsAreNotAnswered(@TempDir Path directory) throws IOException {
        try (var served = tight(directory);
                var socket = Http.connect(served.port())) {
            var both = head(served.port(), "Content-Length: 5\r\nTransfer-Encoding: chunked")
                    + "0\r\n\r\nGET /v1/jobs HTTP/1.1\r\n\r\n";
            socket.getOutputStream().write(both.getBytes(StandardCharsets.UTF_8));

            var reply = Http.read(socket.getInputStream());

            assertThat(reply.status()).isEqualTo(400);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
