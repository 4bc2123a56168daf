package io.longhaul.lab.source;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Answer.Scope;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Transport;
import io.longhaul.source.http.Connections;
import io.longhaul.source.http.HttpTransport;
import io.longhaul.source.http.HttpUpstream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The lab's upstream as a source.
///
/// - **Upstream**: `GET /ask/lab/QUESTION`, see [io.longhaul.lab.upstream.Upstream].
/// - **Answer**: the text it has for the question.
/// - **Cost**: as [Metering] says.
/// - **Errors**: 429 closes the gate, or with `"limit":"day"` the owner; 5xx may pass.
///
/// @param life told to the upstream's log: which process of the caller this is
public record LabSource(Metering metering, Limits limits, String life) implements Source<String, String> {

    /// Also the gate, and the upstream's name for it.
    public static final String NAME = "lab";

    /// Without a declared limit.
    public LabSource(Metering metering, String life) {
        this(metering, Limits.none(NAME), life);
    }

    /// @param connections the caller closes them
    public Transport transport(URI base, Connections connections) {
        var upstream = new HttpUpstream(
                NAME,
                base,
                HttpUpstream.userAgent("lab", ""),
                metering.idempotencyHeader(),
                HttpUpstream.DEFAULT_MAX_BODY);
        return new HttpTransport(upstream, connections, InstantSource.system());
    }

    @Override
    public Spec spec() {
        return new Spec(
                NAME,
                1,
                limits,
                metering.price(),
                Reuse.store(Duration.ofDays(365)),
                metering.fate(),
                metering.keyLife());
    }

    @Override
    public Request request(String question, Key key) {
        var headers = Map.of("x-lab-owner", key.owner().name(), "x-lab-life", life);
        return new Request.Http("GET", "/ask/" + NAME + "/" + question, headers, new byte[0]);
    }

    @Override
    public Answer<String> read(String question, Reply reply) {
        return switch (reply.status()) {
            case 200 -> found(question, reply);
            case 404 -> new Answer.Missing<>("the lab has no answer to " + question);
            case 429 -> throttled(reply);
            default -> new Answer.Failed<>(
                    reply.status() >= 500 ? ErrorClass.SERVER : ErrorClass.UNKNOWN, "status " + reply.status());
        };
    }

    private static Answer<String> found(String question, Reply reply) {
        var json = json(reply);
        if (json == null || !json.path("question").asString("").equals(question)) {
            return new Answer.Failed<>(ErrorClass.VALIDATION, "not an answer to " + question + ": " + reply.text());
        }
        return new Answer.Found<>(json.path("answer").asString(""), reply.receivedAt());
    }

    private static Answer<String> throttled(Reply reply) {
        var json = json(reply);
        if (json != null && json.path("error").path("limit").asString("").equals("day")) {
            return new Answer.Throttled<>(null, Scope.OWNER, "quota of the day used up");
        }
        return new Answer.Throttled<>(until(reply), Scope.GATE, "too many requests");
    }

    private static @Nullable Instant until(Reply reply) {
        return reply.header("retry-after")
                .map(seconds -> reply.receivedAt().plusSeconds(Long.parseLong(seconds)))
                .orElse(null);
    }

    private static @Nullable JsonNode json(Reply reply) {
        try {
            return JsonMapper.shared().readTree(reply.body());
        } catch (JacksonException noJson) {
            return null;
        }
    }
}
