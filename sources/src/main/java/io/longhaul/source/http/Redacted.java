package io.longhaul.source.http;

import java.net.URI;
import java.util.regex.Pattern;

/// Addresses without their secrets, for messages.
final class Redacted {

    private static final Pattern SECRET = Pattern.compile(
            "(?i)\\b((?:api[_-]?|access[_-]?|auth[_-]?)?(?:key|token)|crumb|secret|password|signature)=[^&]*");

    private Redacted() {}

    /// Host, path and query; user names, passwords and the values of keys and tokens are left out.
    static String uri(URI uri) {
        var text = new StringBuilder();
        text.append(uri.getScheme()).append("://").append(uri.getHost());
        if (uri.getPort() >= 0) {
            text.append(':').append(uri.getPort());
        }
        text.append(uri.getRawPath() == null ? "" : uri.getRawPath());
        if (uri.getRawQuery() != null) {
            text.append('?').append(SECRET.matcher(uri.getRawQuery()).replaceAll("$1=…"));
        }
        return text.toString();
    }
}
