package io.longhaul.app.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Who may ask at all. Before anything else: under which name the service was asked (a page of another site that
/// points its own name here is told so), from which page, and with which token.
final class Guard {

    private static final String BEARER = "bearer ";

    private final Set<String> hosts;
    private final Set<String> origins;
    private final byte[] token;
    private final String tokenPlace;

    /// @param port it is bound to
    Guard(ServerSettings settings, int port) {
        this.hosts = hosts(settings.names(), port);
        this.origins = new HashSet<>();
        for (var host : hosts) {
            origins.add("http://" + host);
        }
        // only names that somebody configured may stand behind a proxy that speaks TLS
        settings.names().forEach(name -> origins.add("https://" + name.toLowerCase(Locale.ROOT)));
        this.token = digest(settings.token());
        this.tokenPlace = settings.tokenPlace();
    }

    private static Set<String> hosts(List<String> names, int port) {
        var hosts = new HashSet<String>();
        for (var local : List.of("127.0.0.1", "localhost", "[::1]")) {
            hosts.add(local + ":" + port);
            if (port == 80) {
                hosts.add(local);
            }
        }
        names.forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        return hosts;
    }

    /// @param headers all of a name
    /// @throws Problem 400, 421 or 403
    void mustBeOurs(Function<String, List<String>> headers) {
        var host = headers.apply("Host");
        if (host.size() != 1) {
            throw new Problem(400, "host", "want exactly one header Host; got " + host.size());
        }
        if (!hosts.contains(host.getFirst().toLowerCase(Locale.ROOT))) {
            throw new Problem(
                    421, "host", "this service does not answer under that name; ask 127.0.0.1 with its port, or start"
                            + " it with --allow-host NAME");
        }
        var origin = headers.apply("Origin");
        if (origin.size() > 1
                || origin.stream().anyMatch(each -> !origins.contains(each.toLowerCase(Locale.ROOT)))) {
            throw new Problem(403, "origin", "a page of another site must not ask this service");
        }
        var site = headers.apply("Sec-Fetch-Site");
        if (!site.stream().allMatch(each -> each.equals("same-origin") || each.equals("none"))) {
            throw new Problem(403, "origin", "a page of another site must not ask this service");
        }
    }

    /// @throws Problem 401
    void mustKnowTheToken(Function<String, List<String>> headers) {
        var given = headers.apply("Authorization");
        var said = given.size() == 1 ? given.getFirst() : "";
        boolean bearer = said.regionMatches(true, 0, BEARER, 0, BEARER.length());
        var known = bearer && MessageDigest.isEqual(digest(said.substring(BEARER.length()).strip()), token);
        if (!known) {
            throw new Problem(
                    401,
                    "unauthorised",
                    (given.isEmpty() ? "no token" : "not the token") + "; want the header \"Authorization: Bearer"
                            + " TOKEN\", with TOKEN from " + tokenPlace,
                    Map.of("WWW-Authenticate", "Bearer realm=\"longhaul\""),
                    List.of());
        }
    }

    /// A form of another site's page could send anything else without being asked first.
    ///
    /// @throws Problem 415
    static void mustBeJson(Function<String, List<String>> headers) {
        var types = headers.apply("Content-Type");
        boolean body = !headers.apply("Transfer-Encoding").isEmpty()
                || headers.apply("Content-Length").stream().anyMatch(length -> !length.equals("0"));
        if (types.isEmpty() && !body) {
            return;
        }
        var type = types.size() == 1 ? types.getFirst().split(";", 2)[0].strip().toLowerCase(Locale.ROOT) : "";
        if (!type.equals(WebReply.JSON)) {
            throw new Problem(
                    415, "content-type", "want the header \"Content-Type: application/json\"");
        }
    }

    /// Of equal length for all tokens, so that comparing takes equally long.
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
