package io.longhaul.app.output;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.StoreView;
import java.util.function.Consumer;

/// Ended items in the order of their list, read in pages, so that lists of any length and results of any size can be
/// written.
final class Pages {

    private static final int PAGE = 200;
    private static final long BYTES = 1 << 20;

    private Pages() {}

    static void each(StoreView store, long job, ItemFilter filter, Consumer<EndedItem> use) {
        each(store, job, filter, 0, Long.MAX_VALUE, use);
    }

    /// @param from the first position, `to` the one after the last
    static void each(StoreView store, long job, ItemFilter filter, long from, long to, Consumer<EndedItem> use) {
        for (long next = from; next < to;) {
            var page = store.ended(job, filter, next, PAGE, BYTES);
            if (page.isEmpty()) {
                return;
            }
            page.stream().filter(ended -> ended.item().position() < to).forEach(use);
            next = page.getLast().item().position() + 1;
        }
    }
}
