package io.longhaul.app.cli.jobs;

import io.longhaul.app.session.Session;
import io.longhaul.engine.store.JobRecord;

/// Shows a job that runs until it ends or pauses, writes its outputs, and says how it ended.
@FunctionalInterface
public interface Follow {

    /// @param sliced whether it was given only a slice of time
    /// @return the exit code
    int follow(Session session, JobRecord job, boolean sliced);
}
