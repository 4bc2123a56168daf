package io.longhaul.engine.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A durable store, owned by one process at a time.
///
/// - **Atomic**: a [#commit] is stored whole or not at all, and is durable when it returns.
/// - **Order**: commits become visible in the order they were made.
/// - **Threads**: [#commit] and loading exclude each other; reading is free.
public interface Store extends StoreView {

    /// Applies the writes as one transaction.
    ///
    /// @throws StoreException FULL, EXHAUSTED: nothing was stored, later commits may succeed; otherwise the store is unusable
    void commit(List<Write> writes);

    /// Begins a new job; invisible until published.
    JobLoader load(JobDraft draft);

    /// What the last owner left, read once when this owner opened the store.
    Opening opening();

    /// Frees what was kept back for a full disk, so that answers already received can be stored.
    void releaseReserve();

    /// Removes ended jobs, and with `answers` also stored answers no unfinished job may use; see [#cleanable].
    Cleaned clean(Instant endedBefore, boolean answers);

    /// @param fresh the store was made just now
    /// @param clean the last owner ended in order
    /// @param lastHeartbeat null if there never was one
    /// @param newest the newest instant in the ledger; null if empty
    /// @param nextCallId above every id given out
    /// @param open calls that were under way when the last owner died
    record Opening(
            boolean fresh,
            boolean clean,
            @Nullable Instant lastHeartbeat,
            @Nullable Instant newest,
            long nextCallId,
            List<StoredCall> open) {}

    /// Writes a list into the store, in pieces.
    interface JobLoader extends AutoCloseable {
        /// Appends rows; their positions follow in order.
        void add(List<DraftItem> items);

        /// Makes the job visible as `pending`. Unpublished loads leave nothing behind.
        ///
        /// @param identity digest of the whole, known only now that the list was read
        default JobRecord publish(String identity) {
            return publish(identity, "");
        }

        /// As [#publish(String)], but `paused: user` from the start: no crash in between lets it begin unasked.
        ///
        /// @param because why it waits for a person; empty if it does not
        JobRecord publish(String identity, String because);

        @Override
        void close();
    }
}
