package io.longhaul.app.session;

import io.longhaul.engine.event.JobEvent;
import java.util.function.Consumer;

/// A session that owns its store for long and serves others.
public interface ServingSession extends Session {

    /// @param alive whether jobs go on and can be stored
    /// @param unstored groups of writes on their way into the store
    /// @param running jobs that run, `queued` jobs that wait for their turn
    record Vitals(boolean alive, int unstored, int running, int queued) {}

    Vitals vitals();

    /// Writes.
    ///
    /// @throws io.longhaul.engine.store.StoreException if that is not possible
    void mustBeWritable();

    /// Hears no more.
    void unlisten(Consumer<JobEvent> listener);

    /// Gives up all calls under way; their fate is then unknown.
    void abandon();
}
