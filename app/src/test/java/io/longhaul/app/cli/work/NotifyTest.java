package io.longhaul.app.cli.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.longhaul.app.Cli;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// `--notify`, from the command line to a receiver.
@Timeout(120)
class NotifyTest {

    private static final String KEY = "Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5";
    private static final String PASSWORD = "canary-password-of-the-mail-server";

    private record Heard(Map<String, String> headers, String path, String body) {}

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private volatile int answer = 204;
    private Cli cli = new Cli(Path.of(""));
    private HttpServer receiver = server();

    private HttpServer server() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            server.createContext("/", exchange -> {
                var headers = new HashMap<String, String>();
                exchange.getRequestHeaders().forEach((name, values) -> headers.put(
                        name.toLowerCase(java.util.Locale.ROOT), String.join(",", values)));
                heard.add(new Heard(
                        headers, exchange.getRequestURI().toString(),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.sendResponseHeaders(answer, -1);
                exchange.close();
            });
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void inADirectoryOfItsOwn(@TempDir Path directory) {
        cli = new Cli(directory);
        cli.file("list.csv", "ticker\nA\nB\n");
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private String hook(String host) {
        return "http://" + host + ":" + receiver.getAddress().getPort() + "/in/canary-path?token=canary-token";
    }

    private void allowPrivate(String... more) {
        cli.file("longhaul.yaml", "notify:\n  allow-private: true\n" + String.join("\n", more));
    }

    private Cli.Ended screen(String... more) {
        var line = new java.util.ArrayList<>(List.of("screen", "list.csv", "--exec", "echo {ticker}", "-o", "out.txt"));
        line.addAll(List.of(more));
        return cli.run(line.toArray(String[]::new));
    }

    @Test
    void aWebhookIsSignedAndSaysHowTheJobEnded() throws Exception {
        allowPrivate("  webhook-secret: env:HOOK_SECRET");
        cli.variables(Map.of("HOOK_SECRET", "whsec_" + KEY));

        var ended = screen("--notify", hook("127.0.0.1"), "--name", "canary=name; x");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).doesNotContain("Notice");
        assertThat(heard).hasSize(1);
        var headers = heard.getFirst().headers();
        assertThat(heard.getFirst().path()).isEqualTo("/in/canary-path?token=canary-token");
        assertThat(headers.get("content-type")).isEqualTo("application/json");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
        var signed = headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "." + heard.getFirst().body();
        assertThat(headers.get("webhook-signature")).isEqualTo("v1,"
                + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        var body = JsonMapper.shared().readTree(heard.getFirst().body());
        assertThat(body.get("id").stringValue()).isEqualTo(headers.get("webhook-id"));
        assertThat(body.get("type").stringValue()).isEqualTo("job.completed");
        assertThat(body.get("counts").get("passed").intValue()).isEqualTo(2);
        assertThat(body.get("job").get("name").stringValue()).isEqualTo("canary=name; x");
        assertThat(cli.run("explain", "screen-1").out()).contains("Notice   completed to http://127.0.0.1:"
                + receiver.getAddress().getPort() + "/…: delivered ");
        assertThat(cli.run("explain", "screen-1", "--json").out()).contains("\"state\":\"delivered\"");
    }

    /// Secrets of the way, the token in a webhook's path among them, are in nothing that people look at; and those that
    /// the configuration only refers to are not in the store either.
    @Test
    void secretsAreNowhereToBeSeen() throws Exception {
        allowPrivate("  webhook-secret: env:HOOK_SECRET", "  smtp:", "    host: 127.0.0.1", "    port: 1",
                "    tls: none", "    from: lh@example.com", "    user: lh", "    password: env:MAIL_PASSWORD");
        cli.variables(Map.of("HOOK_SECRET", "whsec_" + KEY, "MAIL_PASSWORD", PASSWORD));
        answer = 500;

        var ended = screen("--notify", hook("127.0.0.1") + ",ann@example.com", "--new");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err().replaceAll("\\s+", " "))
                .containsPattern("/…: not taken \\d\\d:\\d\\d: 500; again \\d\\d:\\d\\d if longhaul runs then")
                .contains("to ann@example.com: not taken");
        var seen = new StringBuilder(ended.out() + ended.err());
        for (var line : List.of("status --json", "jobs --json", "explain screen-1", "explain screen-1 --json", "report",
                "items screen-1 --json", "config show --origin", "config show --json", "export screen-1 -o all.csv",
                "doctor")) {
            var each = cli.run(line.split(" "));
            seen.append(each.out()).append(each.err());
        }
        seen.append(cli.read("all.csv"));
        assertThat(seen.toString()).doesNotContain("canary", KEY);
        try (var files = Files.walk(cli.home())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).as(file.toString())
                        .doesNotContain(KEY, PASSWORD);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.0.0.1.", "169.254.169.254"})
    void addressesOfThisMachineAreRefusedBeforeThereIsAJob(String host) {
        var ended = screen("--notify", hook(host));

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains("otify").doesNotContain("canary");
        assertThat(cli.jobs()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void aNameThatLeadsToThisMachineIsNotAsked() {
        var ended = screen("--notify", hook("localhost"));

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err().replaceAll("\\s+", " "))
                .contains("not sent: localhost has an address that is loopback");
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ann", "ftp://example.com/", "https://u:p@example.com/", "mailto:a@b?bcc=c@d",
        "ann@example.com,,bob@example.com"})
    void whatIsMalformedIsRefusedBeforeThereIsAJob(String target) {
        var ended = screen("--notify=" + target);

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.USAGE);
        assertThat(ended.err()).contains("longhaul: --notify: got \"").contains("want https://HOST/PATH");
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void mailWithoutAServerIsRefusedBeforeThereIsAJob() {
        var ended = screen("--notification-email", "ann@example.com");

        assertThat(ended.exit()).as(ended.err()).isEqualTo(Exit.AUTH_OR_CONFIG);
        assertThat(ended.err()).contains("no mail server is configured; want notify.smtp.host");
        assertThat(cli.jobs()).isEmpty();
    }

    @Test
    void aMailSaysWhatTheCommandLineSays() throws Exception {
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            cli.file("longhaul.yaml", "notify:\n  to: bob@example.com\n  smtp:\n    host: 127.0.0.1\n    port: "
                    + server.getSmtp().getPort() + "\n    tls: none\n    from: lh@example.com\n");

            screen("--notification-email", "ann@example.com", "--name", "evil\u202ename");
            var byFlag = screen("--notification-email", "ann@example.com", "--name", "my list");
            var bySetting = screen("--new");

            assertThat(byFlag.exit()).as(byFlag.err()).isZero();
            assertThat(bySetting.exit()).as(bySetting.err()).isZero();
            var mails = server.getReceivedMessages();
            assertThat(mails).hasSize(2);
            assertThat(mails[0].getAllRecipients()[0]).hasToString("ann@example.com");
            assertThat(mails[0].getSubject()).isEqualTo("Longhaul: screen-1 (my list) completed");
            assertThat(mails[0].getContent().toString()).contains("Finished screen-1 in ").contains("    2 passed");
            assertThat(mails[1].getAllRecipients()[0]).hasToString("bob@example.com");
        } finally {
            server.stop();
        }
    }

    @Test
    void aPauseThatNeedsAPersonIsToldAndCtrlCIsNot() throws Exception {
        allowPrivate();
        cli.file("long.csv", "ticker\n" + "A\nB\nC\nD\nE\nF\nG\nH\n");

        var paused = cli.run("screen", "long.csv", "--exec", "sh -c 'exit 1' {ticker}", "--notify", hook("127.0.0.1"),
                "--max-retries", "0");

        assertThat(paused.exit()).as(paused.err()).isEqualTo(Exit.PAUSED);
        assertThat(heard).hasSize(1);
        assertThat(heard.getFirst().body()).contains("\"job.needs-person\"").contains("\"needs-human\"");

        var stopped = cli.interruptWhen("begun").run("screen", "list.csv", "--exec",
                "sh -c 'touch begun; while [ ! -e signalled ]; do sleep 0.05; done; echo $0' {ticker}", "--notify",
                hook("127.0.0.1"));

        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(Exit.INTERRUPTED);
        assertThat(heard).hasSize(1);
    }

    @Test
    void aResumedJobTellsThoseItWasMadeFor() throws Exception {
        allowPrivate();
        var cut = cli.run("screen", "list.csv", "--exec", "sh -c 'sleep 2; echo $0' {ticker}", "--notify",
                hook("127.0.0.1"), "--time-limit", "1", "--timeout", "300", "--max-retries", "0", "--concurrency", "1");
        assertThat(cut.exit()).as(cut.err()).isEqualTo(Exit.SLICE_ENDED);
        assertThat(heard).isEmpty();

        var resumed = cli.run("resume", "latest");

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(heard).singleElement().extracting(Heard::body).asString().contains("\"job.completed\"");
    }
}
