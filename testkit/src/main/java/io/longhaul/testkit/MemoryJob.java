package io.longhaul.testkit;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobCounts.CallCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.SnapshotRecord;
import io.longhaul.engine.store.StoreView.Parking;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One job in memory: its items by position, and counts kept as it goes.
final class MemoryJob {

    JobRecord job;
    final List<StoredItem> items;
    final Outcome[] outcomes;
    final BitSet ended = new BitSet();
    final BitSet fullBatches = new BitSet();
    final Batch[] batches;
    final Batch sum = new Batch();
    final Map<ErrorClass, Long> failedByClass = new EnumMap<>(ErrorClass.class);
    /// Calls by source and state.
    final Map<String, EnumMap<CallState, Tally>> tallies = new HashMap<>();
    final Map<String, Long> reused = new HashMap<>();
    final Map<String, Long> late = new TreeMap<>();
    final Map<Long, Parking> parked = new HashMap<>();
    final Deque<SnapshotRecord> snapshots = new ArrayDeque<>();
    List<Long> running = List.of();
    Write.@Nullable Pulse pulse;

    private final Map<String, List<Integer>> byKey = new HashMap<>();

    /// How many calls there are, and what they cost.
    static final class Tally {
        long calls;
        long cost;
    }

    Tally tally(String source, CallState state) {
        var byState = tallies.get(source);
        if (byState == null) {
            byState = new EnumMap<>(CallState.class);
            tallies.put(source, byState);
        }
        var tally = byState.get(state);
        if (tally == null) {
            tally = new Tally();
            byState.put(state, tally);
        }
        return tally;
    }

    /// Counts of one batch, or of all.
    static final class Batch {
        long done;
        long failed;
        long skipped;
        long uncertain;
        long passed;
        long reused;
        Instant last = Instant.MIN;

        void count(Outcome outcome, int sign) {
            switch (outcome.state()) {
                case DONE -> done += sign;
                case FAILED -> failed += sign;
                case SKIPPED -> skipped += sign;
                default -> uncertain += sign;
            }
            passed += outcome.state() == ItemState.DONE && outcome.rows() > 0 ? sign : 0;
            reused += outcome.whollyReused() ? sign : 0;
        }

        long ended() {
            return done + failed + skipped + uncertain;
        }

        BatchRecord record(long number) {
            return new BatchRecord(number, done, failed, skipped, uncertain, passed, last);
        }
    }

    MemoryJob(JobRecord job, List<DraftItem> drafts) {
        this.job = job;
        int total = drafts.size();
        items = new ArrayList<>(total);
        outcomes = new Outcome[total];
        int batchSize = job.draft().batchSize();
        batches = new Batch[(total + batchSize - 1) / batchSize];
        for (int position = 0; position < total; position++) {
            var draft = drafts.get(position);
            var same = byKey.computeIfAbsent(draft.key(), ignored -> new ArrayList<>(1));
            same.add(position);
            items.add(new StoredItem(
                    position, draft.rowNumber(), draft.key(), same.size(), draft.cells(), null, 0));
        }
    }

    @Nullable
    StoredItem item(String key, int occurrence) {
        var same = byKey.get(key);
        return same == null || occurrence < 1 || occurrence > same.size() ? null : items.get(same.get(occurrence - 1));
    }

    @Nullable
    StoredItem itemAtRow(long rowNumber) {
        return items.stream().filter(item -> item.rowNumber() == rowNumber).findFirst().orElse(null);
    }

    /// Other cells and key for an item; the rows of both keys are numbered anew.
    void correct(int position, String key, List<String> cells) {
        var old = items.get(position);
        set(position, key, 1, cells);
        var left = byKey.get(old.key());
        if (left != null) {
            left.remove(Integer.valueOf(position));
            number(left);
        }
        var same = byKey.computeIfAbsent(key, ignored -> new ArrayList<>(1));
        same.add(position);
        Collections.sort(same);
        number(same);
    }

    private void number(List<Integer> same) {
        for (int n = 0; n < same.size(); n++) {
            var item = items.get(same.get(n));
            set(same.get(n), item.key(), n + 1, item.cells());
        }
    }

    private void set(int position, String key, int occurrence, List<String> cells) {
        var item = items.get(position);
        items.set(
                position,
                new StoredItem(
                        position, item.rowNumber(), key, occurrence, cells, item.retriedAt(), item.strikes()));
    }

    void mustHave(long position) {
        if (position < 0 || position >= items.size()) {
            throw new IllegalArgumentException(
                    "job " + job.id() + " has no item " + position + "; it has " + items.size());
        }
    }

    void end(int position, Outcome outcome) {
        outcomes[position] = outcome;
        ended.set(position);
        count(position, outcome, 1);
        var batch = batch(position);
        if (outcome.endedAt().isAfter(batch.last)) {
            batch.last = outcome.endedAt();
        }
    }

    Outcome reopen(int position) {
        var outcome = Objects.requireNonNull(outcomes[position]);
        ended.clear(position);
        clear(position);
        count(position, outcome, -1);
        return outcome;
    }

    // An array of non-null elements has no word for an empty slot; `ended` tells which are filled.
    @SuppressWarnings("NullAway")
    private void clear(int position) {
        outcomes[position] = null;
    }

    boolean takes(ItemFilter filter, int position) {
        var outcome = outcomes[position];
        var at = filter.position();
        return ended.get(position)
                && (at == null || at == position)
                && (filter.states().isEmpty() || filter.states().contains(outcome.state()))
                && (filter.errorClass() == null || filter.errorClass() == outcome.errorClass());
    }

    private Batch batch(int position) {
        int number = position / job.draft().batchSize();
        var batch = batches[number];
        if (batch == null) {
            batch = new Batch();
            batches[number] = batch;
        }
        return batch;
    }

    private void count(int position, Outcome outcome, int sign) {
        var batch = batch(position);
        batch.count(outcome, sign);
        sum.count(outcome, sign);
        int batchSize = job.draft().batchSize();
        int number = position / batchSize;
        int size = Math.min(batchSize, items.size() - number * batchSize);
        fullBatches.set(number, batch.ended() >= size);
        var errorClass = outcome.errorClass();
        if (outcome.state() == ItemState.FAILED && errorClass != null) {
            failedByClass.merge(errorClass, (long) sign, Long::sum);
            failedByClass.remove(errorClass, 0L);
        }
    }

    static CallCounts sum(CallCounts a, CallCounts b) {
        return new CallCounts(
                a.made() + b.made(),
                a.reused() + b.reused(),
                a.throttled() + b.throttled(),
                a.failed() + b.failed(),
                a.lost() + b.lost());
    }
}
