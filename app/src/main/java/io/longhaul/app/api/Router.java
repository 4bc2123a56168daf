package io.longhaul.app.api;

import io.longhaul.app.view.Durations;
import io.longhaul.engine.run.Clocks;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes every request: the [Guard] first, then its route, then the answer. Each is answered on a virtual thread of
/// its own, in plain blocking code.
final class Router extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final String REQUEST_ID = "X-Request-Id";

    private final Routes routes;
    private final Guard guard;
    private final Replayed replayed;
    private final RequestIds ids;
    private final Meters meters;
    private final Clocks clocks;
    private final ServerSettings.Bounds bounds;
    private final Places places;
    private final Bulk bulk;

    Router(Service service, Routes routes, Guard guard) {
        this.routes = routes;
        this.guard = guard;
        this.replayed = new Replayed(service);
        this.ids = new RequestIds(service.clocks());
        this.meters = service.meters();
        this.clocks = service.clocks();
        this.bounds = service.settings().bounds();
        this.places = new Places(bounds);
        this.bulk = new Bulk(Runtime.getRuntime().maxMemory(), bounds.body());
    }

    private static final class Answering {
        private final String requestId;
        /// Before its route is found there is none.
        private String operation = "none";
        private Places.Place place = Places.Place.NONE;

        Answering(String requestId) {
            this.requestId = requestId;
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Function<String, List<String>> headers = name -> request.getHeaders().getValuesList(name);
        var answering = new Answering(ids.of(headers));
        long begun = clocks.nanos().getAsLong();
        var reply = answer(request, headers, answering);
        try {
            write(reply, answering.requestId, response);
            callback.succeeded();
        } catch (IOException | InterruptedException gone) {
            LOG.debug("{} was not heard to its end", answering.requestId, gone);
            callback.failed(gone);
        } catch (RuntimeException broken) {
            // its first bytes are out: only cutting it short tells that it is not whole
            boolean left = broken.getCause() instanceof IOException || broken instanceof HttpException;
            if (!left) {
                LOG.error("{} failed in the middle of its answer", answering.requestId, broken);
            }
            callback.failed(broken);
        } finally {
            answering.place.leave();
        }
        meters.answered(
                answering.operation, reply.status(), Duration.ofNanos(clocks.nanos().getAsLong() - begun));
        return true;
    }

    private WebReply answer(Request request, Function<String, List<String>> headers, Answering answering) {
        try {
            guard.mustBeOurs(headers);
            var segments = segments(request);
            boolean open = routes.all().stream()
                    .anyMatch(route -> route.open() && route.match(segments).isPresent());
            if (!open) {
                guard.mustKnowTheToken(headers);
            }
            var found = routes.find(request.getMethod(), segments);
            answering.operation = found.route().operationId();
            answering.place = places.take(found.route());
            if (found.route().unsafe()) {
                Guard.mustBeJson(headers);
            }
            if (request.getLength() > bounds.body()) {
                throw tooLarge();
            }
            boolean none = request.getLength() < 0 && headers.apply("Transfer-Encoding").isEmpty();
            try (var _ = bulk.toRead(none ? 0 : request.getLength())) {
                var body = body(request, headers);
                var web = new WebRequest(found.route(), found.parts(), parameters(request), headers, body);
                try (var _ = bulk.toWork(body.length)) {
                    return replayed.answer(web);
                }
            }
        } catch (RuntimeException failed) {
            boolean older = request.getHttpURI().getPath().startsWith("/api/");
            return problem(Problems.of(failed), failed, answering.requestId, older);
        }
    }

    /// @param older whether the path is of the endpoints that had a shape of errors of their own before
    private static WebReply problem(Problem problem, RuntimeException cause, String requestId, boolean older) {
        if (problem.status() >= 500 && !problem.code().equals("busy")) {
            LOG.error("{} failed", requestId, cause);
        } else {
            LOG.debug("{} refused: {} {}", requestId, problem.status(), problem.code());
        }
        var document = WebReply.json(
                problem.status(), older ? problem.olderDocument(requestId) : problem.document(requestId));
        return new WebReply(
                problem.status(), problem.headers(), older ? WebReply.JSON : WebReply.PROBLEM, document.body());
    }

    private static List<String> segments(Request request) {
        var path = Request.getPathInContext(request);
        var raw = request.getHttpURI().getPath();
        // parameters of a path (;x=1) are in no route
        if (path == null || !path.startsWith("/") || raw.indexOf(';') >= 0) {
            throw Problem.notFound("no such path; GET /openapi.json lists all");
        }
        var segments = new ArrayList<String>();
        for (var segment : path.substring(1).split("/", -1)) {
            // a plus is a plus in a path
            segments.add(decoded(segment.replace("+", "%2B"), "the path"));
        }
        return segments;
    }

    private static Map<String, List<String>> parameters(Request request) {
        var query = request.getHttpURI().getQuery();
        var parameters = new HashMap<String, List<String>>();
        if (query != null && !query.isEmpty()) {
            for (var pair : query.split("&", -1)) {
                var parts = pair.split("=", 2);
                parameters.computeIfAbsent(decoded(parts[0], "the query"), any -> new ArrayList<>())
                        .add(parts.length > 1 ? decoded(parts[1], "the query") : "");
            }
        }
        return parameters;
    }

    private static String decoded(String text, String where) {
        try {
            var decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (decoded.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == 0xfffd)) {
                throw Problem.wrong(where, "has characters that nothing is named with");
            }
            return decoded;
        } catch (IllegalArgumentException notEncoded) {
            throw new Problem(400, "invalid", where + " is not percent-encoded as it should be");
        }
    }

    /// Reads it whole, but never more than is allowed, however long it says it is, and never for longer.
    private byte[] body(Request request, Function<String, List<String>> headers) {
        if (request.getLength() == 0 || request.getLength() < 0 && headers.apply("Transfer-Encoding").isEmpty()) {
            return new byte[0];
        }
        var body = new java.io.ByteArrayOutputStream();
        var piece = new byte[8192];
        long giveUp = clocks.nanos().getAsLong() + bounds.slowest().toNanos();
        var connection = request.getConnectionMetaData().getConnection().getEndPoint();
        try (var in = Content.Source.asInputStream(request)) {
            for (int read = 0; read >= 0; read = in.read(piece)) {
                body.write(piece, 0, read);
                if (body.size() > bounds.body()) {
                    throw tooLarge();
                }
                long left = giveUp - clocks.nanos().getAsLong();
                if (left <= 0) {
                    throw tooSlow();
                }
                // one that comes to a halt lets no read return: the connection ends the wait
                connection.setIdleTimeout(1 + TimeUnit.NANOSECONDS.toMillis(left));
            }
        } catch (IOException cut) {
            throw cut.getCause() instanceof java.util.concurrent.TimeoutException
                    ? tooSlow()
                    : new Problem(400, "body", "the body ended early or is not as its header says", CLOSE, List.of());
        } finally {
            connection.setIdleTimeout(bounds.idle().toMillis());
        }
        return body.toByteArray();
    }

    private static final Map<String, String> CLOSE = Map.of("Connection", "close");

    private Problem tooLarge() {
        return new Problem(
                413, "body-too-large", "the body is larger than " + bounds.body() + " bytes; send less", CLOSE,
                List.of());
    }

    private Problem tooSlow() {
        return new Problem(
                408, "timeout", "the body was not there after " + Durations.text(bounds.slowest()), CLOSE,
                List.of());
    }

    private static void write(WebReply reply, String requestId, Response response)
            throws IOException, InterruptedException {
        var headers = response.getHeaders();
        response.setStatus(reply.status());
        SecurityHeaders.ALL.forEach(headers::put);
        headers.put(REQUEST_ID, requestId);
        if (!reply.type().isEmpty()) {
            headers.put("Content-Type", reply.type());
        }
        reply.headers().forEach(headers::put);
        switch (reply.body()) {
            case WebReply.Body.Bytes(var bytes) -> {
                if (reply.status() != 204 && reply.status() != 304) {
                    headers.put("Content-Length", bytes.length);
                }
                Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
            }
            case WebReply.Body.Stream(var writing) -> {
                // closed only when all is written: an end in the middle must not look like one
                var out = Content.Sink.asOutputStream(response);
                writing.to(out);
                out.close();
            }
        }
    }

    /// How long connections with an answer under way may take to end.
    static long patienceMillis() {
        return TimeUnit.SECONDS.toMillis(2);
    }
}
