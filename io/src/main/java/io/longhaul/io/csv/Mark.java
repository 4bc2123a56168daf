package io.longhaul.io.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The byte order mark at the start of a text.
enum Mark {
    NONE(StandardCharsets.UTF_8, ""),
    UTF_8(StandardCharsets.UTF_8, "\357\273\277"),
    // Before UTF-16LE, which is its beginning.
    UTF_32LE(StandardCharsets.UTF_32LE, "\377\376\0\0"),
    UTF_32BE(StandardCharsets.UTF_32BE, "\0\0\376\377"),
    UTF_16LE(StandardCharsets.UTF_16LE, "\377\376"),
    UTF_16BE(StandardCharsets.UTF_16BE, "\376\377");

    private final Charset charset;
    private final String bytes;

    Mark(Charset charset, String bytes) {
        this.charset = charset;
        this.bytes = bytes;
    }

    static Mark of(byte[] head, int n) {
        for (var mark : values()) {
            if (mark != NONE && mark.begins(head, n)) {
                return mark;
            }
        }
        return NONE;
    }

    private boolean begins(byte[] head, int n) {
        if (n < bytes.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length(); i++) {
            if ((head[i] & 0xff) != bytes.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    Charset charset() {
        return charset;
    }

    int length() {
        return bytes.length();
    }

    /// Whether NUL bytes are to be expected.
    boolean wide() {
        return this != NONE && this != UTF_8;
    }
}
