package io.longhaul.source.http;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Transport.Delivery;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;

/// A failed exchange in words. Once the request has left, they are our own: what a parser says may quote what came, and
/// upstreams repeat the keys they were given.
final class Breakage {

    private static final int LONGEST = 300;

    private Breakage() {}

    /// @param left whether a byte of the request can have left
    static Delivery of(Throwable failure, URI uri, boolean left, HttpUpstream upstream) {
        var causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList().reversed();
        if (causes.stream().anyMatch(Decoded.TooLarge.class::isInstance)) {
            return tooLarge(uri, upstream);
        }
        var host = host(uri);
        if (left) {
            return new Delivery.Lost(
                    ErrorClass.NETWORK,
                    "connection to " + host + " broke before the answer was whole: " + broke(causes.reversed()));
        }
        // innermost first: a connection "refused" may have an unknown host as its cause
        for (var cause : causes) {
            var why = impossible(cause, host);
            if (!why.isEmpty()) {
                return new Delivery.NotSent(ErrorClass.NETWORK, why);
            }
        }
        return new Delivery.NotSent(ErrorClass.NETWORK, "no connection to " + host + ": " + message(failure));
    }

    private static String impossible(Throwable cause, String host) {
        return switch (cause) {
            case UnknownHostException _ ->
                "host " + host + " is not known; check the network and the base URL";
            case ConnectTimeoutException _ -> "no connection to " + host + " in " + seconds(Connections.CONNECT);
            case NoRouteToHostException _ -> "no route to " + host;
            case ConnectException _ -> "no connection to " + host + ": refused or unreachable";
            case SSLException tls -> "no secure connection to " + host + ": " + message(tls);
            case Exchange.ProxyRefusal refusal -> "no connection to " + host + ": " + message(refusal);
            default -> "";
        };
    }

    private static String broke(Iterable<Throwable> causes) {
        for (var cause : causes) {
            switch (cause) {
                case NoHttpResponseException _,ConnectionClosedException _ -> {
                    return "closed";
                }
                case MessageConstraintException _ -> {
                    return "its head is too long";
                }
                case HttpException _ -> {
                    return "it is no HTTP (" + cause.getClass().getSimpleName() + ")";
                }
                case ZipException _ -> {
                    return "its compression is broken";
                }
                case SocketException _ -> {
                    return "reset";
                }
                default -> {
                    // look at what it was caused by
                }
            }
        }
        return causes.iterator().next().getClass().getSimpleName();
    }

    static Delivery timeout(Duration timeout, URI uri, boolean left) {
        return left
                ? new Delivery.Lost(ErrorClass.TIMEOUT, "no answer in " + seconds(timeout))
                : new Delivery.NotSent(
                        ErrorClass.TIMEOUT, "no connection to " + host(uri) + " in " + seconds(timeout));
    }

    static Delivery stopped(boolean left) {
        return left
                ? new Delivery.Lost(ErrorClass.UNKNOWN, "stopped before it answered")
                : new Delivery.NotSent(ErrorClass.UNKNOWN, "stopped before it was sent");
    }

    private static Delivery tooLarge(URI uri, HttpUpstream upstream) {
        return new Delivery.Lost(ErrorClass.VALIDATION, Redacted.uri(uri) + " answered with more than "
                + upstream.maxBody() + " bytes, the most that is taken from " + upstream.name());
    }

    private static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /// Nothing was sent that could be in it.
    private static String message(Throwable failure) {
        var message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
