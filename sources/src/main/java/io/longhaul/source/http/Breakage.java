package io.longhaul.source.http;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Transport.Delivery;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/// What a failed exchange says about the request: whether it can have left.
final class Breakage {

    private static final String UNKNOWN_HOST = " is not known; check the network and the base URL";

    // The first thing the other side said was not TLS; the JDK has no exception of its own for it.
    private static final String NO_TLS = "ecognized SSL message";

    private Breakage() {}

    /// @param answered whether an earlier hop (a redirect) was answered already
    static Delivery of(Throwable failure, URI uri, boolean answered, HttpUpstream upstream) {
        var host = host(uri);
        var causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        // innermost first: a connection "refused" may have an unknown host as its cause
        for (var cause : causes.reversed()) {
            switch (cause) {
                case UnknownHostException _ -> {
                    return notSent("host " + host + UNKNOWN_HOST, answered);
                }
                case ConnectTimeoutException _ -> {
                    return notSent("no connection to " + host + " in " + seconds(Connections.CONNECT), answered);
                }
                case NoRouteToHostException _ -> {
                    return notSent("no route to " + host, answered);
                }
                case ConnectException _ -> {
                    return notSent("no connection to " + host + ": refused or unreachable", answered);
                }
                case SSLException tls when tls instanceof SSLHandshakeException || message(tls).contains(NO_TLS) -> {
                    return notSent("no secure connection to " + host + ": " + message(tls), answered);
                }
                case Decoded.TooLarge _ -> {
                    return tooLarge(uri, upstream);
                }
                default -> {
                    // look at what it caused
                }
            }
        }
        return new Delivery.Lost(
                ErrorClass.NETWORK,
                "connection to " + host + " broke before the answer was whole: " + message(failure));
    }

    static Delivery timeout(Duration timeout) {
        return new Delivery.Lost(ErrorClass.TIMEOUT, "no answer in " + seconds(timeout));
    }

    private static Delivery notSent(String reason, boolean answered) {
        return answered
                ? new Delivery.Lost(ErrorClass.NETWORK, reason + " (after a redirect)")
                : new Delivery.NotSent(ErrorClass.NETWORK, reason);
    }

    private static Delivery tooLarge(URI uri, HttpUpstream upstream) {
        return new Delivery.Lost(ErrorClass.VALIDATION, Redacted.uri(uri) + " answered with more than "
                + upstream.maxBody() + " bytes, the most that is taken from " + upstream.name());
    }

    private static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
