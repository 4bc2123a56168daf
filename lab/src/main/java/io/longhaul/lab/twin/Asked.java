package io.longhaul.lab.twin;

import io.longhaul.lab.upstream.Exchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/// A request as a twin sees it.
///
/// @param path below the twin's prefix
/// @param query decoded
/// @param now when it came
record Asked(Exchange.Request request, String path, Map<String, String> query, Instant now) {

    static Asked of(Exchange.Request request, String prefix, Instant now) {
        var parts = request.path().substring(prefix.length()).split("\\?", 2);
        var query = new HashMap<String, String>();
        if (parts.length > 1) {
            for (var pair : parts[1].split("&", -1)) {
                var sides = pair.split("=", 2);
                query.put(decoded(sides[0]), sides.length > 1 ? decoded(sides[1]) : "");
            }
        }
        return new Asked(request, decoded(parts[0]), query, now);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    String of(String name) {
        return query.getOrDefault(name, "");
    }

    /// The day in a parameter, else another.
    LocalDate day(String name, LocalDate otherwise) {
        var text = of(name);
        return text.isEmpty() ? otherwise : LocalDate.parse(text);
    }

    /// No provider has a finished bar of a later day.
    LocalDate yesterday() {
        return now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(1);
    }

    /// Of the path, from 1; empty beyond its end.
    String segment(int number) {
        var segments = path.split("/", -1);
        return number < segments.length ? segments[number] : "";
    }
}
