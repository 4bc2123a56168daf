package io.longhaul.source.http;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Intake;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery.Answered;
import io.longhaul.engine.Transport.Delivery.NotSent;
import io.longhaul.source.http.Exchange.End;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/// Sends HTTP requests to one upstream.
///
/// - **Reply**: any status; header names in lower case, values of equal names joined by `, `; the body decoded
///   (gzip, deflate) and without the headers that described its encoding.
/// - **Time-out**: of the attempt, from the connection to the last byte of the body.
/// - **Redirects**: GET and HEAD follow up to five inside the same origin; any other redirect is the reply.
/// - **Not sent**: whatever ended it before the first byte of the request left: unknown host, no connection, a proxy's
///   refusal, a failed TLS handshake (`network`), the time-out (`timeout`).
/// - **Lost**: whatever ended it after that: a connection that broke, an answer that was cut or is not HTTP
///   (`network`), the time-out (`timeout`), a body larger than [HttpUpstream#maxBody] (`validation`).
/// - **Secrets** never reach a message: nothing that the upstream sent does, no header value, and of query parameters
///   no key or token.
public final class HttpTransport implements Transport {

    private static final Duration ASK_TIME = Duration.ofSeconds(5);
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /// What the connection needs for itself.
    private static final Set<String> NOT_THEIRS = Set.of(
            "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding",
            "upgrade");

    private final HttpUpstream upstream;
    private final Connections connections;
    private final InstantSource clock;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

    /// @param connections may be shared between upstreams; their creator closes them
    /// @param clock stamps replies
    public HttpTransport(HttpUpstream upstream, Connections connections, InstantSource clock) {
        this.upstream = upstream;
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public Delivery send(Request request, Attempt attempt) {
        if (!(request instanceof Request.Http http)) {
            throw new IllegalArgumentException("HTTP is sent, got a command: " + request.getClass());
        }
        HttpUriRequestBase built;
        URI uri;
        try {
            uri = upstream.resolve(http.path());
            built = build(http, uri, attempt);
        } catch (IllegalArgumentException malformed) {
            // its own message may quote a secret
            return new NotSent(ErrorClass.VALIDATION, "the request to " + upstream.name()
                    + " cannot be written: its path or a header holds what HTTP does not allow");
        }
        return exchange(built, uri, attempt.timeout(), attempt.intake());
    }

    private HttpUriRequestBase build(Request.Http http, URI uri, Attempt attempt) {
        var request = new HttpUriRequestBase(http.method(), uri);
        if (http.body().length > 0) {
            request.setEntity(new ByteArrayEntity(http.body(), null));
        }
        request.setHeader("Accept-Encoding", "gzip");
        request.setHeader("User-Agent", upstream.userAgent());
        if (!upstream.idempotencyHeader().isEmpty()) {
            request.setHeader(upstream.idempotencyHeader(), attempt.idempotencyKey());
        }
        http.headers().forEach((name, value) -> request.setHeader(allowed(name, value), value));
        return request;
    }

    /// The name.
    private static String allowed(String name, String value) {
        if (!TOKEN.matcher(name).matches() || NOT_THEIRS.contains(name.toLowerCase(Locale.ROOT))
                || value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f || c > 0xff)) {
            throw new IllegalArgumentException("header");
        }
        return name;
    }

    private Delivery exchange(HttpUriRequestBase request, URI uri, Duration timeout, Intake intake) {
        var exchange = new Exchange(connections, upstream, intake);
        open.add(exchange);
        var late = connections.after(timeout, () -> exchange.end(End.LATE));
        Object came;
        try {
            var response = exchange.send(request, uri);
            came = reply(response, intake);
        } catch (IOException | HttpException | RuntimeException broken) {
            came = broken;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            came = stop;
        } finally {
            late.cancel(false);
            open.remove(exchange);
        }
        return switch (exchange.over()) {
            case LATE -> Breakage.timeout(timeout, uri, exchange.left());
            case STOPPED -> Breakage.stopped(exchange.left());
            case ITSELF -> came instanceof Reply reply
                    ? new Answered(reply)
                    : Breakage.of((Exception) came, uri, exchange.left(), upstream);
        };
    }

    private Reply reply(Exchange.Response response, Intake intake) throws IOException, InterruptedException {
        var headers = new HashMap<String, String>();
        for (var header : response.headers()) {
            headers.merge(
                    header.getName().toLowerCase(Locale.ROOT), header.getValue() == null ? "" : header.getValue(),
                    (one, other) -> one + ", " + other);
        }
        var body = response.body();
        var encoding = headers.getOrDefault("content-encoding", "");
        if (Decoded.knows(encoding)) {
            body = Decoded.body(body, encoding, upstream.maxBody(), intake);
            headers.remove("content-encoding");
            headers.remove("content-length");
        }
        return new Reply(response.status(), headers, body, clock.instant());
    }

    /// Of the answer to `HEAD` on the base URL.
    @Override
    public Optional<Instant> upstreamTime() {
        var head = new HttpUriRequestBase("HEAD", upstream.base());
        head.setHeader("User-Agent", upstream.userAgent());
        if (!(exchange(head, upstream.base(), ASK_TIME, Intake.UNLIMITED) instanceof Answered(var reply))) {
            return Optional.empty();
        }
        try {
            return reply.header("date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    /// Gives up what is still open; the connections stay their creator's.
    @Override
    public void close() {
        open.forEach(exchange -> exchange.end(End.STOPPED));
    }
}
