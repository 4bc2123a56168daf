package io.longhaul.app.output;

import io.longhaul.io.result.RawMerge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the chunks of a job begin: enough to tell their format without reading them to their ends.
final class Beginnings {

    /// Of all beginnings only these decide about a header: the first, one unlike it, one with more behind.
    private static final int TELLING = 4;

    private final List<RawMerge.Start> starts = new ArrayList<>();
    private boolean headed;
    private long json;
    private long csv;

    void see(Chunk chunk) {
        headed |= chunk.headed();
        if (chunk.json()) {
            json++;
            return;
        }
        csv++;
        try {
            var start = RawMerge.start(chunk.bytes());
            boolean telling = starts.size() < 2
                    || !Arrays.equals(start.line(), starts.getFirst().line())
                    || start.more() && starts.stream().noneMatch(RawMerge.Start::more);
            if (telling && starts.size() < TELLING) {
                starts.add(start);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether all CSV chunks begin with the same header.
    boolean header() {
        return headed || RawMerge.carryHeader(starts);
    }

    /// Whether what was written is of that format already.
    boolean agree(String format) {
        return switch (format) {
            case "csv" -> json == 0;
            case "jsonl" -> csv == 0;
            default -> false;
        };
    }

    /// Whether there is one chunk of CSV, with more than a line.
    boolean oneTable() {
        return csv == 1 && starts.getFirst().more();
    }
}
