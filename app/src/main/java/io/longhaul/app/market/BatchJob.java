package io.longhaul.app.market;

import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.StoreView;
import io.longhaul.workflow.fillcache.FillCache;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A fill-cache job as the service's clients know it: batches over the tickers that were missing when it was made,
/// which come first in its list; those cached already, and those known to be absent, follow and count as processed from
/// the start.
///
/// @param missing tickers that were missing, `eliminated` those known to be absent
public record BatchJob(JobRecord job, long missing, long eliminated, Progress progress, Batches batches) {

    /// Settings of its job.
    /// What is said of a job without batches.
    public static final String NOTHING_MISSING = "All tickers already cached - no processing needed";

    public static final String MISSING = "batch.missing";
    public static final String ELIMINATED = "batch.eliminated";
    public static final String SOURCE = "batch.source";

    /// A page of batch rows.
    private static final int PAGE = 10_000;

    /// Tickers, each counted once; those cached or absent from the start included.
    public record Progress(long processed, long total, long successful, long failed) {
        /// Of 100, two decimals; 100 of an empty job.
        public BigDecimal percentage() {
            var share = total == 0
                    ? BigDecimal.valueOf(100)
                    : BigDecimal.valueOf(processed * 100)
                            .divide(BigDecimal.valueOf(total), 2, RoundingMode.DOWN)
                            .stripTrailingZeros();
            return share.scale() < 0 ? share.setScale(0) : share;
        }
    }

    /// @param current the lowest batch with a ticker not ended, from 0; `total` when there is none
    /// @param completed batches all of whose tickers ended
    public record Batches(long current, long total, long completed) {
        public long remaining() {
            return total - completed;
        }
    }

    /// Whether a job is one of these.
    public static boolean is(JobRecord job) {
        return job.draft().workflow().equals(FillCache.NAME) && job.draft().settings().containsKey(MISSING);
    }

    /// Also of a fill-cache job made elsewhere, none of whose tickers count as cached before.
    public static BatchJob of(StoreView store, JobRecord job) {
        return of(store, job, store.counts(job.id()));
    }

    static BatchJob of(StoreView store, JobRecord job, JobCounts counts) {
        long missing = number(job, MISSING, job.total());
        long eliminated = number(job, ELIMINATED, 0);
        int size = job.draft().batchSize();
        long whole = missing / size; // batches of missing tickers alone
        long total = Math.ceilDiv(missing, size);
        var behind = Behind.of(store, job, whole);
        var last = last(store, job, missing);
        boolean lastDone = last.size() == missing % size;
        long ended = counts.ended() - behind.ended + last.size();
        long failed = counts.failed() + counts.uncertain() - behind.failed
                + last.stream().filter(BatchJob::failed).count();
        long open = counts.firstOpenBatch();
        boolean allWhole = open < 0 || open >= whole;
        return new BatchJob(
                job,
                missing,
                eliminated,
                new Progress(
                        job.total() - missing + ended,
                        job.total(),
                        job.total() - missing - eliminated + ended - failed,
                        eliminated + failed),
                new Batches(
                        !allWhole ? open : lastDone ? total : whole,
                        total,
                        counts.batchesEnded() - behind.batches + (total > whole && lastDone ? 1 : 0)));
    }

    private static long number(JobRecord job, String setting, long otherwise) {
        var said = job.draft().settings().get(setting);
        return said == null ? otherwise : Long.parseLong(said);
    }

    /// From 1; -1 for those known to be absent before.
    public long batchNumber(long position) {
        return position < missing ? position / job.draft().batchSize() + 1 : -1;
    }

    /// What ended from a batch on.
    ///
    /// @param batches of which everything ended
    private record Behind(long ended, long failed, long batches) {
        static Behind of(StoreView store, JobRecord job, long from) {
            int size = job.draft().batchSize();
            long ended = 0;
            long failed = 0;
            long batches = 0;
            if (from * size < job.total()) {
                for (BatchRecord batch : store.batches(job.id(), from, PAGE)) {
                    ended += batch.ended();
                    failed += batch.failed() + batch.uncertain();
                    batches += batch.ended() == Math.min(size, job.total() - batch.number() * size) ? 1 : 0;
                }
            }
            return new Behind(ended, failed, batches);
        }
    }

    /// Of the batch in which others follow the missing tickers: those of these that ended.
    private static List<EndedItem> last(StoreView store, JobRecord job, long missing) {
        int size = job.draft().batchSize();
        int rest = (int) (missing % size);
        return rest == 0
                ? List.of()
                : store.ended(job.id(), ItemFilter.all(), missing - rest, rest).stream()
                        .filter(each -> each.item().position() < missing)
                        .toList();
    }

    private static boolean failed(EndedItem ended) {
        return ended.outcome().state() == ItemState.FAILED || ended.outcome().state() == ItemState.UNCERTAIN;
    }

    /// Tickers of a batch in order, with how they ended; of those not ended only the name.
    public static List<EndedItem> ended(StoreView store, JobRecord job, long batch, long missing) {
        int size = job.draft().batchSize();
        return store.ended(job.id(), ItemFilter.all(), batch * size, size).stream()
                .filter(each -> each.item().position() / size == batch && each.item().position() < missing)
                .toList();
    }

    /// As the service's clients know states.
    public String status() {
        boolean unbegun = job.state() == JobState.PAUSED && job.startedAt() == null
                && job.reason() == PauseReason.USER;
        return switch (job.state()) {
            case PENDING -> "pending";
            case RUNNING -> "running";
            case WAITING -> "paused";
            case PAUSED -> unbegun ? "pending" : "paused";
            case COMPLETED -> "completed";
            case FAILED, CANCELLED -> "failed";
        };
    }

    /// Since it was made, to its end.
    public Duration elapsed(Instant now) {
        var finished = job.finishedAt();
        var until = finished == null ? now : finished;
        var from = job.startedAt() == null ? job.draft().createdAt() : job.startedAt();
        var length = Duration.between(from, until);
        return length.isNegative() ? Duration.ZERO : length;
    }

    /// What is left at the pace so far; zero when nothing is or no pace is known.
    public Duration left(Instant now) {
        long done = progress.processed() - (job.total() - missing);
        long rest = progress.total() - progress.processed();
        return done <= 0 || rest <= 0 ? Duration.ZERO : elapsed(now).multipliedBy(rest).dividedBy(done);
    }

    private boolean stopped() {
        return job.state() == JobState.CANCELLED || job.state() == JobState.FAILED;
    }

    public String message() {
        if (batches.total() == 0 && progress.failed() == 0 && !stopped()) {
            return NOTHING_MISSING;
        }
        return switch (job.state()) {
            case COMPLETED -> "All " + batches.total() + " batches completed: " + progress.successful()
                    + " successful, " + progress.failed() + " failed.";
            case CANCELLED -> "The job was cancelled.";
            case FAILED -> "The job failed: " + job.because();
            case PENDING, RUNNING, WAITING, PAUSED -> {
                var because = job.reason() == PauseReason.USER && job.because().isEmpty()
                        ? "paused by a person"
                        : job.because();
                var why = because.isEmpty() ? "" : " (" + because + ")";
                yield "Processing batch " + Math.min(batches.current() + 1, batches.total()) + " of "
                        + batches.total() + ". " + batches.remaining() + " batches remaining."
                        + (job.state() == JobState.WAITING || job.state() == JobState.PAUSED ? why : "");
            }
        };
    }
}
