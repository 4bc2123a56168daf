package io.longhaul.lab.upstream;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// HTTP/1.1 as far as an upstream of the lab needs it.
public final class Exchange {

    private static final int LONGEST_LINE = 16 << 10;

    /// @param headers lower-case names
    public record Request(String method, String path, Map<String, String> headers) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private Exchange() {}

    /// The next request of a kept connection; empty when the caller has closed it.
    static Optional<Request> read(InputStream in) throws IOException {
        var first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var words = first.get().split(" ", 3);
        if (words.length < 3) {
            throw new IOException("got request line \"" + first.get() + "\"");
        }
        var headers = new HashMap<String, String>();
        while (true) {
            var header = line(in).orElseThrow(EOFException::new);
            if (header.isEmpty()) {
                break;
            }
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, Math.max(0, colon)).strip().toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
        return Optional.of(new Request(words[0], words[1], headers));
    }

    private static Optional<String> line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream(128);
        while (bytes.size() < LONGEST_LINE) {
            int next = in.read();
            if (next < 0) {
                return bytes.size() == 0 ? Optional.empty() : Optional.of(text(bytes));
            }
            if (next == '\n') {
                return Optional.of(text(bytes));
            }
            if (next != '\r') {
                bytes.write(next);
            }
        }
        throw new IOException("a line of over " + LONGEST_LINE + " bytes");
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /// An answer's head and body as bytes.
    ///
    /// @param headers besides date and length
    static byte[] answer(int status, Map<String, String> headers, byte[] content, Instant now) {
        var head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\nDate: ")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)))
                .append("\r\nContent-Length: ")
                .append(content.length)
                .append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        var first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        var bytes = Arrays.copyOf(first, first.length + content.length);
        System.arraycopy(content, 0, bytes, first.length, content.length);
        return bytes;
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 404 -> "Not Found";
            case 429 -> "Too Many Requests";
            default -> "Service Unavailable";
        };
    }
}
