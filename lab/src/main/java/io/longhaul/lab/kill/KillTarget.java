package io.longhaul.lab.kill;

import io.longhaul.engine.run.Longhaul;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.source.LabSource;
import io.longhaul.lab.source.LabWorkflow;
import io.longhaul.lab.source.Metering;
import io.longhaul.source.http.Connections;
import io.longhaul.store.sqlite.SqliteStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// One life of the process that is killed: `HOME URL LIFE ITEMS CONCURRENCY METERING`. Submits the job, or goes on with
/// it, over the lab's upstream; says `running`, and how it ended.
final class KillTarget {

    private KillTarget() {}

    public static void main(String[] args) throws InterruptedException {
        Child.endWithStdin();
        var source = new LabSource(Metering.valueOf(args[5]), args[2]);
        int items = Integer.parseInt(args[3]);
        var options = RunOptions.DEFAULT
                .withConcurrency(Integer.parseInt(args[4]))
                .withTimeout(Duration.ofSeconds(60));
        try (var connections = Connections.open();
                var longhaul = Longhaul.over(SqliteStore.own(Path.of(args[0]), InstantSource.system()))) {
            var transport = source.transport(URI.create(args[1]), connections);
            var workflow = new LabWorkflow(source, 2);
            var job = job(longhaul, items, options);
            say("running");
            var ended = longhaul.start(job, workflow, any -> transport).await();
            say("ended " + ended.state().label() + " " + ended.because());
            if (ended.state() != JobState.COMPLETED) {
                throw new IllegalStateException("the job ended " + ended.state() + " " + because(ended));
            }
        }
    }

    private static String because(JobRecord job) {
        PauseReason reason = job.reason();
        return (reason == null ? "" : reason.label() + " ") + job.because();
    }

    private static JobRecord job(Longhaul longhaul, int items, RunOptions options) {
        var unfinished = longhaul.store().unfinished();
        return unfinished.isEmpty()
                ? LabJob.submit(longhaul, LabWorkflow.NAME, items, options)
                : unfinished.getFirst();
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }
}
