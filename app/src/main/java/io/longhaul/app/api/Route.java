package io.longhaul.app.api;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One operation of the service; it stands in `openapi.json` under the same method, path and id.
///
/// @param path with `{name}` for a part that varies
/// @param open whether it needs no token
/// @param endless whether its answer goes on until somebody leaves
public record Route(String method, String path, String operationId, boolean open, boolean endless, Handler handler) {

    @FunctionalInterface
    public interface Handler {
        /// @throws Problem for what cannot be answered
        WebReply answer(WebRequest request);
    }

    public static Route get(String path, String operationId, Handler handler) {
        return new Route("GET", path, operationId, false, false, handler);
    }

    public static Route post(String path, String operationId, Handler handler) {
        return new Route("POST", path, operationId, false, false, handler);
    }

    public static Route delete(String path, String operationId, Handler handler) {
        return new Route("DELETE", path, operationId, false, false, handler);
    }

    /// For whoever only wants to know that the service lives.
    public Route withoutToken() {
        return new Route(method, path, operationId, true, endless, handler);
    }

    /// A stream of events.
    public Route withoutEnd() {
        return new Route(method, path, operationId, open, true, handler);
    }

    /// Whether it changes something: its body must then be JSON.
    public boolean unsafe() {
        return !method.equals("GET");
    }

    /// The parts that vary, by name; empty if this is another path.
    Optional<Map<String, String>> match(List<String> segments) {
        var template = Arrays.asList(path.substring(1).split("/", -1));
        if (template.size() != segments.size()) {
            return Optional.empty();
        }
        var parts = new HashMap<String, String>();
        for (int at = 0; at < segments.size(); at++) {
            var wanted = template.get(at);
            var got = segments.get(at);
            if (wanted.startsWith("{") && !got.isEmpty()) {
                parts.put(wanted.substring(1, wanted.length() - 1), got);
            } else if (!wanted.equals(got)) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }
}
