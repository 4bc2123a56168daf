package io.longhaul.store.sqlite;

import io.longhaul.engine.store.ResultCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Java values as columns and back.
final class Values {

    /// Job and position (or batch) share one number, so that a job's rows lie together and append.
    static final int SHIFT = 40;

    static final long MASK = (1L << SHIFT) - 1;

    private static final long BILLION = 1_000_000_000L;

    private Values() {}

    static long id(long job, long n) {
        return job << SHIFT | n;
    }

    /// The span of batches that a batch belongs to.
    static long span(long batch) {
        return id(batch >> SHIFT, (batch & MASK) / BatchReads.SPAN);
    }

    /// First id after the job's.
    static long end(long job) {
        return (job + 1) << SHIFT;
    }

    /// Nanoseconds since 1970; instants before 1678 or after 2262 become the ends of that range.
    static long nanos(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), BILLION), instant.getNano());
        } catch (ArithmeticException outOfRange) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    static @Nullable Long nanosOrNull(@Nullable Instant instant) {
        return instant == null ? null : nanos(instant);
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, BILLION), Math.floorMod(nanos, BILLION));
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        long nanos = row.getLong(column);
        return row.wasNull() ? null : instant(nanos);
    }

    static byte[] bytes(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    static byte[] cells(List<String> cells) {
        return ResultCodec.encode(List.of(cells));
    }

    static List<String> cells(byte[] bytes) {
        var cells = new ArrayList<String>();
        for (var row : ResultCodec.decode(bytes)) {
            for (var cell : row) {
                cells.add(cell == null ? "" : cell);
            }
        }
        return cells;
    }

    static byte[] pairs(Map<String, String> map) {
        var flat = new ArrayList<String>();
        map.forEach((name, value) -> {
            flat.add(name);
            flat.add(value);
        });
        return cells(flat);
    }

    static Map<String, String> pairs(byte[] bytes) {
        var flat = cells(bytes);
        var map = new HashMap<String, String>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            map.put(flat.get(i), flat.get(i + 1));
        }
        return map;
    }
}
