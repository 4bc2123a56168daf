package io.longhaul.source.market;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Path and query of a request, each part escaped.
public record Url(String text) {

    public static Url of(String... segments) {
        var path = new StringBuilder();
        for (var segment : segments) {
            path.append('/').append(escaped(segment));
        }
        return new Url(path.toString());
    }

    public Url with(String name, Object value) {
        return new Url(text + (text.indexOf('?') < 0 ? '?' : '&') + escaped(name) + "=" + escaped(value.toString()));
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text;
    }
}
