package io.longhaul.engine.run;

import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Replies without the secret that their request carried, however an upstream spells it when it repeats it: as it is,
/// as in an address, or as in JSON.
final class Masked {
    private static final String MASK = "***";

    private Masked() {}

    static Reply reply(Reply reply, Key key) {
        var spellings = spellings(key.secret());
        var headers = new HashMap<>(reply.headers());
        var body = reply.body();
        for (var spelt : spellings) {
            headers.replaceAll((name, value) -> value.replace(spelt, MASK));
            body = without(body, spelt.getBytes(StandardCharsets.UTF_8));
        }
        return new Reply(reply.status(), headers, body, reply.receivedAt());
    }

    static String text(String text, Key key) {
        var masked = text;
        for (var spelt : spellings(key.secret())) {
            masked = masked.replace(spelt, MASK);
        }
        return masked;
    }

    /// The longest first: one may begin as another.
    private static List<String> spellings(String secret) {
        var form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        var address = form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        return Stream.of(secret, form, address, small(form), small(address), secret.replace("/", "\\/"))
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// `%2f` for `%2F`.
    private static String small(String encoded) {
        var text = new StringBuilder(encoded);
        for (int at = text.indexOf("%"); at >= 0 && at + 3 <= text.length(); at = text.indexOf("%", at + 1)) {
            text.replace(at, at + 3, text.substring(at, at + 3).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    private static byte[] without(byte[] body, byte[] secret) {
        int at = indexOf(body, secret, 0);
        if (at < 0) {
            return body;
        }
        var masked = new ByteArrayOutputStream(body.length);
        int from = 0;
        for (; at >= 0; at = indexOf(body, secret, from)) {
            masked.write(body, from, at - from);
            masked.writeBytes(MASK.getBytes(StandardCharsets.US_ASCII));
            from = at + secret.length;
        }
        masked.write(body, from, body.length - from);
        return masked.toByteArray();
    }

    private static int indexOf(byte[] body, byte[] secret, int from) {
        for (int at = from; at <= body.length - secret.length; at++) {
            int same = 0;
            while (same < secret.length && body[at + same] == secret[same]) {
                same++;
            }
            if (same == secret.length) {
                return at;
            }
        }
        return -1;
    }
}
