package io.longhaul.testkit;

import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobCounts.CallCounts;
import io.longhaul.engine.store.StoredCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is stored: it outlives the owners.
final class MemoryState {

    final TreeMap<Long, MemoryJob> jobs = new TreeMap<>();
    final MemoryCalls calls = new MemoryCalls();
    final Map<Digest, List<Long>> byDigest = new HashMap<>();
    /// Documents by key, by shelf.
    final Map<String, TreeMap<String, byte[]>> kept = new HashMap<>();
    final TreeSet<Long> open = new TreeSet<>();
    final Map<String, Integer> series = new HashMap<>();
    /// Failed items by job, for each workflow and key.
    final Map<FailureKey, TreeMap<Long, Integer>> failures = new HashMap<>();
    @Nullable
    Instant heartbeat;
    @Nullable
    Instant newest;
    boolean clean;
    long lastJob;
    long lastCall;

    record FailureKey(String workflow, String key) {}

    MemoryJob job(long id) {
        var job = jobs.get(id);
        if (job == null) {
            throw new IllegalArgumentException("no job " + id + " in the store");
        }
        return job;
    }

    void saw(Instant at) {
        if (newest == null || at.isAfter(newest)) {
            newest = at;
        }
    }

    void failed(String workflow, String key, long job, int sign) {
        var name = new FailureKey(workflow, key);
        var byJob = failures.computeIfAbsent(name, ignored -> new TreeMap<>());
        byJob.merge(job, sign, Integer::sum);
        byJob.remove(job, 0);
        if (byJob.isEmpty()) {
            failures.remove(name);
        }
    }

    /// Puts a call that was not there, or replaces it.
    void put(MemoryCall call) {
        long id = call.reserved().callId();
        var before = calls.put(call);
        if (before == null) {
            index(call, id);
        } else {
            tally(before, -1);
        }
        tally(call, 1);
        lastCall = Math.max(lastCall, id);
        boolean wasOpen = before != null && before.reading().state() == CallState.OPEN;
        if (call.reading().state() == CallState.OPEN) {
            open.add(id);
        } else if (wasOpen) {
            open.remove(id);
        }
    }

    void remove(long id) {
        var call = calls.remove(id);
        if (call == null) {
            return;
        }
        open.remove(id);
        tally(call, -1);
        for (var digest : new LinkedHashSet<>(call.digests())) {
            byDigest.getOrDefault(digest, new ArrayList<>()).remove(id);
        }
    }

    private void index(MemoryCall call, long id) {
        var digests = call.digests();
        for (var digest : digests.size() == 1 ? digests : new LinkedHashSet<>(digests)) {
            var ids = byDigest.get(digest);
            if (ids == null) {
                ids = new ArrayList<>(1);
                byDigest.put(digest, ids);
            }
            ids.add(id);
        }
    }

    private void tally(MemoryCall call, int sign) {
        var job = jobs.get(call.reserved().job());
        if (job != null) {
            var tally = job.tally(call.reserved().source(), call.reading().state());
            tally.calls += sign;
            tally.cost += sign * call.costNanos();
        }
    }

    JobCounts counts(MemoryJob job) {
        var bySource = new HashMap<String, CallCounts>();
        long cost = 0;
        long reserved = 0;
        for (var bySourceName : job.tallies.entrySet()) {
            for (var byState : bySourceName.getValue().entrySet()) {
                var state = byState.getKey();
                var tally = byState.getValue();
                if (state == CallState.OPEN || state == CallState.LOST) {
                    reserved += tally.cost;
                } else {
                    cost += tally.cost;
                }
                if (tally.calls > 0 && state != CallState.NOT_SENT) {
                    bySource.merge(bySourceName.getKey(), counts(state, tally.calls), MemoryJob::sum);
                }
            }
        }
        job.reused.forEach((source, n) -> bySource.merge(source, new CallCounts(0, n, 0, 0, 0), MemoryJob::sum));
        int firstOpen = job.fullBatches.nextClearBit(0);
        var all = job.sum;
        return new JobCounts(
                all.done,
                all.failed,
                all.skipped,
                all.uncertain,
                all.passed,
                all.reused,
                job.fullBatches.cardinality(),
                firstOpen < job.batches.length ? firstOpen : -1,
                cost,
                reserved,
                Map.copyOf(job.failedByClass),
                Map.copyOf(bySource));
    }

    private static CallCounts counts(CallState state, long n) {
        return new CallCounts(
                n,
                0,
                state == CallState.THROTTLED ? n : 0,
                state == CallState.FAILED || state == CallState.REFUSED ? n : 0,
                state == CallState.LOST ? n : 0);
    }

    List<StoredCall> openCalls() {
        var found = new ArrayList<StoredCall>();
        for (long id : open) {
            var call = calls.get(id);
            if (call != null) {
                found.add(call.whole());
            }
        }
        return found;
    }
}
