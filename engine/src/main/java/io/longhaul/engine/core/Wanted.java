package io.longhaul.engine.core;

import io.longhaul.engine.store.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An open question: who asks it, and the call that will answer it. There is one per digest in the whole store.
final class Wanted {

    /// A run that asks it.
    record Asker(ItemRun item, Ask ask) {
        /// Whether that run still waits for the answer: it was not unwound and its item has not ended.
        boolean waits() {
            return item.run == ask.run();
        }
    }

    final Digest digest;
    final Ask first;
    final List<Asker> askers = new ArrayList<>(1);
    /// Null while the ledger is being looked up.
    @Nullable
    CallRun call;
    /// For whom the latest attempt was made.
    @Nullable
    ItemRun payer;
    /// Failed attempts already made in this job, as the ledger tells.
    int attempts;
    /// When it was first sent; null if never.
    @Nullable
    Instant firstSent;

    Wanted(Asker first) {
        this.digest = first.ask().digest();
        this.first = first.ask();
        askers.add(first);
    }

    /// The items that still wait for it.
    List<ItemRun> waiting() {
        if (askers.size() == 1) { // so it mostly is, and it is asked several times for each of 100,000 rows
            var only = askers.getFirst();
            return only.waits() ? List.of(only.item()) : List.of();
        }
        var items = new ArrayList<ItemRun>(askers.size());
        for (var asker : askers) {
            if (asker.waits()) {
                items.add(asker.item());
            }
        }
        return items;
    }

    /// Forgets those that wait no more.
    ///
    /// @return whether nobody is left
    boolean deserted() {
        askers.removeIf(asker -> !asker.waits());
        return askers.isEmpty();
    }
}
