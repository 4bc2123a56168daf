package io.longhaul.app.output;

import io.longhaul.engine.store.StoreView;
import io.longhaul.io.result.RawMerge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// In which format a wrapped command writes, judged from all it wrote.
enum ChildFormat {
    NOTHING,
    JSON_LINES,
    /// Every chunk begins with the same header.
    CSV,
    TEXT;

    static ChildFormat of(StoreView store, long job) {
        var seen = new Seen();
        Chunk.each(store, job, seen::add);
        return seen.format();
    }

    private static final class Seen {
        private long chunks;
        private long json;
        private boolean named;
        private boolean same = true;
        private boolean more;
        private byte @Nullable [] first;

        void add(Chunk chunk) {
            chunks++;
            json += chunk.json() ? 1 : 0;
            named |= chunk.header().length > 0;
            try {
                var start = RawMerge.start(new ByteArrayInputStream(chunk.whole()));
                same &= first == null || Arrays.equals(first, start.line());
                first = first == null ? start.line() : first;
                more |= start.more();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        ChildFormat format() {
            if (chunks == 0) {
                return NOTHING;
            }
            if (json == chunks) {
                return JSON_LINES;
            }
            // as RawMerge.carryHeader, without keeping the starts of a long list
            return named || chunks > 1 && same && more ? CSV : TEXT;
        }
    }
}
