package io.longhaul.source.http;

import java.net.URI;
import java.util.Locale;

/// One upstream as the transport sees it.
///
/// @param name for messages, as `edgar`
/// @param base scheme, host, port and perhaps a path; request paths are appended to it
/// @param userAgent what we call ourselves, see [#userAgent]; a request's own header wins
/// @param idempotencyHeader the header in which this upstream takes idempotency keys; empty for none
/// @param maxBody most bytes of a body, after decoding
public record HttpUpstream(String name, URI base, String userAgent, String idempotencyHeader, long maxBody) {

    /// Most bytes of a body when nothing else is said: 256 MB.
    public static final long DEFAULT_MAX_BODY = 256L << 20;

    public HttpUpstream {
        var scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || base.getHost() == null || base.getRawUserInfo() != null || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException("base URL of " + name + ": got " + Redacted.uri(base)
                    + "; want http or https with a host and without user name, query or fragment");
        }
        if (maxBody < 1 || maxBody > Integer.MAX_VALUE - 1024) {
            throw new IllegalArgumentException(
                    name + ": body of at most " + maxBody + " bytes; want 1 to " + (Integer.MAX_VALUE - 1024));
        }
    }

    /// Takes no idempotency key.
    public HttpUpstream(String name, URI base, String userAgent) {
        this(name, base, userAgent, "", DEFAULT_MAX_BODY);
    }

    /// As `Longhaul/0.1.0 (+mailto:ann@example.com)`: who runs this, and whom to write to (EDGAR requires it).
    public static String userAgent(String version, String contact) {
        return "Longhaul/" + version + (contact.isBlank() ? "" : " (+" + contact.strip() + ")");
    }

    /// @throws IllegalArgumentException if the path cannot be part of a URL
    URI resolve(String path) {
        var prefix = base.toString().replaceFirst("/+$", "");
        return URI.create(prefix + (path.startsWith("/") ? "" : "/") + path);
    }
}
