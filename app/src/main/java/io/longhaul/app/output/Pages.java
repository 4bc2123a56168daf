package io.longhaul.app.output;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.StoreView;
import java.util.function.Consumer;

/// Ended items in the order of their list, read in pages, so that lists of any length can be written.
final class Pages {

    private static final int PAGE = 200;

    private Pages() {}

    static void each(StoreView store, long job, ItemFilter filter, Consumer<EndedItem> use) {
        for (long from = 0; from >= 0;) {
            var page = store.ended(job, filter, from, PAGE);
            page.forEach(use);
            from = page.size() < PAGE ? -1 : page.getLast().item().position() + 1;
        }
    }
}
