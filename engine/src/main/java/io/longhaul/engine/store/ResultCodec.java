package io.longhaul.engine.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Result rows as bytes, and the cells of an input row likewise: for each cell its length (-1 for none) and its
/// UTF-8, preceded by the number of rows and of columns.
public final class ResultCodec {

    private static final byte[] NOTHING = {};

    private ResultCodec() {}

    public static byte[] encode(List<List<@Nullable String>> rows) {
        if (rows.isEmpty()) {
            return NOTHING;
        }
        int size = 8;
        var cells = new ArrayList<byte @Nullable []>();
        for (var row : rows) {
            for (var cell : row) {
                byte[] bytes = cell == null ? null : cell.getBytes(StandardCharsets.UTF_8);
                cells.add(bytes);
                size += 4 + (bytes == null ? 0 : bytes.length);
            }
        }
        var buffer = ByteBuffer.allocate(size).putInt(rows.size()).putInt(rows.getFirst().size());
        for (var cell : cells) {
            if (cell == null) {
                buffer.putInt(-1);
            } else {
                buffer.putInt(cell.length).put(cell);
            }
        }
        return buffer.array();
    }

    public static List<List<@Nullable String>> decode(byte[] bytes) {
        var rows = new ArrayList<List<@Nullable String>>();
        if (bytes.length == 0) {
            return rows;
        }
        var buffer = ByteBuffer.wrap(bytes);
        int count = buffer.getInt();
        int columns = buffer.getInt();
        for (int row = 0; row < count; row++) {
            var cells = new ArrayList<@Nullable String>(columns);
            for (int column = 0; column < columns; column++) {
                cells.add(cell(buffer));
            }
            rows.add(cells);
        }
        return rows;
    }

    private static @Nullable String cell(ByteBuffer buffer) {
        int length = buffer.getInt();
        if (length < 0) {
            return null;
        }
        var utf8 = new byte[length];
        buffer.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
