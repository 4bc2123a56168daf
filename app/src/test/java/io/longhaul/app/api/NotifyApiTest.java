package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `notify` in requests.
@Timeout(60)
class NotifyApiTest {

    private static String body(String notify) {
        return "{\"workflow\":\"screen\",\"exec\":\"echo {ticker}\",\"list\":{\"tickers\":[\"A\"]},\"notify\":" + notify
                + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"https://example.com\"", "[1]", "[\"ann\"]", "[\"\"]", "[\"ftp://example.com\"]",
        "[\"https://u:canary@example.com/\"]", "[\"http://127.0.0.1/\"]", "[\"http://[::ffff:7f00:1]/\"]",
        "[\"http://2130706433/\"]", "[\"http://169.254.169.254/\"]", "[\"ann@example.com\"]",
        "[\"ann@example.com\\r\\nBcc: eve@example.com\"]"})
    void whatCannotBeToldIsRefusedAndNothingIsMade(String notify, @TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var reply = served.send(Served.post("/v1/jobs", body(notify)));

            assertThat(reply.status()).as(reply.text()).isEqualTo(400);
            assertThat(reply.json().at("/errors/0/pointer").asString()).startsWith("/notify");
            assertThat(reply.text()).doesNotContain("canary");
            assertThat(served.session.store().jobs(10)).isEmpty();
        }
    }

    @Test
    void aJobTellsItsReceiversAndExplainSaysSo(@TempDir Path directory) throws Exception {
        // where the service, and where its owner's session, read it
        Files.createDirectory(directory.resolve("home"));
        for (var place : new Path[] {directory, directory.resolve("home")}) {
            Files.writeString(place.resolve("longhaul.yaml"), "notify:\n  allow-private: true\n");
        }
        var heard = new LinkedBlockingQueue<String>();
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        receiver.createContext("/", exchange -> {
            heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try (var served = Served.in(directory)) {
            var url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/canary";
            var made = served.send(Served.post("/v1/jobs", body("[\"" + url + "\"]")));
            assertThat(made.status()).as(made.text()).isEqualTo(202);

            assertThat(heard.take()).contains("\"type\":\"job.completed\"", "\"id\":\"screen-1\"");

            var explained = served.send(Served.get("/v1/jobs/screen-1/explain"));
            assertThat(explained.json().at("/notices/0/target").asString())
                    .isEqualTo("http://127.0.0.1:" + receiver.getAddress().getPort() + "/…");
            assertThat(explained.text() + made.text()).doesNotContain("canary");
        } finally {
            receiver.stop(0);
        }
    }
}
