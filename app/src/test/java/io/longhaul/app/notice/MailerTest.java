package io.longhaul.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.longhaul.app.notice.NoticeSettings.Smtp;
import io.longhaul.app.notice.NoticeSettings.Tls;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mails as real servers take and refuse them.
@Timeout(60)
class MailerTest {

    private static final Instant NOW = Instant.parse("2026-11-02T14:30:00Z");
    private static final String PASSWORD = "canary-password";

    private static Delivery delivery(String subject, String text) {
        var notice = new Notice("msg_1", 1, 1, "completed", NOW, NOW, "{}", subject, text);
        return Delivery.of(notice, 0, Target.of("ann@example.com"));
    }

    private static Attempted send(Mailer mailer, Smtp smtp, Delivery delivery) {
        return mailer.send(delivery, (Target.Mail) delivery.target(), smtp, smtp.user().isEmpty() ? "" : PASSWORD, NOW);
    }

    private static Mailer mailer() {
        return new Mailer((SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static Smtp smtp(int port, String user, Tls tls) {
        return new Smtp("localhost", port, user, user.isEmpty() ? "" : "env:PW", "lh@example.com", tls);
    }

    private static GreenMail greenMail() {
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    @Test
    void aMailIsPlainTextAndSaysThatNobodyWroteIt() throws Exception {
        var server = greenMail();
        try {
            var came = send(mailer(), smtp(server.getSmtp().getPort(), "", Tls.NONE),
                    delivery("Longhaul: screen-1 (Größe 日本) completed", "Finished screen-1\n.\n  3 passed  ü\n"));

            assertThat(came).isEqualTo(new Attempted.Taken("taken by localhost"));
            assertThat(server.getReceivedMessages()).hasSize(1);
            var mail = server.getReceivedMessages()[0];
            assertThat(mail.getSubject()).isEqualTo("Longhaul: screen-1 (Größe 日本) completed");
            assertThat(mail.getContentType()).startsWith("text/plain");
            assertThat(mail.getContent()).asString()
                    .isEqualToNormalizingNewlines("Finished screen-1\n.\n  3 passed  ü");
            assertThat(mail.getFrom()[0]).hasToString("lh@example.com");
            assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("ann@example.com");
            assertThat(mail.getMessageID()).isEqualTo("<msg_1.0@example.com>");
            assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(mail.getSentDate()).isEqualTo(NOW);
        } finally {
            server.stop();
        }
    }

    @Test
    void aLoginIsCheckedByTheServer() throws Exception {
        var server = greenMail();
        server.getManagers().getUserManager().setAuthRequired(true);
        server.setUser("lh@example.com", "lh", PASSWORD);
        try {
            int port = server.getSmtp().getPort();

            assertThat(send(mailer(), smtp(port, "lh", Tls.NONE), delivery("s", "t")))
                    .isInstanceOf(Attempted.Taken.class);
            assertThat(send(mailer(), smtp(port, "eve", Tls.NONE), delivery("s", "t")))
                    .isInstanceOf(Attempted.Failed.class)
                    .asString().doesNotContain("canary");
            assertThat(server.getReceivedMessages()).hasSize(1);
        } finally {
            server.stop();
        }
    }

    /// A name in a subject or text that tries to be a header, a recipient or the end of the mail.
    @Test
    void nothingInWordsBecomesAHeader() throws Exception {
        var server = greenMail();
        try {
            send(mailer(), smtp(server.getSmtp().getPort(), "", Tls.NONE),
                    delivery("a\r\nBcc: eve@example.com\r\n\r\nX", "b\r\n.\r\nRCPT TO:<eve@example.com>\r\n"));

            assertThat(server.getReceivedMessages()).hasSize(1);
            MimeMessage mail = server.getReceivedMessages()[0];
            var names = new ArrayList<String>();
            Collections.list(mail.getAllHeaders()).forEach(header -> names.add(header.getName()));
            assertThat(names).doesNotContain("Bcc", "X");
            assertThat(mail.getAllRecipients()).hasSize(1);
            assertThat(mail.getContent().toString()).contains("RCPT TO:<eve@example.com>");
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"GREETING | 554 go away", "RCPT | 550 5.1.1 no such user",
        "MAIL | 553 not you",
        "DATA | 451 later", ". | 552 too big"})
    void aRefusalIsToldInTheServersWords(String at, String answer) throws IOException {
        try (var server = new ScriptedSmtp(Map.of(at, answer), null)) {
            var came = send(mailer(), smtp(server.port(), "", Tls.NONE), delivery("s", "t"));

            assertThat(came).isInstanceOf(Attempted.Failed.class);
            assertThat(came.said()).contains(answer.substring(0, 3)).hasSizeLessThan(170);
        }
    }

    @Test
    void aServerThatRepeatsThePasswordDoesNotBringItIntoTheLog() throws IOException {
        try (var server = new ScriptedSmtp(Map.of("AUTH", "535 wrong: " + PASSWORD + "\u001b[31m"), null)) {
            var came = send(mailer(), smtp(server.port(), "lh", Tls.NONE), delivery("s", "t"));

            assertThat(came.said()).contains("535 wrong: …").doesNotContain("canary", "\u001b");
        }
    }

    @Test
    void nobodyThereIsAFailure() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        assertThat(send(mailer(), smtp(port, "", Tls.NONE), delivery("s", "t")))
                .isInstanceOf(Attempted.Failed.class);
    }

    @Test
    void withoutStarttlsNothingIsSaidToAServer() throws IOException {
        try (var server = new ScriptedSmtp(Map.of(), null)) {
            var came = send(mailer(), smtp(server.port(), "lh", Tls.STARTTLS), delivery("s", "t"));

            assertThat(came).isInstanceOf(Attempted.Failed.class);
            assertThat(came.said()).contains("STARTTLS");
            assertThat(server.heard).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void starttlsProtectsLoginAndMailAndChecksTheName(@TempDir Path directory) throws Exception {
        var right = tls(directory.resolve("right.p12"), "localhost");
        var wrong = tls(directory.resolve("wrong.p12"), "other.example");
        try (var server = new ScriptedSmtp(Map.of(), right); var other = new ScriptedSmtp(Map.of(), wrong)) {
            var taken = send(new Mailer(right.getSocketFactory()), smtp(server.port(), "lh", Tls.STARTTLS),
                    delivery("s", "t"));
            var refused = send(new Mailer(wrong.getSocketFactory()), smtp(other.port(), "lh", Tls.STARTTLS),
                    delivery("s", "t"));
            var untrusted = send(mailer(), smtp(server.port(), "lh", Tls.STARTTLS), delivery("s", "t"));

            assertThat(taken).isInstanceOf(Attempted.Taken.class);
            assertThat(server.heard).filteredOn(line -> line.contains("AUTH PLAIN") || line.contains("MAIL FROM"))
                    .isNotEmpty().allMatch(line -> line.startsWith("tls "));
            assertThat(refused).isInstanceOf(Attempted.Failed.class);
            assertThat(untrusted).isInstanceOf(Attempted.Failed.class);
            assertThat(other.heard).noneMatch(line -> line.contains("AUTH"));
        }
    }

    /// A key made by the JDK's keytool, and trust in it.
    private static SSLContext tls(Path file, String name) throws Exception {
        var secret = "test-only";
        var keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "a",
                "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:" + name, "-keystore", file.toString(),
                "-storepass", secret).redirectErrorStream(true).start();
        assertThat(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).doesNotContain("error");
        assertThat(keytool.waitFor()).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, secret.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, secret.toCharArray());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
