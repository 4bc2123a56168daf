package io.longhaul.store.sqlite;

import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.PulseRecord;
import io.longhaul.engine.store.SnapshotRecord;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.engine.store.StoredItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads, each in one transaction.
class SqliteView implements StoreView {

    final Readers readers;
    final Blobs blobs;

    SqliteView(Readers readers, Blobs blobs) {
        this.readers = readers;
        this.blobs = blobs;
    }

    /// Null where all bodies are in rows.
    @Nullable
    Blobs files() {
        return blobs;
    }

    @Override
    public Cleaned cleanable(Instant endedBefore, boolean answers) {
        return readers.slow(session -> new Cleanable(session, files())
                .found(endedBefore, answers ? Cleanable.Answers.ALL : Cleanable.Answers.NONE));
    }

    @Override
    public Optional<JobRecord> job(String handleOrName) {
        return readers.read(session -> JobReads.job(session, handleOrName));
    }

    @Override
    public Optional<JobRecord> job(long id) {
        return readers.read(session -> JobReads.job(session, id));
    }

    @Override
    public List<JobRecord> jobs(long beforeId, int limit) {
        return readers.read(session -> JobReads.jobs(session, beforeId, limit));
    }

    @Override
    public List<JobRecord> unfinished() {
        return readers.read(JobReads::unfinished);
    }

    @Override
    public JobCounts counts(long job) {
        return readers.read(session -> BatchReads.counts(session, job));
    }

    @Override
    public PulseRecord pulse(long job) {
        return readers.read(session -> JobReads.pulse(session, job));
    }

    @Override
    public List<BatchRecord> batches(long job, long fromNumber, int limit) {
        return readers.read(session -> BatchReads.batches(session, job, fromNumber, limit));
    }

    @Override
    public List<StoredItem> pending(long job, long fromPosition, int limit) {
        return readers.read(session -> ItemReads.pending(session, job, fromPosition, limit));
    }

    @Override
    public List<StoredItem> items(long job, long fromPosition, int limit) {
        return readers.read(session -> ItemReads.items(session, job, fromPosition, limit));
    }

    @Override
    public List<EndedItem> ended(long job, ItemFilter filter, long fromPosition, int limit, long bytes) {
        return readers.read(session -> ItemReads.ended(session, job, filter, fromPosition, limit, bytes));
    }

    @Override
    public Optional<StoredItem> item(long job, String key, int occurrence) {
        return readers.read(session -> ItemReads.item(session, job, key, occurrence));
    }

    @Override
    public Optional<StoredItem> itemAtRow(long job, long rowNumber) {
        return readers.read(session -> ItemReads.itemAtRow(session, job, rowNumber));
    }

    @Override
    public Optional<Outcome> outcome(long job, long position) {
        return readers.one(session -> ItemReads.outcome(session, job, position));
    }

    @Override
    public Optional<Parking> parking(long job, long position) {
        return readers.one(session -> ItemReads.parking(session, job, position));
    }

    @Override
    public List<StoredCall> calls(Digest digest) {
        return readers.read(session -> CallReads.calls(session, digest, blobs));
    }

    @Override
    public List<List<StoredCall>> calls(List<Digest> digests) {
        return readers.read(session -> CallReads.calls(session, digests, blobs));
    }

    @Override
    public Set<Digest> answered(List<Digest> questions, Instant since) {
        return readers.read(session -> CallReads.answered(session, questions, since));
    }

    @Override
    public List<StoredCall> callsOf(long job, long position) {
        return readers.read(session -> CallReads.callsOf(session, job, position));
    }

    @Override
    public Map<String, String> replyHeaders(long call) {
        return readers.read(session -> CallReads.replyHeaders(session, call));
    }

    @Override
    public long repeated(long job) {
        return readers.read(session -> CallReads.repeated(session, job));
    }

    @Override
    public List<StoredCall> callsOfJob(long job, long fromId, int limit) {
        return readers.read(session -> CallReads.callsOfJob(session, job, fromId, limit));
    }

    @Override
    public List<SnapshotRecord> snapshots(long job) {
        return readers.read(session -> JobReads.snapshots(session, job));
    }

    @Override
    public List<String> failuresOf(String workflow, String key) {
        return readers.read(session -> JobReads.failuresOf(session, workflow, key));
    }

    @Override
    public List<Spent> spentSince(String source, Instant since) {
        return readers.read(session -> CallReads.spentSince(session, source, since));
    }

    @Override
    public Optional<byte[]> kept(String shelf, String key) {
        return readers.one(session -> Kept.document(session, shelf, key));
    }

    @Override
    public List<String> keptKeys(String shelf, String after, int limit) {
        return readers.read(session -> Kept.keys(session, shelf, after, limit));
    }

    @Override
    public KeptSize keptSize(String shelf) {
        return readers.read(session -> Kept.size(session, shelf));
    }

    @Override
    public Optional<Latency> latency(String source) {
        return readers.read(session -> CallReads.latency(session, source));
    }

    @Override
    public void close() {
        readers.close();
    }
}
