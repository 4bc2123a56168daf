package io.longhaul.app.api;

import io.longhaul.app.view.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What is answered.
///
/// @param headers besides those of every answer
/// @param type media type; empty for no body
public record WebReply(int status, Map<String, String> headers, String type, Body body) {

    public static final String JSON = "application/json";
    public static final String PROBLEM = "application/problem+json";

    public WebReply {
        headers = Map.copyOf(headers);
    }

    public sealed interface Body {
        record Bytes(byte[] bytes) implements Body {}

        /// Written piece by piece, however long it is.
        record Stream(Writing writing) implements Body {}
    }

    @FunctionalInterface
    public interface Writing {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    public static WebReply json(int status, JsonNode document) {
        return bytes(status, JSON, Json.text(document).getBytes(StandardCharsets.UTF_8));
    }

    public static WebReply bytes(int status, String type, byte[] bytes) {
        return new WebReply(status, Map.of(), type, new Body.Bytes(bytes));
    }

    public static WebReply empty(int status) {
        return bytes(status, "", new byte[0]);
    }

    public static WebReply stream(String type, Writing writing) {
        return new WebReply(200, Map.of(), type, new Body.Stream(writing));
    }

    public WebReply with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new WebReply(status, more, type, body);
    }
}
