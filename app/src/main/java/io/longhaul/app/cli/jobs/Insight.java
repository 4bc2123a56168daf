package io.longhaul.app.cli.jobs;

import io.longhaul.app.output.ResultRows;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What only the workflow of a job can tell.
public interface Insight {

    /// The rows that its results are written as.
    ResultRows results(JobRecord job);

    /// What a plan of the rest of the job is made from: rows not ended, quota units used, what was observed.
    Optional<PlanRequest> rest(JobRecord job, StoreView store, Instant now);
}
