package io.longhaul.engine.run;

import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;

/// Replies without the secret that their request carried.
final class Masked {
    private Masked() {}

    static Reply reply(Reply reply, Key key) {
        var secret = key.secret().getBytes(StandardCharsets.UTF_8);
        var mask = "***".getBytes(StandardCharsets.US_ASCII);
        var headers = new HashMap<>(reply.headers());
        headers.replaceAll((name, value) -> value.replace(key.secret(), "***"));
        int at = indexOf(reply.body(), secret, 0);
        if (at < 0) {
            return headers.equals(reply.headers())
                    ? reply
                    : new Reply(reply.status(), headers, reply.body(), reply.receivedAt());
        }
        var body = new ByteArrayOutputStream(reply.body().length);
        int from = 0;
        for (; at >= 0; at = indexOf(reply.body(), secret, from)) {
            body.write(reply.body(), from, at - from);
            body.writeBytes(mask);
            from = at + secret.length;
        }
        body.write(reply.body(), from, reply.body().length - from);
        return new Reply(reply.status(), headers, body.toByteArray(), reply.receivedAt());
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
