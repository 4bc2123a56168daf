package io.longhaul.app.notice;

import io.longhaul.app.view.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where a notice goes.
public sealed interface Target {

    /// As jobs keep it, and as it can be given again: `https://hooks.example.com/in`, `mailto:ann@example.com`.
    String text();

    /// As views and logs show it: of a URL only the host, because paths and parameters often hold a token.
    String shown();

    /// Posted to.
    record Web(URI uri) implements Target {
        @Override
        public String text() {
            return uri.toString();
        }

        @Override
        public String shown() {
            boolean more = !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/") || uri.getRawQuery() != null;
            return uri.getScheme() + "://" + uri.getRawAuthority() + (more ? "/…" : "");
        }
    }

    /// Written to.
    record Mail(String address) implements Target {
        @Override
        public String text() {
            return MAILTO + address;
        }

        @Override
        public String shown() {
            return address;
        }
    }

    String MAILTO = "mailto:";
    int LONGEST_URL = 2_000;
    int LONGEST_ADDRESS = 254;

    /// The plain form of RFC 5321: no quotes, no comments, no line breaks.
    Pattern ADDRESS = Pattern.compile("[A-Za-z0-9_+'=&~-]{1,64}(?:\\.[A-Za-z0-9_+'=&~-]{1,64}){0,9}@"
            + "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    /// @throws IllegalArgumentException for what is neither; says what was got and what is wanted
    static Target of(String text) {
        var scheme = text.contains("://") ? text.substring(0, text.indexOf("://")).toLowerCase(Locale.ROOT) : "";
        if (scheme.equals("http") || scheme.equals("https")) {
            return web(text);
        }
        var address = text.toLowerCase(Locale.ROOT).startsWith(MAILTO) ? text.substring(MAILTO.length()) : text;
        if (address.length() <= LONGEST_ADDRESS && ADDRESS.matcher(address).matches()) {
            return new Mail(address);
        }
        throw new IllegalArgumentException("got \"" + Text.fit(Text.visible(text), 80)
                + "\"; want https://HOST/PATH, mailto:ADDRESS or ADDRESS, as ann@example.com");
    }

    private static Target web(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            throw refused(text, "is no URL");
        }
        if (text.length() > LONGEST_URL || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw refused(text, "has more than " + LONGEST_URL + " characters, or some that must be written as %20");
        }
        if (uri.getRawUserInfo() != null) {
            throw refused(text, "holds a user name or password, which would be stored");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535 || uri.getRawFragment() != null) {
            throw refused(text, "has no host that can be asked, or a #fragment");
        }
        return new Web(uri);
    }

    /// Nothing of it is shown but what comes before its first secret.
    private static IllegalArgumentException refused(String text, String why) {
        var safe = text.replaceFirst("(?s)^([A-Za-z]+://)(?:[^/?#]*@)?([^/?#@]*).*", "$1$2");
        return new IllegalArgumentException("got \"" + Text.fit(Text.visible(safe), 80) + (safe.equals(text) ? "" : "…")
                + "\", which " + why + "; want https://HOST/PATH");
    }
}
