package io.longhaul.app.notice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A mail server that answers as told, and upgrades to TLS where it can.
final class ScriptedSmtp implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    private final Map<String, String> answers;
    private final @Nullable SSLContext tls;
    final List<String> heard = new CopyOnWriteArrayList<>();

    /// @param answers by the first word of a command, where it is not the usual one; `GREETING` for the first line
    /// @param tls for STARTTLS; null if it offers none
    ScriptedSmtp(Map<String, String> answers, @Nullable SSLContext tls) throws IOException {
        this.answers = answers;
        this.tls = tls;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (var next = socket.accept()) {
                say(next, answers.getOrDefault("GREETING", "220 test"));
                talk(next, false);
            } catch (IOException gone) {
                // the client had enough, or the test is over
            }
        }
    }

    private void talk(Socket with, boolean secure) throws IOException {
        var in = new BufferedReader(new InputStreamReader(with.getInputStream(), StandardCharsets.UTF_8));
        boolean data = false;
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            heard.add((secure ? "tls " : "") + line);
            if (data) {
                data = !line.equals(".");
                if (!data) {
                    say(with, answers.getOrDefault(".", "250 taken"));
                }
                continue;
            }
            var word = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
            data = word.equals("DATA") && !answers.containsKey("DATA");
            say(with, answers.getOrDefault(word, usual(word, secure)));
            if (word.equals("STARTTLS") && tls != null) {
                var wrapped = (SSLSocket) tls.getSocketFactory().createSocket(with, null, with.getPort(), true);
                wrapped.setUseClientMode(false);
                talk(wrapped, true);
                return;
            }
        }
    }

    private String usual(String word, boolean secure) {
        return switch (word) {
            case "EHLO" -> "250-test" + (tls != null && !secure ? "\r\n250-STARTTLS" : "") + "\r\n250 AUTH PLAIN";
            case "AUTH" -> "235 welcome";
            case "DATA" -> "354 go on";
            case "STARTTLS" -> tls == null ? "502 no" : "220 go on";
            case "QUIT" -> "221 bye";
            default -> "250 ok";
        };
    }

    private static void say(Socket to, String line) throws IOException {
        to.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        to.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
