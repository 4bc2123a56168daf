package io.longhaul.source.http;

import io.longhaul.engine.Intake;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// Undoes the compression of a body, with a limit to what may come out.
final class Decoded {

    /// The body is larger than allowed.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static final int MOST_AT_FIRST = 1 << 20;

    private Decoded() {}

    /// Whether we know the encoding. Of an unknown one the body stays as it is, with its header.
    static boolean knows(String encoding) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip", "deflate" -> true;
            default -> false;
        };
    }

    /// @param intake asked before it grows beyond what came
    /// @throws TooLarge beyond `max` bytes
    /// @throws IOException if the body is cut or corrupt
    static byte[] body(byte[] body, String encoding, long max, Intake intake)
            throws IOException, InterruptedException {
        if (body.length == 0) {
            return body; // the answer to HEAD, or 304
        }
        try (var in = stream(body, encoding)) {
            var out = new ByteArrayOutputStream((int) Math.min(max, Math.min(body.length * 4L, MOST_AT_FIRST)));
            var buffer = new byte[16_384];
            long room = body.length;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (out.size() + (long) n > max) {
                    throw new TooLarge();
                }
                long over = out.size() + (long) n - room;
                if (over > 0) {
                    intake.take(over);
                    room += over;
                }
                out.write(buffer, 0, n);
            }
            return out.toByteArray();
        }
    }

    private static InputStream stream(byte[] body, String encoding) throws IOException {
        var in = new ByteArrayInputStream(body);
        if (!encoding.strip().equalsIgnoreCase("deflate")) {
            return new GZIPInputStream(in, 16_384);
        }
        // "deflate" means zlib (RFC 9110), but some servers send it without zlib's two bytes, 0x78 first
        boolean zlib =
                (body[0] & 0x0F) == 8 && body.length > 1 && (((body[0] & 0xFF) << 8) | (body[1] & 0xFF)) % 31 == 0;
        return new InflaterInputStream(in, new Inflater(!zlib), 16_384);
    }
}
