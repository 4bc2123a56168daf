package io.longhaul.engine.store;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of the ledger: one request to an upstream.
///
/// @param id unique in the store, growing
/// @param job that sent it
/// @param position of the item it was sent for; -1 for a group
/// @param digest of the question (of this member, in a group)
/// @param owner whose quota it used, and `key` (its shown form)
/// @param units of quota booked
/// @param costNanos reserved, then settled, in 1e-9 USD
/// @param attempt 1 for the first
/// @param sentAt when reserved or sent, UTC
/// @param receivedAt when the reply arrived or the call was given up; null while open
/// @param errorClass of a failed or lost call; null otherwise
/// @param reply null unless stored and asked for
public record StoredCall(
        long id,
        long job,
        long position,
        String step,
        String source,
        Digest digest,
        String owner,
        String key,
        int units,
        long costNanos,
        int attempt,
        CallState state,
        Instant sentAt,
        @Nullable Instant receivedAt,
        @Nullable ErrorClass errorClass,
        String reason,
        @Nullable Reply reply) {

    /// It answered, and what is stored of the answer is damaged.
    public StoredCall damaged(String why) {
        return new StoredCall(
                id, job, position, step, source, digest, owner, key, units, costNanos, attempt, state, sentAt,
                receivedAt, ErrorClass.RESOURCE, why, null);
    }

    /// Of a call whose reply was asked for: whether it answered and the answer cannot be read; `reason` names the file.
    public boolean unreadable() {
        return state.answers() && reply == null;
    }
}
