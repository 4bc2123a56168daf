package io.longhaul.mirror;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/// Where a Redis is: `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS.
public final class RedisAddress {

    private static final Set<String> SCHEMES = Set.of("redis", "rediss");

    private final RedisURI uri;
    private final int database;
    private final String user;
    private final String password;
    private final String shown;

    private RedisAddress(URI parsed, String shown) throws URISyntaxException {
        this.uri = RedisURI.create(
                new URI(parsed.getScheme(), null, parsed.getHost(), parsed.getPort(), null, null, null));
        this.database = RedisURI.create(parsed).getDatabase();
        var said = parsed.getUserInfo();
        int colon = said == null ? -1 : said.indexOf(':');
        this.user = said == null || colon < 0 ? "" : said.substring(0, colon);
        this.password = said == null ? "" : said.substring(colon + 1);
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
                return new RedisAddress(parsed, place.toString());
            }
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            // its words would show what was given
        }
        throw new IllegalArgumentException(
                "no address of a Redis; want redis://HOST:PORT/DATABASE, or rediss:// for TLS, with what is special in"
                        + " a password as %40");
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

    /// Empty for none, as the password.
    String user() {
        return user;
    }

    String password() {
        return password;
    }

    int database() {
        return database;
    }

    /// Without password and database.
    RedisURI uri() {
        return uri;
    }

    @Override
    public String toString() {
        return shown;
    }
}
