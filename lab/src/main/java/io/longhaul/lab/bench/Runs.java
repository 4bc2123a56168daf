package io.longhaul.lab.bench;

import io.longhaul.engine.Workflow;
import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.Scratch;
import io.longhaul.store.sqlite.SqliteStore;
import java.time.InstantSource;

/// Whole jobs in this process, each over a store of its own on disk.
final class Runs {

    private Runs() {}

    /// Seconds from the start of a submitted job until it completed; submission is excluded.
    static double seconds(Workflow<Long, String> workflow, int items, RunOptions options) throws InterruptedException {
        try (var scratch = Scratch.make("longhaul-bench-");
                var longhaul = Longhaul.over(SqliteStore.own(scratch.path("home"), InstantSource.system()))) {
            var submitted = LabJob.submit(longhaul, workflow.outline().workflow(), items, options);
            long from = System.nanoTime();
            var handle = longhaul.start(submitted, workflow, Work.Transports.none());
            var job = handle.await();
            double seconds = seconds(from);
            long done = handle.counts().done();
            if (job.state() != JobState.COMPLETED || done != items) {
                throw new IllegalStateException(
                        "the job ended " + job.state().label() + " with " + done + " of " + items + " rows done");
            }
            return seconds;
        }
    }

    static double seconds(long fromNanos) {
        return (System.nanoTime() - fromNanos) / 1e9;
    }
}
