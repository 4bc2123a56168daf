package io.longhaul.lab.twin;

import java.util.Map;

/// What a twin answers.
///
/// @param meaning 200 data, 404 unknown, 401 an unknown key, 400 no such question, 429 too many: what the log says
/// @param status as the provider sends it: some send 200 to everything
/// @param headers besides the content type
record Told(int meaning, int status, String type, Map<String, String> headers, String body) {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    Told(int meaning, int status, String type, String body) {
        this(meaning, status, type, Map.of(), body);
    }

    /// Bars, and whether a real provider ever said them.
    static Told data(Security security, String type, StringBuilder body) {
        var origin = security.recorded() ? "recorded where it is, else simulated" : "simulated";
        return new Told(200, 200, type, Map.of("X-Lab", origin), body.toString());
    }
}
