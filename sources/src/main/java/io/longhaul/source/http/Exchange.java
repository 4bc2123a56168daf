package io.longhaul.source.http;

import io.longhaul.engine.Intake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/// One request with the redirects it leads to, on the thread that made this object. Others may end it.
final class Exchange {

    private static final int MOST_REDIRECTS = 5;
    private static final int PART = 16 << 10;

    /// Why it is over.
    enum End {
        ITSELF,
        LATE,
        STOPPED
    }

    /// @param body as it came, not decoded
    record Response(int status, Header[] headers, byte[] body) {

        Optional<String> first(String name) {
            for (var header : headers) {
                if (header.getName().equalsIgnoreCase(name)) {
                    return Optional.ofNullable(header.getValue());
                }
            }
            return Optional.empty();
        }
    }

    /// The upstream was not asked: what stands between said no.
    static final class ProxyRefusal extends IOException {
        private static final long serialVersionUID = 1;

        ProxyRefusal(int status) {
            super("the proxy answered " + status);
        }
    }

    private final Connections connections;
    private final HttpUpstream upstream;
    private final Intake intake;
    private final Thread sender = Thread.currentThread();
    private @Nullable HttpUriRequestBase current;
    private @Nullable End end;
    private final AtomicBoolean onItsWay = new AtomicBoolean();
    private int redirects;

    Exchange(Connections connections, HttpUpstream upstream, Intake intake) {
        this.connections = connections;
        this.upstream = upstream;
        this.intake = intake;
    }

    /// The last response, complete with its body.
    ///
    /// @throws CancellationException if it was ended before it was sent
    Response send(HttpUriRequestBase request, URI uri) throws IOException, HttpException, InterruptedException {
        var from = uri;
        var next = request;
        while (true) {
            var response = hop(next);
            var target = target(next, from, response);
            if (target.isEmpty()) {
                return response;
            }
            redirects++;
            from = target.get();
            next = new HttpUriRequestBase(request.getMethod(), from);
            next.setHeaders(request.getHeaders());
        }
    }

    private Response hop(HttpUriRequestBase request) throws IOException, HttpException, InterruptedException {
        synchronized (this) {
            if (end != null) {
                throw new CancellationException();
            }
            current = request;
        }
        boolean whole = false;
        try (var response = connections.send(request, onItsWay)) {
            if (!onItsWay.get()) {
                throw new ProxyRefusal(response.getCode());
            }
            var body = body(response);
            whole = true;
            return new Response(response.getCode(), response.getHeaders(), body);
        } finally {
            if (!whole) {
                request.cancel(); // closing alone would read the rest
            }
        }
    }

    /// Comes in only while there is room for it: until then the upstream has to wait.
    private byte[] body(ClassicHttpResponse response) throws IOException, InterruptedException {
        var entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        var in = entity.getContent(); // ends with the response
        var body = new ByteArrayOutputStream(Math.clamp(entity.getContentLength(), 32, PART));
        var part = new byte[PART];
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            if (body.size() + (long) read > upstream.maxBody()) {
                throw new Decoded.TooLarge();
            }
            intake.take(read);
            body.write(part, 0, read);
        }
        return body.toByteArray();
    }

    /// Where to go on: keys and cookies are for the origin they were given for, so nowhere else.
    private Optional<URI> target(HttpUriRequestBase request, URI from, Response response) {
        boolean moved = switch (response.status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
        boolean safe = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!moved || !safe || redirects == MOST_REDIRECTS) {
            return Optional.empty();
        }
        return response.first("location").flatMap(it -> resolved(from, it));
    }

    private static Optional<URI> resolved(URI from, String location) {
        try {
            return Optional.of(URI.create(from.resolve(location).toASCIIString()))
                    .filter(to -> origin(to).equals(origin(from)));
        } catch (IllegalArgumentException noUri) {
            return Optional.empty();
        }
    }

    private static String origin(URI uri) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(java.util.Locale.ROOT);
    }

    /// Whether a byte of it can have left.
    boolean left() {
        return onItsWay.get();
    }

    /// Gives up; without effect when it is over. A virtual thread that is interrupted leaves its socket; for another
    /// the socket is closed.
    synchronized void end(End why) {
        if (end == null) {
            end = why;
            if (current != null) {
                current.cancel();
            }
            sender.interrupt();
        }
    }

    /// Called by the sender, once: how it ended. The interrupt that told it so is its own affair.
    synchronized End over() {
        if (end == null) {
            end = Thread.currentThread().isInterrupted() ? End.STOPPED : End.ITSELF;
        } else {
            Thread.interrupted();
        }
        return end;
    }
}
