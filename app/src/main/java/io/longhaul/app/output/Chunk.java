package io.longhaul.app.output;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// What a wrapped command wrote about one item.
///
/// @param header with its line end; empty where there is none
record Chunk(EndedItem item, byte[] header, byte[] body) {

    private static final int PAGE = 500;

    /// All of a job, in input order.
    static void each(StoreView store, long job, Consumer<Chunk> take) {
        long from = 0;
        while (true) {
            var page = store.ended(job, ItemFilter.in(ItemState.DONE), from, PAGE);
            for (var ended : page) {
                for (var row : ResultCodec.decode(ended.outcome().result())) {
                    take.accept(new Chunk(ended, bytes(row.get(0)), bytes(row.get(1))));
                }
                from = ended.item().position() + 1;
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    private static byte[] bytes(@org.jspecify.annotations.Nullable String latin) {
        return latin == null ? new byte[0] : latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// As the command wrote it.
    byte[] whole() {
        var all = new byte[header.length + body.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(body, 0, all, header.length, body.length);
        return all;
    }

    boolean json() {
        for (byte b : whole()) {
            if (b == '{') {
                return true;
            }
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return false;
            }
        }
        return false;
    }
}
