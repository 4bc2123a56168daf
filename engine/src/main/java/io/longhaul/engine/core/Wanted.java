package io.longhaul.engine.core;

import io.longhaul.engine.store.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An open question: who asks it, and the call that will answer it. There is one per digest in the whole store.
final class Wanted {
    final Digest digest;
    final Ask first;
    final List<Ask> asks = new ArrayList<>(1);
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

    Wanted(Ask first) {
        this.digest = first.digest();
        this.first = first;
        asks.add(first);
    }
}
