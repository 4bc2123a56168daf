package io.longhaul.engine.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of a question: the identity under which answers are stored and shared.
public final class Digest {

    private static final MessageDigest UNUSED = unused();

    /// Its 32 bytes, the first the highest: there are millions of these in maps, and an array of its own would be one
    /// more object each.
    private final long first;

    private final long second;
    private final long third;
    private final long fourth;

    private Digest(byte[] sha256) {
        var bytes = ByteBuffer.wrap(sha256);
        first = bytes.getLong();
        second = bytes.getLong();
        third = bytes.getLong();
        fourth = bytes.getLong();
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
        return new Digest(sha256);
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(32)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth)
                .array();
    }

    /// Its first 16 bytes in hex, for where 32 are too long a name.
    public String half() {
        var hex = HexFormat.of();
        return hex.toHexDigits(first) + hex.toHexDigits(second);
    }

    /// Its first eight bytes.
    public long prefix() {
        return first;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest
                && first == digest.first
                && second == digest.second
                && third == digest.third
                && fourth == digest.fourth;
    }

    @Override
    public int hashCode() {
        return (int) (first >>> 32);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
