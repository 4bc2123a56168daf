package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every route against everything that must not get in. The routes come from the list itself: a new one is in here.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityMatrixTest {

    private final Served served;

    /// One reason to be refused.
    private record Attack(String name, boolean hitsOpenRoutes, boolean needsBody, Consumer<Served.Asked> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    SecurityMatrixTest(@TempDir Path directory) {
        served = Served.in(directory);
        served.screen("echo {ticker}", "", "AAPL");
    }

    @AfterAll
    void itEnds() {
        served.close();
    }

    private List<Attack> attacks() {
        var port = served.port();
        var all = new ArrayList<Attack>();
        all.add(new Attack("no token", false, false, Served.Asked::withoutToken));
        all.add(token("wrong", "Bearer " + "x".repeat(Served.TOKEN.length())));
        all.add(token("beginning", "Bearer " + Served.TOKEN.substring(0, Served.TOKEN.length() - 1)));
        all.add(token("end", "Bearer " + Served.TOKEN.substring(1)));
        all.add(token("longer", "Bearer " + Served.TOKEN + "x"));
        all.add(token("empty", "Bearer "));
        all.add(token("basic", "Basic " + Served.TOKEN));
        all.add(new Attack("two tokens", false, false,
                asked -> asked.header("Authorization: Bearer " + Served.TOKEN)));
        all.add(host("evil", "Host: evil.example:" + port + "\r\n"));
        all.add(host("evil that begins as ours", "Host: 127.0.0.1.evil.example:" + port + "\r\n"));
        all.add(host("localhost, wrong port", "Host: localhost:" + (port + 1) + "\r\n"));
        all.add(host("no port", "Host: localhost\r\n"));
        all.add(host("a dot", "Host: localhost.:" + port + "\r\n"));
        all.add(host("none", ""));
        all.add(host("empty", "Host: \r\n"));
        all.add(host("two", "Host: 127.0.0.1:" + port + "\r\nHost: evil.example\r\n"));
        all.add(origin("evil", "Origin: http://evil.example"));
        all.add(origin("null", "Origin: null"));
        all.add(origin("ours over TLS", "Origin: https://127.0.0.1:" + port));
        all.add(origin("another port", "Origin: http://127.0.0.1:" + (port + 1)));
        all.add(origin("site", "Sec-Fetch-Site: cross-site"));
        all.add(origin("same site", "Sec-Fetch-Site: same-site"));
        for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                "application/json-patch+json")) {
            all.add(new Attack(type, true, true, asked -> asked.body(type, "{}")));
        }
        return all;
    }

    private static Attack token(String name, String value) {
        return new Attack("token " + name, false, false,
                asked -> asked.withoutToken().header("Authorization: " + value));
    }

    private static Attack host(String name, String lines) {
        return new Attack("host " + name, true, false, asked -> asked.host(lines));
    }

    private static Attack origin(String name, String line) {
        return new Attack("origin " + name, true, false, asked -> asked.header(line));
    }

    Stream<Route> routes() {
        return served.server.routes().all().stream();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void nothingThatMustNotGetInDoes(Route route) {
        var before = served.session.store().jobs(10);
        var target = route.path().replaceAll("\\{\\w+}", "screen-1");

        for (var attack : attacks()) {
            boolean aimed = (attack.hitsOpenRoutes || !route.open()) && (!attack.needsBody || route.unsafe());
            if (aimed) {
                var asked = new Served.Asked(route.method(), target);
                attack.change.accept(asked);
                var reply = Http.send(served.port(), asked.bytes(served.port()));
                served.contract.judge(route.operationId(), reply);
                assertThat(reply.status()).as(attack + " at " + route).isIn(400, 401, 403, 415, 421);
                assertThat(reply.text()).doesNotContain(Served.TOKEN);
            }
        }

        assertThat(served.session.store().jobs(10)).extracting(job -> job.handle())
                .isEqualTo(before.stream().map(job -> job.handle()).toList());
    }

    @Test
    void whoIsOneOfOursGetsIn() {
        int port = served.port();

        for (var host : List.of("127.0.0.1", "localhost", "[::1]", "LOCALHOST")) {
            var asked = Served.get("/v1/jobs").host("Host: " + host + ":" + port + "\r\n");
            assertThat(served.send(asked).status()).as(host).isEqualTo(200);
        }
        var page = Served.get("/v1/jobs").header("Origin: http://localhost:" + port)
                .header("Sec-Fetch-Site: same-origin");
        assertThat(served.send(page).status()).isEqualTo(200);
        assertThat(served.send(Served.get("/healthz").withoutToken()).status()).isEqualTo(200);
        assertThat(served.send(Served.get("/readyz").withoutToken()).status()).isEqualTo(200);
    }

    @Test
    void onlyNamedHostsAreAskedThroughAProxy(@TempDir Path directory) {
        var settings = ServerSettings.local(Served.TOKEN).at("127.0.0.1", List.of("jobs.example.com"));
        try (var proxied = Served.in(directory, settings)) {
            var ours = Served.get("/v1/jobs").host("Host: jobs.example.com\r\n")
                    .header("Origin: https://jobs.example.com");
            var others = Served.get("/v1/jobs").host("Host: example.com\r\n");

            assertThat(proxied.send(ours).status()).isEqualTo(200);
            assertThat(proxied.send(others).status()).isEqualTo(421);
            assertThat(proxied.send(ours.withoutToken()).json().get("detail").asString())
                    .endsWith("with TOKEN from whoever runs the service");
        }
    }

    @Test
    void aRefusalSaysWhereTheTokenIs() {
        var reply = served.send(Served.get("/v1/jobs").withoutToken());

        assertThat(reply.header("www-authenticate")).startsWith("Bearer");
        assertThat(reply.json().get("detail").asString())
                .isEqualTo("no token; want the header \"Authorization: Bearer TOKEN\", with TOKEN from the test");
    }

    @Test
    void everyAnswerHasTheHeadersOfABrowsersCaution() {
        for (var target : List.of("/healthz", "/v1/jobs", "/nothing", "/v1/jobs/none")) {
            var reply = served.send(Served.get(target));

            assertThat(reply.header("content-security-policy")).startsWith("default-src 'none'");
            assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(reply.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(reply.header("cache-control")).isEqualTo("no-store");
            assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"))
                    .doesNotContain("server");
            assertThat(reply.headers()).containsKey("x-request-id");
        }
    }
}
