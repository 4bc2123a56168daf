package io.longhaul.app.api;

import io.longhaul.app.StateFile;
import io.longhaul.app.view.Json;
import io.longhaul.engine.store.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `Idempotency-Key` on POST: the same key with the same request gets the answer of the first time, for 24 hours,
/// over restarts too. Answers are kept beside the store, in `http/KEY.json`.
///
/// A service that dies between making a job and keeping the answer finds the job by the key in its settings: see
/// [WebRequest#keyDigest].
final class Replayed {

    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration FORGETTING = Duration.ofHours(1);
    private static final int LONGEST = 200;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Service service;
    private final Path folder;
    private final Set<String> inProgress = new HashSet<>();
    private Instant forgetAt;

    Replayed(Service service) {
        this.service = service;
        this.folder = service.home().resolve("http");
        this.forgetAt = service.clocks().wall().instant().plus(FORGETTING);
        forgetOld();
    }

    /// @throws Problem 409 while the first request is under way, 422 if it was another one
    WebReply answer(WebRequest request) {
        var key = request.header("Idempotency-Key");
        if (key.isEmpty() || !request.route().unsafe()) {
            return request.route().handler().answer(request);
        }
        if (key.get().isBlank() || key.get().length() > LONGEST) {
            throw Problem.wrong("Idempotency-Key", "want 1 to " + LONGEST + " characters");
        }
        var digest = request.keyDigest().orElseThrow();
        synchronized (inProgress) {
            if (!inProgress.add(digest)) {
                throw Problem.conflict("a request with this Idempotency-Key is being answered; ask again later");
            }
        }
        try {
            var file = folder.resolve(digest + ".json");
            forgetOldNowAndThen();
            return isKept(file) ? again(file, request) : first(file, request);
        } finally {
            synchronized (inProgress) {
                inProgress.remove(digest);
            }
        }
    }

    private boolean isKept(Path file) {
        try {
            return !Files.getLastModifiedTime(file).toInstant().isBefore(limit());
        } catch (NoSuchFileException none) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WebReply again(Path file, WebRequest request) {
        JsonNode kept;
        try {
            kept = MAPPER.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException broken) {
            throw new IllegalStateException("cannot be read: " + file.getFileName(), broken);
        }
        if (!kept.path("request").asString("").equals(request.contentDigest())) {
            throw new Problem(
                    422, "idempotency-key", "this Idempotency-Key was used for another request; want a new one");
        }
        var reply = WebReply.bytes(
                kept.path("status").asInt(500),
                kept.path("type").asString(""),
                kept.path("body").asString("").getBytes(StandardCharsets.UTF_8));
        for (var header : kept.path("headers").properties()) {
            reply = reply.with(header.getKey(), header.getValue().asString(""));
        }
        return reply.with("Idempotency-Replayed", "true");
    }

    /// What failed by accident is not kept: the same key may try again.
    private WebReply first(Path file, WebRequest request) {
        var reply = request.route().handler().answer(request);
        if (reply.body() instanceof WebReply.Body.Bytes(var bytes)) {
            var kept = Json.object()
                    .put("request", request.contentDigest())
                    .put("status", reply.status())
                    .put("type", reply.type())
                    .put("body", new String(bytes, StandardCharsets.UTF_8));
            var headers = kept.putObject("headers");
            reply.headers().forEach(headers::put);
            write(file, Json.text(kept));
        }
        return reply;
    }

    private void write(Path file, String text) {
        try {
            StateFile.write(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Instant limit() {
        return service.clocks().wall().instant().minus(KEPT);
    }

    /// A service runs for months: what it need not know any more is forgotten once an hour.
    private void forgetOldNowAndThen() {
        synchronized (inProgress) {
            var now = service.clocks().wall().instant();
            if (now.isBefore(forgetAt)) {
                return;
            }
            forgetAt = now.plus(FORGETTING);
        }
        forgetOld();
    }

    private void forgetOld() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                if (!isKept(file)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Of texts that differ, whatever their lengths.
    static String digest(String... parts) {
        return Digest.of(parts).toString();
    }
}
