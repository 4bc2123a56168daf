package io.longhaul.io.list;

import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// SHA-256 of what rows say: columns, key column and cells, not row numbers, quotes, line ends or charset.
final class ContentDigest {
    private final MessageDigest sha;
    private final byte[] buffer = new byte[1 << 14];
    private int used;

    ContentDigest(List<String> columns, String keyColumn) {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        add(keyColumn);
        columns.forEach(this::add);
    }

    void add(DraftItem item) {
        // A ragged row must not equal the whole row that its padded cells make.
        put((byte) (item.refusal() == null ? 0 : 1));
        item.cells().forEach(this::add);
    }

    Digest end() {
        sha.update(buffer, 0, used);
        used = 0;
        return Digest.ofBytes(sha.digest());
    }

    private void add(String part) {
        var utf8 = part.getBytes(StandardCharsets.UTF_8);
        for (int shift = 24; shift >= 0; shift -= 8) {
            put((byte) (utf8.length >>> shift));
        }
        if (utf8.length > buffer.length - used) {
            sha.update(buffer, 0, used);
            used = 0;
        }
        if (utf8.length > buffer.length) {
            sha.update(utf8);
        } else {
            System.arraycopy(utf8, 0, buffer, used, utf8.length);
            used += utf8.length;
        }
    }

    private void put(byte b) {
        if (used == buffer.length) {
            sha.update(buffer, 0, used);
            used = 0;
        }
        buffer[used++] = b;
    }
}
