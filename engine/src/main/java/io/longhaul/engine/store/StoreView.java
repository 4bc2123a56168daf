package io.longhaul.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What can be read from a store, by its owner or beside it. Safe for many threads. Every method answers from one
/// consistent state; lists come in pages, and no cursor stays open between them.
public interface StoreView extends AutoCloseable {

    /// By handle, by the user's name (its newest job), or `latest`.
    Optional<JobRecord> job(String handleOrName);

    Optional<JobRecord> job(long id);

    /// Newest first.
    default List<JobRecord> jobs(int limit) {
        return jobs(Long.MAX_VALUE, limit);
    }

    /// Those of lower ids, newest first.
    List<JobRecord> jobs(long beforeId, int limit);

    /// Unfinished jobs of that identity, newest first.
    List<JobRecord> unfinished();

    JobCounts counts(long job);

    PulseRecord pulse(long job);

    List<BatchRecord> batches(long job, long fromNumber, int limit);

    /// Items not ended, from a position on, in order.
    List<StoredItem> pending(long job, long fromPosition, int limit);

    /// Items of any state, from a position on, in order.
    List<StoredItem> items(long job, long fromPosition, int limit);

    /// Ended items that the filter takes, from a position on, in order.
    default List<EndedItem> ended(long job, ItemFilter filter, long fromPosition, int limit) {
        return ended(job, filter, fromPosition, limit, Long.MAX_VALUE);
    }

    /// The same, but no further ones once their results have so many bytes: results of any size are read in bounded
    /// memory. Empty only if there are no more.
    List<EndedItem> ended(long job, ItemFilter filter, long fromPosition, int limit, long bytes);

    Optional<StoredItem> item(long job, String key, int occurrence);

    Optional<StoredItem> itemAtRow(long job, long rowNumber);

    Optional<Outcome> outcome(long job, long position);

    /// How long an item waits, and why; empty if it ended or never waited longer than a minute. The instant may have
    /// passed.
    Optional<Parking> parking(long job, long position);

    /// All calls for a question, oldest first, members of groups included; replies of answering ones loaded. A reply that
    /// is damaged is absent, and `reason` tells of it: see [StoredCall#unreadable].
    List<StoredCall> calls(Digest digest);

    /// The same for several questions at a time: as many of the first ones as are read in bounded memory, and one at
    /// least where there is one.
    default List<List<StoredCall>> calls(List<Digest> digests) {
        return digests.stream().map(this::calls).toList();
    }

    /// Those of the questions that have an answer (read or not yet) received at or after an instant, members of groups
    /// included.
    Set<Digest> answered(List<Digest> questions, Instant since);

    /// All calls for an item, oldest first, without replies.
    List<StoredCall> callsOf(long job, long position);

    /// Headers of a call's reply, whatever the reply meant; none where there is no reply, or no such call.
    Map<String, String> replyHeaders(long call);

    /// Every call of a job from an id on, without replies.
    List<StoredCall> callsOfJob(long job, long fromId, int limit);

    /// Lost calls of a job that it made again since.
    long repeated(long job);

    /// The job's last 1,000 snapshots, oldest first.
    List<SnapshotRecord> snapshots(long job);

    /// Handles of earlier jobs in which an item of this key failed, newest first.
    List<String> failuresOf(String workflow, String key);

    /// Units booked by calls of the source of that name, and of those named `source.…`, not closed before `since`, the
    /// first that closed first (open ones count always: their `closedAt` is [Instant#MAX]).
    List<Spent> spentSince(String source, Instant since);

    /// Median and 90th percentile latency of a source's last answered calls, in milliseconds; empty if none.
    Optional<Latency> latency(String source);

    /// The document kept under that key; empty if there is none.
    Optional<byte[]> kept(String shelf, String key);

    /// Keys of a shelf after one of them, in order.
    ///
    /// @param after empty for the first ones
    List<String> keptKeys(String shelf, String after, int limit);

    /// How much is kept on a shelf.
    KeptSize keptSize(String shelf);

    /// What [Store#clean] would remove.
    Cleaned cleanable(Instant endedBefore, boolean answers);

    /// @param bytes freed, or that would be
    record Cleaned(long jobs, long items, long answers, long bytes) {}

    /// @param units booked, by source and owner
    record Spent(String source, String owner, Instant sentAt, Instant closedAt, int units) {}

    /// @param bytes of the documents, as they are stored
    record KeptSize(long documents, long bytes) {}

    record Parking(Instant until, String because) {}

    record Latency(long p50Millis, long p90Millis, int calls) {}

    @Override
    void close();
}
