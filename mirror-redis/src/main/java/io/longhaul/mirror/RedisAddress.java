package io.longhaul.mirror;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/// Where a Redis is: `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS.
public final class RedisAddress {

    private static final Set<String> SCHEMES = Set.of("redis", "rediss");

    private final RedisURI uri;
    private final String password;
    private final String shown;

    private RedisAddress(RedisURI uri, String password, String shown) {
        this.uri = uri;
        this.password = password;
        this.shown = shown;
    }

    /// @throws IllegalArgumentException for what is no such address; the message holds nothing of it, as there may be a
    /// password in it
    public static RedisAddress of(String url) {
        try {
            var parsed = new URI(url.strip());
            if (SCHEMES.contains(String.valueOf(parsed.getScheme())) && parsed.getHost() != null) {
                var place = new URI(
                        parsed.getScheme(), null, parsed.getHost(), parsed.getPort(), parsed.getPath(), null, null);
                return new RedisAddress(RedisURI.create(parsed), password(parsed), place.toString());
            }
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            // its words would show what was given
        }
        throw new IllegalArgumentException(
                "no address of a Redis; want redis://HOST:PORT/DATABASE, or rediss:// for TLS, with what is special in"
                        + " a password as %40");
    }

    /// Empty for none.
    private static String password(URI parsed) {
        var user = parsed.getUserInfo();
        return user == null ? "" : user.substring(user.indexOf(':') + 1);
    }

    /// What a server said, which may repeat what it was told.
    String masked(String said) {
        return password.isEmpty() ? said : said.replace(password, "…");
    }

    /// Whether a URL bears a password or a user.
    public static boolean bearsSecret(String url) {
        return url.contains("@");
    }

    /// As a person may see it, `redis://127.0.0.1:6379`.
    public String shown() {
        return shown;
    }

    RedisURI uri() {
        return uri;
    }

    @Override
    public String toString() {
        return shown;
    }
}
