package io.longhaul.app.session;

import io.longhaul.engine.core.Machine.GateState;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.JobRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A session that owns its store for long and serves others.
public interface ServingSession extends Session {

    /// @param alive whether jobs go on and can be stored
    /// @param unstored groups of writes on their way into the store
    /// @param running jobs that run, `queued` jobs that wait for their turn
    /// @param defects failures of code that must not fail, since the start: each is in the log
    record Vitals(boolean alive, int unstored, int running, int queued, long defects) {}

    Vitals vitals();

    /// The upstreams asked since the start, as they stand.
    List<GateState> gates();

    /// Stores a list as a new job that waits for a person.
    JobRecord hold(Submission submission, String because);

    /// As [#submit], without waiting for its turn: for short lists whose end somebody waits for.
    JobRecord submitNow(Submission submission);

    /// Runs a part of a job that stands still, without waiting for its turn, and waits for its end, or so long.
    ///
    /// @return false if it does not stand still or cannot begin: nothing of it was run
    boolean runSlice(JobRecord job, Slice slice, Map<String, String> environment, Duration atMost)
            throws InterruptedException;

    /// From now on its jobs can be seen there, as `http://127.0.0.1:8787`.
    void servedAt(String url);

    /// Writes.
    ///
    /// @throws io.longhaul.engine.store.StoreException if that is not possible
    void mustBeWritable();

    /// Hears no more.
    void unlisten(Consumer<JobEvent> listener);

    /// Gives up all calls under way; their fate is then unknown.
    void abandon();
}
