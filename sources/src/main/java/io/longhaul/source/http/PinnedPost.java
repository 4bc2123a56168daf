package io.longhaul.source.http;

import io.longhaul.source.http.OutboundGuard.Verdict;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Posts to an address that somebody else chose, at the addresses that an [OutboundGuard] checked and no others.
///
/// The JDK's HTTP client resolves names by itself, after any check. So this speaks the little HTTP/1.1 that a post
/// needs over a socket of its own: it connects to the checked address, and in TLS asks for and verifies the name (SNI,
/// RFC 9110 4.3.4). Of the answer only the status is read; its body is not, and redirects are not followed.
public final class PinnedPost {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int MOST_ADDRESSES = 3;
    private static final int MOST_HEAD = 16 << 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");

    private final OutboundGuard guard;
    private final SSLSocketFactory tls;

    /// @param headers beside `Host`, `Content-Length` and `Connection`
    /// @param timeout from the name's resolution to the status
    public record Message(URI to, Map<String, String> headers, byte[] body, Duration timeout) {}

    public sealed interface Outcome {
        record Answered(int status) implements Outcome {}

        /// Nothing was sent: the host is not one to ask.
        record Refused(String why) implements Outcome {}

        /// No answer; it may have arrived.
        record Failed(String why) implements Outcome {}
    }

    public PinnedPost(OutboundGuard guard, SSLSocketFactory tls) {
        this.guard = guard;
        this.tls = tls;
    }

    /// @param own whether this machine and its own network may be asked, see [OutboundGuard#check]
    public Outcome send(Message message, boolean own) throws InterruptedException {
        var task = new FutureTask<>(() -> exchange(message, own));
        Thread.ofVirtual().start(task);
        try {
            return task.get(message.timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return new Outcome.Failed("no answer in " + message.timeout.toSeconds() + " s");
        } catch (ExecutionException failed) {
            var cause = failed.getCause();
            return new Outcome.Failed(said(cause == null ? failed : cause));
        } finally {
            task.cancel(true); // a virtual thread that is interrupted closes its socket
        }
    }

    private static String said(Throwable cause) {
        var text = cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
        return text.lines().findFirst().orElse("");
    }

    private Outcome exchange(Message message, boolean own) throws IOException {
        var host = message.to.getHost() == null ? "what is named" : message.to.getHost();
        return switch (guard.check(message.to, own)) {
            case Verdict.Refused(var why) -> new Outcome.Refused(host + " " + why);
            case Verdict.Unknown(var why) -> new Outcome.Failed(host + " " + why);
            case Verdict.Allowed(var addresses) -> {
                try (var socket = connect(message.to, addresses)) {
                    socket.getOutputStream().write(bytes(message));
                    socket.getOutputStream().flush();
                    yield new Outcome.Answered(status(new BufferedInputStream(socket.getInputStream())));
                }
            }
        };
    }

    private static boolean secure(URI to) {
        return to.getScheme().equalsIgnoreCase("https");
    }

    private Socket connect(URI to, List<InetAddress> addresses) throws IOException {
        int port = to.getPort() > 0 ? to.getPort() : secure(to) ? 443 : 80;
        var failed = new IOException("has no address");
        for (var address : addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size()))) {
            var socket = new Socket(java.net.Proxy.NO_PROXY); // a proxy would resolve the name again
            try {
                socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
                return secure(to) ? wrapped(socket, to.getHost(), port) : socket;
            } catch (IOException unreachable) {
                socket.close();
                failed = unreachable;
            }
        }
        throw failed;
    }

    private SSLSocket wrapped(Socket plain, String host, int port) throws IOException {
        boolean literal6 = host.startsWith("[");
        var name = literal6 ? host.substring(1, host.length() - 1) : host.replaceFirst("\\.$", "");
        var socket = (SSLSocket) tls.createSocket(plain, name, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // or any certificate would do
        if (!literal6 && !name.matches("[0-9.]+")) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static byte[] bytes(Message message) {
        var to = message.to;
        var path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
        var head = new StringBuilder("POST ")
                .append(path).append(to.getRawQuery() == null ? "" : "?" + to.getRawQuery())
                .append(" HTTP/1.1\r\nHost: ").append(to.getHost())
                .append(to.getPort() > 0 ? ":" + to.getPort() : "")
                .append("\r\nContent-Length: ").append(message.body.length)
                .append("\r\nConnection: close\r\n");
        message.headers
                .forEach((name, value) -> head.append(line(name)).append(": ").append(line(value)).append("\r\n"));
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(message.body);
        return all.toByteArray();
    }

    private static String line(String text) {
        if (text.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw new IllegalArgumentException("a header with characters that HTTP does not allow");
        }
        return text;
    }

    /// The final one: of interim answers (1xx) there may be any number.
    private static int status(InputStream in) throws IOException {
        int left = MOST_HEAD;
        while (true) {
            var first = line(in, left);
            left -= first.length() + 2;
            var found = STATUS.matcher(first);
            if (!found.matches()) {
                throw new ProtocolException(first.isEmpty() ? "closed without an answer" : "what answers is not HTTP");
            }
            int status = Integer.parseInt(found.group(1));
            if (status >= 200) {
                return status;
            }
            for (var header = line(in, left); !header.isEmpty(); header = line(in, left)) {
                left -= header.length() + 2;
            }
        }
    }

    private static String line(InputStream in, int most) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() >= most) {
                throw new ProtocolException("answers with more than " + MOST_HEAD + " bytes of head");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }
}
