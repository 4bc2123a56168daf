package io.longhaul.app.session;

import io.longhaul.engine.core.Command;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Orders to jobs that do not run: what they change is changed in the store.
record StoredOrders(Store store, InstantSource clock) {

    private static final String REOPENING = "its rows were being made ready to run again";

    void order(JobRecord job, Command command) {
        var now = clock.instant();
        var state = record(job).state();
        switch (command) {
            case Command.Pause(var reason, var because) -> {
                if (!state.ended() && state != JobState.PAUSED) {
                    store.commit(List.of(
                            new Write.JobChanged(job.id(), JobState.PAUSED, reason, null, because, now)));
                }
            }
            case Command.Cancel() -> {
                if (!state.ended()) {
                    store.commit(List.of(new Write.JobChanged(job.id(), JobState.CANCELLED, null, null, "", now)));
                }
            }
            case Command.Change(var options) ->
                store.commit(List.of(new Write.OptionsChanged(job.id(), options)));
            case Command.Retry retry -> {
                var counts = store.counts(job.id());
                reopen(job, retry.writes(job.id(), job.total(), counts::ended, now), 1, now);
            }
            case Command.Correct correct -> reopen(job, correct.writes(job.id(), now), Integer.MAX_VALUE, now);
            case Command.Abandon(),Command.EndSlice(),Command.Probe(),Command.Publish() -> {
                // nothing of it is under way; the owner's publisher writes results
            }
        }
    }

    /// What became of the results of a complete job: the store has no other place for it than its reason.
    ///
    /// @param written the job at the end whose results they are; one that ended again since has others
    void mark(JobRecord written, String because) {
        var job = record(written);
        var finished = job.finishedAt();
        if (job.state() == JobState.COMPLETED && finished != null && finished.equals(written.finishedAt())) {
            store.commit(List.of(new Write.JobChanged(job.id(), job.state(), null, null, because, finished)));
        }
    }

    /// @param atOnce of them in a transaction
    private void reopen(JobRecord job, List<Write> rows, int atOnce, Instant now) {
        boolean changes = !Start.later(record(job));
        for (int from = 0; from < rows.size();) {
            int to = from + Math.min(atOnce, rows.size() - from);
            var writes = new ArrayList<>(rows.subList(from, to));
            boolean last = to == rows.size();
            if (changes && last) {
                writes.add(new Write.JobChanged(job.id(), JobState.PENDING, null, null, "", now));
            } else if (changes && from == 0) {
                // should the process die before the last piece, the rows reopened so far are found by `resume`
                writes.addFirst(new Write.JobChanged(
                        job.id(), JobState.PAUSED, PauseReason.INTERRUPTED, null, REOPENING, now));
            }
            store.commit(writes);
            from = to;
        }
    }

    private JobRecord record(JobRecord job) {
        return store.job(job.id()).orElseThrow();
    }
}
