package io.longhaul.testkit;

import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A store in Java maps, for simulations: every commit and page read costs what it touches.
///
/// - **Death**: [#crash()] hands what was committed to the next owner; the old one then refuses everything.
/// - **Faults**: a [CommitFault] fails commits before or after they are applied.
public final class MemoryStore extends MemoryView implements Store {

    private static final byte[] NOTHING = {};

    private final Opening opening;
    private CommitFault fault = CommitFault.NONE;
    private boolean dead;

    /// An empty store.
    public MemoryStore() {
        this(new MemoryState(), true);
    }

    private MemoryStore(MemoryState state, boolean fresh) {
        super(state);
        boolean clean = fresh || state.clean;
        opening = new Opening(
                fresh, clean, state.heartbeat, state.newest, state.lastCall + 1, state.openCalls());
        for (var job : state.jobs.values()) {
            if (!clean) {
                strike(job);
            }
            job.running = List.of();
        }
        state.clean = false;
    }

    /// The store as the next owner finds it after the death of this one.
    public MemoryStore crash() {
        synchronized (state) {
            dead = true;
            return new MemoryStore(state, false);
        }
    }

    /// The store as the next owner finds it after this one closed in order.
    public MemoryStore reopen() {
        close();
        return crash();
    }

    /// From now on commits go through it.
    public void failCommits(CommitFault how) {
        synchronized (state) {
            fault = how;
        }
    }

    @Override
    public void commit(List<Write> writes) {
        synchronized (state) {
            mustLive();
            fault.before(writes);
            new MemoryWrites(state).apply(writes);
            fault.after(writes);
        }
    }

    @Override
    public JobLoader load(JobDraft draft) {
        synchronized (state) {
            mustLive();
            return new Loader(draft, ++state.lastJob);
        }
    }

    @Override
    public Map<String, String> replyHeaders(long call) {
        synchronized (state) {
            mustLive();
            var known = state.calls.get(call);
            var reply = known == null ? null : known.reply();
            return reply == null ? Map.of() : reply.headers();
        }
    }

    @Override
    public Opening opening() {
        return opening;
    }

    /// Memory keeps nothing back.
    @Override
    public void releaseReserve() {}

    @Override
    public Cleaned clean(Instant endedBefore, boolean answers) {
        synchronized (state) {
            mustLive();
            return new MemoryCleaning(state).clean(endedBefore, answers, false);
        }
    }

    /// Closes in order. The last owner's death is not one.
    @Override
    public void close() {
        synchronized (state) {
            if (!dead) {
                dead = true;
                state.clean = true;
            }
        }
    }

    private static void strike(MemoryJob job) {
        for (long position : job.running) {
            if (!job.ended.get((int) position)) {
                var item = job.items.get((int) position);
                job.items.set(
                        (int) position,
                        new StoredItem(
                                position,
                                item.rowNumber(),
                                item.key(),
                                item.occurrence(),
                                item.cells(),
                                item.retriedAt(),
                                item.strikes() + 1));
            }
        }
    }

    private void mustLive() {
        if (dead) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /// A load that nobody sees before it is published.
    private final class Loader implements JobLoader {
        private final JobDraft draft;
        private final long id;
        private final List<DraftItem> items = new ArrayList<>();
        private boolean open = true;

        private Loader(JobDraft draft, long id) {
            this.draft = draft;
            this.id = id;
        }

        @Override
        public void add(List<DraftItem> more) {
            mustBeOpen();
            items.addAll(more);
        }

        @Override
        public JobRecord publish(String identity, String because) {
            synchronized (state) {
                mustLive();
                mustBeOpen();
                open = false;
                int n = state.series.merge(draft.workflow(), 1, Integer::sum);
                var record = new JobRecord(
                        id,
                        draft.workflow() + "-" + n,
                        identified(identity),
                        items.size(),
                        draft.asOf(),
                        because.isEmpty() ? JobState.PENDING : JobState.PAUSED,
                        because.isEmpty() ? null : PauseReason.USER,
                        null,
                        because,
                        null,
                        null,
                        null,
                        null);
                state.jobs.put(id, new MemoryJob(record, items));
                refuse();
                state.saw(draft.createdAt());
                return record;
            }
        }

        private void refuse() {
            var writes = new ArrayList<Write>();
            for (int position = 0; position < items.size(); position++) {
                var refusal = items.get(position).refusal();
                if (refusal != null) {
                    var outcome = new Outcome(
                            refusal.state(),
                            refusal.errorClass(),
                            refusal.reason(),
                            0,
                            NOTHING,
                            0,
                            0,
                            0,
                            0,
                            draft.createdAt());
                    writes.add(new Write.Ended(id, position, outcome));
                }
            }
            new MemoryWrites(state).apply(writes);
        }

        private JobDraft identified(String identity) {
            return new JobDraft(
                    draft.name(),
                    draft.workflow(),
                    draft.version(),
                    draft.settings(),
                    identity,
                    draft.input(),
                    draft.output(),
                    draft.columns(),
                    draft.batchSize(),
                    draft.checkpointInterval(),
                    draft.createdAt(),
                    draft.refresh(),
                    draft.options());
        }

        private void mustBeOpen() {
            if (!open) {
                throw new IllegalStateException("the load of job " + id + " has ended");
            }
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
