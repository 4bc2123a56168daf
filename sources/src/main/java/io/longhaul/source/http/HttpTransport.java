package io.longhaul.source.http;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Intake;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Transport;
import io.longhaul.engine.Transport.Delivery.Answered;
import io.longhaul.engine.Transport.Delivery.Lost;
import io.longhaul.engine.Transport.Delivery.NotSent;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends HTTP requests to one upstream.
///
/// - **Reply**: any status; header names in lower case, values of equal names joined by `, `; the body decoded
///   (gzip, deflate) and without the headers that described its encoding.
/// - **Time-out**: of the attempt, from the connection to the last byte of the body.
/// - **Redirects**: GET and HEAD follow up to five inside the same origin; any other redirect is the reply.
/// - **Not sent** (`network`): unknown host, refused or impossible connection, failed TLS handshake.
/// - **Lost**: a connection that broke or a body that was cut (`network`), the time-out (`timeout`), a body larger
///   than [HttpUpstream#maxBody] (`validation`).
/// - **Secrets** never reach a message: no header value does, and of query parameters no key or token.
public final class HttpTransport implements Transport {

    /// How long a connection may take to be made.
    static final Duration CONNECT = Duration.ofSeconds(10);

    private static final Duration ASK_TIME = Duration.ofSeconds(5);
    private static final int MOST_REDIRECTS = 5;

    private final HttpUpstream upstream;
    private final HttpClient client;
    private final InstantSource clock;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

    /// @param client see [#client()]; may be shared between upstreams
    /// @param clock stamps replies
    public HttpTransport(HttpUpstream upstream, HttpClient client, InstantSource clock) {
        this.upstream = upstream;
        this.client = client;
        this.clock = clock;
    }

    /// A client as transports need it; its creator closes it.
    ///
    /// The JDK sends a GET again by itself when a kept connection turns out to be closed, although the upstream
    /// may have counted the first one. Only a system property stops it, read once: it is set here unless it is set
    /// already.
    public static HttpClient client() {
        var retries = "jdk.httpclient.redirects.retrylimit";
        if (System.getProperty(retries) == null) {
            System.setProperty(retries, "1");
        }
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public Delivery send(Request request, Attempt attempt) {
        if (!(request instanceof Request.Http http)) {
            throw new IllegalArgumentException("HTTP is sent, got a command: " + request.getClass());
        }
        HttpRequest built;
        try {
            built = build(http, attempt);
        } catch (IllegalArgumentException malformed) {
            // its own message may quote a secret
            return new NotSent(ErrorClass.VALIDATION, "the request to " + upstream.name()
                    + " cannot be written: its path or a header holds what HTTP does not allow");
        }
        return exchange(built, attempt.timeout(), attempt.intake());
    }

    private HttpRequest build(Request.Http http, Attempt attempt) {
        var builder = HttpRequest.newBuilder(upstream.resolve(http.path()));
        var body = http.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(http.body());
        builder.method(http.method(), body);
        // over plain text an upgrade to HTTP/2 would only be two more headers that old servers stumble over
        boolean secure = upstream.base().getScheme().equalsIgnoreCase("https");
        builder.version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        builder.setHeader("accept-encoding", "gzip");
        builder.setHeader("user-agent", upstream.userAgent());
        if (!upstream.idempotencyHeader().isEmpty()) {
            builder.setHeader(upstream.idempotencyHeader(), attempt.idempotencyKey());
        }
        http.headers().forEach(builder::setHeader);
        return builder.build();
    }

    private Delivery exchange(HttpRequest request, Duration timeout, Intake intake) {
        var exchange = new Exchange(client, any -> new Paced(intake, upstream.maxBody()), MOST_REDIRECTS);
        open.add(exchange);
        try {
            var response = exchange.send(request).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            var reply = reply(response);
            intake.take(Math.max(0, reply.body().length - response.body().length)); // what it grew by when decoded
            return new Answered(reply);
        } catch (TimeoutException late) {
            return Breakage.timeout(timeout);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return stopped();
        } catch (CancellationException closed) {
            return stopped();
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof CancellationException
                    ? stopped()
                    : Breakage.of(failed, exchange.at(request.uri()), exchange.redirected(), upstream);
        } catch (IOException corrupt) {
            return Breakage.of(corrupt, request.uri(), true, upstream);
        } finally {
            exchange.cancel();
            open.remove(exchange);
        }
    }

    private static Delivery stopped() {
        return new Lost(ErrorClass.UNKNOWN, "stopped before it answered");
    }

    private Reply reply(HttpResponse<byte[]> response) throws IOException {
        var headers = new HashMap<String, String>();
        response.headers().map().forEach((name, values) -> {
            if (!name.startsWith(":")) { // HTTP/2 carries the status as a header
                headers.put(name.toLowerCase(java.util.Locale.ROOT), String.join(", ", values));
            }
        });
        var body = response.body();
        var encoding = headers.getOrDefault("content-encoding", "");
        if (Decoded.knows(encoding)) {
            body = Decoded.body(body, encoding, upstream.maxBody());
            headers.remove("content-encoding");
            headers.remove("content-length");
        }
        return new Reply(response.statusCode(), headers, body, clock.instant());
    }

    /// Of the answer to `HEAD` on the base URL.
    @Override
    public Optional<Instant> upstreamTime() {
        var head = HttpRequest.newBuilder(upstream.base())
                .HEAD()
                .setHeader("user-agent", upstream.userAgent())
                .build();
        if (!(exchange(head, ASK_TIME, Intake.UNLIMITED) instanceof Answered(var reply))) {
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

    /// Gives up what is still open; the client stays its creator's.
    @Override
    public void close() {
        open.forEach(Exchange::cancel);
    }
}
