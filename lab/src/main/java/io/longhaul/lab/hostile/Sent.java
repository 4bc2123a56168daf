package io.longhaul.lab.hostile;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request to be sent.
///
/// @param what it is, for people
/// @param open whether its route answers without a token
/// @param token whether it bears one
/// @param body null for none
record Sent(
        String what, String method, String target, boolean open, boolean token, Map<String, String> headers,
        @Nullable String body) {

    Sent {
        headers = Map.copyOf(headers);
    }

    static Sent post(String what, String target, String body) {
        return new Sent(what, "POST", target, false, true, Map.of(), body);
    }

    static Sent get(String what, String target) {
        return new Sent(what, "GET", target, false, true, Map.of(), null);
    }

    Sent with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Sent(what, method, target, open, token, all, body);
    }
}
