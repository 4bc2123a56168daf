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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is stored: it outlives the owners.
final class MemoryState {

    final TreeMap<Long, MemoryJob> jobs = new TreeMap<>();
    final TreeMap<Long, MemoryCall> calls = new TreeMap<>();
    final Map<Digest, List<Long>> byDigest = new HashMap<>();
    final TreeSet<Long> open = new TreeSet<>();
    final Map<String, Integer> series = new HashMap<>();
    /// Failed items by job, for each workflow and key.
    final Map<FailureKey, TreeMap<Long, Integer>> failures = new HashMap<>();
    private final Map<Tally, Sum> tallies = new HashMap<>();
    private final Map<Long, Set<Tally>> talliesOfJob = new HashMap<>();
    @Nullable
    Instant heartbeat;
    @Nullable
    Instant newest;
    boolean clean;
    long lastJob;
    long lastCall;

    record FailureKey(String workflow, String key) {}

    private record Tally(long job, String source, CallState state) {}

    private static final class Sum {
        private long n;
        private long cost;
    }

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
        var before = calls.put(id, call);
        if (before == null) {
            index(call, id);
        } else {
            tally(before, -1);
        }
        tally(call, 1);
        lastCall = Math.max(lastCall, id);
        if (call.reading().state() == CallState.OPEN) {
            open.add(id);
        } else {
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
        var job = jobs.get(call.reserved().job());
        if (job != null) {
            job.calls.remove(id);
        }
        for (var digest : digests(call)) {
            byDigest.getOrDefault(digest, new ArrayList<>()).remove(id);
        }
        for (long position : positions(call)) {
            if (job != null) {
                job.callsOfItem.getOrDefault(position, new ArrayList<>()).remove(id);
            }
        }
    }

    private void index(MemoryCall call, long id) {
        var job = job(call.reserved().job());
        job.calls.add(id);
        for (var digest : digests(call)) {
            byDigest.computeIfAbsent(digest, ignored -> new ArrayList<>(1)).add(id);
        }
        for (long position : positions(call)) {
            job.callsOfItem.computeIfAbsent(position, ignored -> new ArrayList<>(2)).add(id);
        }
    }

    private static Set<Digest> digests(MemoryCall call) {
        var digest = call.reserved().digest();
        var all = new LinkedHashSet<Digest>();
        if (digest != null) {
            all.add(digest);
        }
        call.reserved().members().forEach(member -> all.add(member.digest()));
        return all;
    }

    private static Set<Long> positions(MemoryCall call) {
        var all = new LinkedHashSet<Long>();
        if (call.members().isEmpty()) {
            all.add(call.reserved().position());
        }
        call.reserved().members().forEach(member -> all.add(member.position()));
        return all;
    }

    private void tally(MemoryCall call, int sign) {
        var key = new Tally(
                call.reserved().job(), call.reserved().source(), call.reading().state());
        var sum = tallies.get(key);
        if (sum == null) {
            sum = new Sum();
            tallies.put(key, sum);
            talliesOfJob.computeIfAbsent(key.job(), ignored -> new LinkedHashSet<>()).add(key);
        }
        sum.n += sign;
        sum.cost += sign * call.costNanos();
    }

    JobCounts counts(MemoryJob job) {
        var bySource = new HashMap<String, CallCounts>();
        long cost = 0;
        long reserved = 0;
        for (var key : talliesOfJob.getOrDefault(job.job.id(), Set.of())) {
            var sum = tallies.get(key);
            if (sum == null || sum.n == 0) {
                continue;
            }
            var state = key.state();
            if (state == CallState.OPEN || state == CallState.LOST) {
                reserved += sum.cost;
            } else {
                cost += sum.cost;
            }
            if (state != CallState.NOT_SENT) {
                bySource.merge(key.source(), counts(state, sum.n), MemoryJob::sum);
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
