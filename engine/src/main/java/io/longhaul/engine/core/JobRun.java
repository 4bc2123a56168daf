package io.longhaul.engine.core;

import io.longhaul.engine.Outline;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoredItem;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A job the machine works on.
final class JobRun {

    /// Items of one batch that are loaded and not ended.
    static final class Batch {
        int left;
        int unstarted;
        /// Started and able to ask a further question soon: not waiting for a gathering group.
        int moving;
    }

    /// Rows of groups that may be in work: each takes 2 to 3 KB.
    private static final long ROWS_IN_MEMORY = Runtime.getRuntime().maxMemory() / 5_000;

    final long id;
    final int batchSize;
    final Outline outline;
    final boolean offline;
    JobRecord record;
    RunOptions options;
    JobState state = JobState.RUNNING;
    @Nullable
    PauseReason reason;
    /// False once it was paused or cancelled: nothing new starts, what is under way ends.
    boolean active = true;
    boolean leaving;
    /// When its time slice ends, monotonic; `Long.MAX_VALUE` for never.
    long sliceEnd = Long.MAX_VALUE;
    Slice slice = Slice.NONE;
    /// Rows are left that the slice does not take.
    boolean beyondSlice;
    @Nullable
    Instant waitingUntil;

    final ArrayDeque<StoredItem> ready = new ArrayDeque<>();
    final ArrayDeque<ItemRun> restart = new ArrayDeque<>();
    final LinkedHashMap<Long, ItemRun> items = new LinkedHashMap<>();
    final Map<Long, Batch> batches = new HashMap<>();
    long cursor;
    boolean exhausted;
    boolean loading;
    /// Set by a retry while a page was on its way: that page is stale.
    boolean rewind;
    /// Retries whose reopening is not durable yet.
    int reopening;

    int computing;
    int openCalls;
    /// Replies that are being read.
    int reading;
    int pricedCalls;
    int uncommitted;
    /// Starts that must first be durable as running: after an unclean end, an item may be killing the process. Those in
    /// flight at that end are among the first to start again.
    int cautious;
    /// The same for calls: waiting at a gate nobody kills anything.
    int cautiousSends;
    /// The last end was unclean: the set of running items is kept true even while nothing else is written.
    boolean careful;
    long runningTimer;
    boolean budgetBlocked;
    /// A paid call did not fit into what is left of the slice.
    boolean sliceUsedUp;

    long done;
    long failed;
    long skipped;
    long uncertain;
    long settledNanos;
    long reservedNanos;
    long sinceSnapshot;
    long snapshotAt;
    long pulseAt;
    /// When rows in flight, where there are many, are looked at again, for the pulse and for what wakes the job.
    long pulseLookAt;
    long wakeLookAt;
    int pulseRunning = -1;
    int pulseWaiting;
    int pulseOpen;
    boolean runningDirty;
    /// This event writes the set: something starts only when it is durable that it runs, or rests from now on.
    boolean runningFirst;
    /// When the set was last written, and last found to be good enough.
    long runningAt;
    long lookedAt;

    final LikeFailures likeFailures = new LikeFailures();

    final boolean grouped;
    final int maxCalls;
    /// At which its rows may ask.
    final Set<String> gates = new HashSet<>();
    /// Questions that must still be asked, by gate with declared limits: never more than there are, so that nothing
    /// can beat the bound. Calls pass for some of them; see `Slippage`.
    final Map<String, Long> owed = new HashMap<>();
    Map<String, Long> lateBefore = Map.of();
    /// Counts of it under way, when the last was asked for, and by gate what it may take for owed though it passed.
    int counting;
    Instant countedAt = Instant.MIN;
    final Map<String, Long> passed = new HashMap<>();
    io.longhaul.engine.plan.@Nullable Lateness late;
    io.longhaul.engine.plan.Cause lateCause = io.longhaul.engine.plan.Cause.LATENCY;
    long lateAt;
    int lostCalls;

    JobRun(JobRecord record, JobCounts counts, Outline outline) {
        this.id = record.id();
        this.record = record;
        this.options = record.options();
        this.outline = outline;
        this.batchSize = record.draft().batchSize();
        this.offline = "true".equals(record.draft().settings().get("offline"));
        this.grouped = outline.demands().stream()
                .anyMatch(demand -> demand.source() instanceof io.longhaul.engine.GroupedSource<?, ?>);
        this.maxCalls = outline.maxCalls();
        outline.demands().forEach(demand -> gates.add(demand.source().spec().limits().gate()));
        recount(counts);
        this.settledNanos = counts.costNanos();
        this.reservedNanos = counts.reservedNanos();
    }

    final void recount(JobCounts counts) {
        done = counts.done();
        failed = counts.failed();
        skipped = counts.skipped();
        uncertain = counts.uncertain();
    }

    /// A group needs all items of its batch started; of large batches fewer are begun at a time than calls could be
    /// open, so that their rows fit into memory.
    int lookAhead() {
        int ahead = options.effectiveLookAhead();
        return grouped ? (int) Math.max(batchSize, Math.min((long) ahead * batchSize, ROWS_IN_MEMORY)) : ahead;
    }

    int computeSlots() {
        return options.concurrency() * (grouped ? batchSize : 1);
    }

    void count(ItemState ended) {
        switch (ended) {
            case DONE -> done++;
            case FAILED -> failed++;
            case SKIPPED -> skipped++;
            case UNCERTAIN -> uncertain++;
            case PENDING, RUNNING, WAITING -> throw new IllegalArgumentException(ended + " is not an end");
        }
    }

    long ended(ItemState state) {
        return switch (state) {
            case DONE -> done;
            case FAILED -> failed;
            case SKIPPED -> skipped;
            case UNCERTAIN -> uncertain;
            case PENDING, RUNNING, WAITING -> 0;
        };
    }

    long ended() {
        return done + failed + skipped + uncertain;
    }

    Batch batch(long number) {
        return batches.computeIfAbsent(number, any -> new Batch());
    }

    boolean idle() {
        return computing == 0 && openCalls == 0 && reading == 0 && uncommitted == 0;
    }
}
