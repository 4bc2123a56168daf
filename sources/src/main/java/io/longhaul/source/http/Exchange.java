package io.longhaul.source.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One request with the redirects it leads to.
final class Exchange {

    private final HttpClient client;
    private final BodyHandler<byte[]> inMemory;
    private final int mostRedirects;
    private @Nullable CompletableFuture<HttpResponse<byte[]>> current;
    private @Nullable URI at;
    private int redirects;
    private boolean cancelled;

    Exchange(HttpClient client, BodyHandler<byte[]> inMemory, int mostRedirects) {
        this.client = client;
        this.inMemory = inMemory;
        this.mostRedirects = mostRedirects;
    }

    /// The last response, complete with its body.
    CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        return hop(request).thenCompose(response -> {
            var target = target(request, response);
            if (target.isEmpty()) {
                return CompletableFuture.completedFuture(response);
            }
            return send(HttpRequest.newBuilder(request, (_, _) -> true).uri(target.get()).build());
        });
    }

    private synchronized CompletableFuture<HttpResponse<byte[]>> hop(HttpRequest request) {
        if (cancelled) {
            return CompletableFuture.failedFuture(new java.util.concurrent.CancellationException());
        }
        at = request.uri();
        var sent = client.sendAsync(request, inMemory);
        current = sent;
        return sent;
    }

    /// Where to go on: keys and cookies are for the origin they were given for, so nowhere else.
    private synchronized Optional<URI> target(HttpRequest request, HttpResponse<byte[]> response) {
        boolean moved = switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
        boolean safe = request.method().equals("GET") || request.method().equals("HEAD");
        if (!moved || !safe || redirects == mostRedirects) {
            return Optional.empty();
        }
        var target = response.headers().firstValue("location").flatMap(it -> resolved(request.uri(), it));
        if (target.isPresent()) {
            redirects++;
        }
        return target;
    }

    private static Optional<URI> resolved(URI from, String location) {
        try {
            return Optional.of(from.resolve(location)).filter(to -> origin(to).equals(origin(from)));
        } catch (IllegalArgumentException noUri) {
            return Optional.empty();
        }
    }

    private static String origin(URI uri) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(java.util.Locale.ROOT);
    }

    synchronized boolean redirected() {
        return redirects > 0;
    }

    /// The address asked last.
    synchronized URI at(URI otherwise) {
        return at == null ? otherwise : at;
    }

    /// Gives up; without effect when it is over.
    synchronized void cancel() {
        cancelled = true;
        if (current != null) {
            current.cancel(true);
        }
    }
}
