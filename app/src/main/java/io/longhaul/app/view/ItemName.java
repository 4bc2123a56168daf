package io.longhaul.app.view;

import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.io.list.Folding;
import java.util.Optional;
import java.util.regex.Pattern;

/// What people call an item: a key, `KEY#2` for its second row, or `row:412`.
public final class ItemName {

    private static final Pattern OCCURRENCE = Pattern.compile("(?s)(.*)#([1-9]\\d{0,8})");
    private static final Pattern ROW = Pattern.compile("row:([1-9]\\d{0,17})");

    private ItemName() {}

    public static Optional<StoredItem> find(StoreView store, JobRecord job, String name) {
        // a key may look like a row's number or an occurrence: what is there goes first
        var exact = store.item(job.id(), name, 1);
        if (exact.isPresent()) {
            return exact;
        }
        var row = ROW.matcher(name);
        if (row.matches()) {
            return store.itemAtRow(job.id(), Long.parseLong(row.group(1)));
        }
        var occurrence = OCCURRENCE.matcher(name);
        if (occurrence.matches()) {
            int n = Integer.parseInt(occurrence.group(2));
            var one = store.item(job.id(), occurrence.group(1), n);
            return one.isPresent() ? one : store.item(job.id(), upper(occurrence.group(1)), n);
        }
        return store.item(job.id(), upper(name), 1);
    }

    /// Says that there is none, and what would be one.
    public static String none(JobRecord job, String name) {
        return job.handle() + " has no item \"" + Text.fit(Text.visible(name), 60)
                + "\"; want a key, KEY#2 for its second row, or row:412";
    }

    /// Tickers are folded to capitals when a list is read.
    private static String upper(String key) {
        return Folding.ticker(key);
    }
}
