package io.longhaul.testkit;

import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.CallState;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads of a store in memory.
abstract class MemoryView implements StoreView {

    private static final int CURRENT_KEYS = 8;
    private static final int LATENCY_SAMPLE = 200;
    private static final int LATENCY_WINDOW = 20_000;

    final MemoryState state;

    MemoryView(MemoryState state) {
        this.state = state;
    }

    @Override
    public Optional<JobRecord> job(String handleOrName) {
        synchronized (state) {
            var newestFirst = state.jobs.descendingMap().values();
            for (var each : newestFirst) {
                if (each.job.handle().equals(handleOrName)) {
                    return Optional.of(each.job);
                }
            }
            for (var each : newestFirst) {
                boolean named = !handleOrName.isEmpty() && each.job.draft().name().equals(handleOrName);
                if (named || handleOrName.equals("latest")) {
                    return Optional.of(each.job);
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public Optional<JobRecord> job(long id) {
        synchronized (state) {
            return Optional.ofNullable(state.jobs.get(id)).map(each -> each.job);
        }
    }

    @Override
    public List<JobRecord> jobs(long beforeId, int limit) {
        synchronized (state) {
            return state.jobs.headMap(beforeId, false).descendingMap().values().stream()
                    .limit(limit)
                    .map(each -> each.job)
                    .toList();
        }
    }

    @Override
    public List<JobRecord> unfinished() {
        synchronized (state) {
            return state.jobs.descendingMap().values().stream()
                    .map(each -> each.job)
                    .filter(job -> !job.state().ended())
                    .toList();
        }
    }

    @Override
    public JobCounts counts(long job) {
        synchronized (state) {
            var found = state.jobs.get(job);
            return found == null
                    ? new JobCounts(0, 0, 0, 0, 0, 0, 0, -1, 0, 0, Map.of(), Map.of())
                    : state.counts(found);
        }
    }

    @Override
    public PulseRecord pulse(long job) {
        synchronized (state) {
            var found = state.jobs.get(job);
            if (found == null) {
                return new PulseRecord(null, 0, 0, 0, List.of(), Map.of());
            }
            var current = found.running.stream()
                    .sorted()
                    .limit(CURRENT_KEYS)
                    .map(position -> found.items.get(position.intValue()).key())
                    .toList();
            var late = Map.copyOf(found.late);
            var pulse = found.pulse;
            return pulse == null
                    ? new PulseRecord(null, 0, 0, 0, current, late)
                    : new PulseRecord(pulse.at(), pulse.running(), pulse.waiting(), pulse.openCalls(), current, late);
        }
    }

    @Override
    public List<BatchRecord> batches(long job, long fromNumber, int limit) {
        synchronized (state) {
            var page = new ArrayList<BatchRecord>();
            var found = state.jobs.get(job);
            if (found == null) {
                return page;
            }
            int end = found.batches.length;
            for (long number = Math.max(0, fromNumber); number < end && page.size() < limit; number++) {
                var batch = found.batches[(int) number];
                if (batch != null && batch.ended() > 0) {
                    page.add(batch.record(number));
                }
            }
            return page;
        }
    }

    @Override
    public List<StoredItem> pending(long job, long fromPosition, int limit) {
        synchronized (state) {
            var page = new ArrayList<StoredItem>();
            var found = state.jobs.get(job);
            if (found != null && fromPosition < found.items.size()) {
                int position = found.ended.nextClearBit((int) Math.max(0, fromPosition));
                while (position < found.items.size() && page.size() < limit) {
                    page.add(found.items.get(position));
                    position = found.ended.nextClearBit(position + 1);
                }
            }
            return page;
        }
    }

    @Override
    public List<StoredItem> items(long job, long fromPosition, int limit) {
        synchronized (state) {
            var found = state.jobs.get(job);
            if (found == null || fromPosition >= found.items.size()) {
                return List.of();
            }
            int from = (int) Math.max(0, fromPosition);
            int to = (int) Math.min(found.items.size(), (long) from + limit);
            return List.copyOf(found.items.subList(from, to));
        }
    }

    @Override
    public List<EndedItem> ended(long job, ItemFilter filter, long fromPosition, int limit, long bytes) {
        synchronized (state) {
            var page = new ArrayList<EndedItem>();
            var found = state.jobs.get(job);
            if (found != null && fromPosition < found.items.size()) {
                int position = found.ended.nextSetBit((int) Math.max(0, fromPosition));
                long left = bytes;
                while (position >= 0 && page.size() < limit && left > 0) {
                    if (found.takes(filter, position)) {
                        var ended = new EndedItem(found.items.get(position), found.outcomes[position]);
                        page.add(ended);
                        left -= ended.outcome().result().length;
                    }
                    position = found.ended.nextSetBit(position + 1);
                }
            }
            return page;
        }
    }

    @Override
    public Optional<StoredItem> item(long job, String key, int occurrence) {
        synchronized (state) {
            return Optional.ofNullable(state.jobs.get(job)).map(found -> found.item(key, occurrence));
        }
    }

    @Override
    public Optional<StoredItem> itemAtRow(long job, long rowNumber) {
        synchronized (state) {
            return Optional.ofNullable(state.jobs.get(job)).map(found -> found.itemAtRow(rowNumber));
        }
    }

    @Override
    public Optional<Outcome> outcome(long job, long position) {
        synchronized (state) {
            var found = state.jobs.get(job);
            if (found == null || position < 0 || !found.ended.get((int) position)) {
                return Optional.empty();
            }
            return Optional.of(found.outcomes[(int) position]);
        }
    }

    @Override
    public Optional<Parking> parking(long job, long position) {
        synchronized (state) {
            var found = state.jobs.get(job);
            return found == null || position < 0 || found.ended.get((int) position)
                    ? Optional.empty()
                    : Optional.ofNullable(found.parked.get(position));
        }
    }

    @Override
    public List<StoredCall> calls(Digest digest) {
        synchronized (state) {
            var stored = new ArrayList<StoredCall>(2);
            for (long id : state.byDigest.getOrDefault(digest, List.of())) {
                var call = state.calls.get(id);
                if (call != null) {
                    call.to(digest, stored);
                }
            }
            return stored;
        }
    }

    @Override
    public Set<Digest> answered(List<Digest> questions, Instant since) {
        var answered = new HashSet<Digest>();
        for (var question : questions) {
            for (var call : calls(question)) {
                var received = call.receivedAt();
                if (call.state().answers() && received != null && !received.isBefore(since)) {
                    answered.add(question);
                }
            }
        }
        return answered;
    }

    @Override
    public List<StoredCall> callsOf(long job, long position) {
        synchronized (state) {
            var found = state.jobs.get(job);
            return found == null
                    ? List.of()
                    : ofJob(job, 0).flatMap(call -> call.of(position).stream()).toList();
        }
    }

    @Override
    public long repeated(long job) {
        synchronized (state) {
            var found = state.jobs.get(job);
            return found == null
                    ? 0
                    : ofJob(job, 0)
                            .filter(call -> call.reading().state() == CallState.LOST && again(job, call))
                            .count();
        }
    }

    private boolean again(long job, MemoryCall lost) {
        return lost.digests().stream()
                .flatMap(digest -> calls(digest).stream())
                .anyMatch(call -> call.job() == job
                        && call.id() > lost.reserved().callId()
                        && call.state() != CallState.NOT_SENT);
    }

    @Override
    public List<StoredCall> callsOfJob(long job, long fromId, int limit) {
        synchronized (state) {
            var found = state.jobs.get(job);
            return found == null
                    ? List.of()
                    : ofJob(job, fromId).limit(limit).map(MemoryCall::whole).toList();
        }
    }

    private Stream<MemoryCall> ofJob(long job, long fromId) {
        return state.calls.from(fromId).filter(call -> call.reserved().job() == job);
    }

    @Override
    public List<io.longhaul.engine.store.SnapshotRecord> snapshots(long job) {
        synchronized (state) {
            var found = state.jobs.get(job);
            return found == null ? List.<SnapshotRecord>of() : List.copyOf(found.snapshots);
        }
    }

    @Override
    public List<String> failuresOf(String workflow, String key) {
        synchronized (state) {
            var byJob = state.failures.get(new MemoryState.FailureKey(workflow, key));
            return byJob == null
                    ? List.of()
                    : byJob.descendingKeySet().stream()
                            .map(id -> state.job(id).job.handle())
                            .toList();
        }
    }

    @Override
    public List<Spent> spentSince(String source, Instant since) {
        synchronized (state) {
            var spent = new ArrayList<Spent>();
            for (int id : state.calls.ofAll(source)) {
                var call = state.calls.get(id);
                if (call == null || call.units() == 0) {
                    continue;
                }
                var closed = call.receivedAt() == null ? Instant.MAX : call.receivedAt();
                if (!closed.isBefore(since)) {
                    spent.add(new Spent(
                            call.reserved().source(),
                            call.reserved().owner(),
                            call.reserved().at(),
                            closed,
                            call.units()));
                }
            }
            spent.sort(Comparator.comparing(Spent::closedAt));
            return spent;
        }
    }

    @Override
    public Optional<Latency> latency(String source) {
        synchronized (state) {
            var millis = new long[LATENCY_SAMPLE];
            int n = 0;
            int oldest = state.calls.end() - LATENCY_WINDOW;
            var ids = state.calls.of(source);
            for (int i = ids.size() - 1; i >= 0 && ids.get(i) >= oldest && n < LATENCY_SAMPLE; i--) {
                var call = state.calls.get(ids.get(i));
                if (call != null && call.receivedAt() != null && call.reading().state().answers()) {
                    millis[n++] = millis(call);
                }
            }
            Arrays.sort(millis, 0, n);
            return n == 0
                    ? Optional.empty()
                    : Optional.of(new Latency(millis[(n - 1) / 2], millis[(int) Math.ceil(0.9 * n) - 1], n));
        }
    }

    @Override
    public Optional<byte[]> kept(String shelf, String key) {
        synchronized (state) {
            return Optional.ofNullable(shelf(shelf).get(key));
        }
    }

    @Override
    public List<String> keptKeys(String shelf, String after, int limit) {
        synchronized (state) {
            return shelf(shelf).tailMap(after, false).keySet().stream().limit(limit).toList();
        }
    }

    @Override
    public KeptSize keptSize(String shelf) {
        synchronized (state) {
            var documents = shelf(shelf).values();
            return new KeptSize(documents.size(), documents.stream().mapToLong(each -> each.length).sum());
        }
    }

    private NavigableMap<String, byte[]> shelf(String shelf) {
        return state.kept.getOrDefault(shelf, new TreeMap<>());
    }

    @Override
    public Cleaned cleanable(Instant endedBefore, boolean answers) {
        synchronized (state) {
            return new MemoryCleaning(state).clean(endedBefore, answers, true);
        }
    }

    private static long millis(MemoryCall call) {
        var received = call.receivedAt();
        return received == null
                ? 0
                : Duration.between(call.reserved().at(), received).toMillis();
    }
}
