package io.longhaul.engine.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// SHA-256 of a question: the identity under which answers are stored and shared.
public final class Digest {

    private static final MessageDigest UNUSED = unused();

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Digest of the parts, each preceded by its length so that no two lists run together.
    public static Digest of(String... parts) {
        var utf8 = new byte[parts.length][];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            utf8[i] = parts[i].getBytes(StandardCharsets.UTF_8);
            length += Integer.BYTES + utf8[i].length;
        }
        var whole = ByteBuffer.allocate(length);
        for (var part : utf8) {
            whole.putInt(part.length).put(part);
        }
        return new Digest(sha256().digest(whole.array()));
    }

    /// A copy of one that was never used: looking the algorithm up takes longer than hashing a question.
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest unused() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public static Digest ofBytes(byte[] sha256) {
        if (sha256.length != 32) {
            throw new IllegalArgumentException("digest of " + sha256.length + " bytes; want 32");
        }
        return new Digest(sha256.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
