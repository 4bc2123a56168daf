package io.longhaul.lab.kill;

import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.StoredCall;
import io.longhaul.lab.Child;
import io.longhaul.lab.LabJob;
import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.source.LabSource;
import io.longhaul.lab.source.LabWorkflow;
import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.LabLog;
import io.longhaul.lab.upstream.LogTail;
import io.longhaul.lab.upstream.UpstreamProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The lab's own workflow in a JVM of its own, over HTTP to the lab's upstream.
final class WorkflowTarget implements Target {

    private final KillPlan plan;
    private final LabWorkflow workflow;
    private final UpstreamProcess upstream;
    private final LogTail tail;

    WorkflowTarget(KillPlan plan, Path directory) throws IOException {
        this.plan = plan;
        this.workflow = new LabWorkflow(new LabSource(plan.metering(), ""), 2);
        this.upstream = UpstreamProcess.start(directory, plan.script());
        this.tail = new LogTail(upstream.log());
    }

    @Override
    public Child start(int life, Path home) {
        var child = Child.java(
                KillTarget.class,
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(
                        home.toString(),
                        upstream.base().toString(),
                        Integer.toString(life),
                        Integer.toString(plan.items()),
                        Integer.toString(plan.concurrency()),
                        plan.metering().name()));
        child.awaitLine("running");
        return child;
    }

    @Override
    public void mustHaveEnded(int exit) {
        if (exit != 0) {
            throw new IllegalStateException("a life ended by itself with exit code " + exit);
        }
    }

    @Override
    public List<Call> news() throws IOException {
        return tail.more();
    }

    @Override
    public List<Call> calls() throws IOException {
        return LabLog.read(upstream.log()).calls();
    }

    @Override
    public String question(StoredCall call) {
        return LabWorkflow.question(LabJob.key(call.position()), call.step());
    }

    @Override
    public Outcomes outcomes(StoreView view) {
        return Outcomes.of(view, this::right);
    }

    private boolean right(EndedItem ended) {
        var rows = ResultCodec.decode(ended.outcome().result());
        var expected = workflow.expected(ended.item().key());
        return rows.size() == 1
                && rows.getFirst().equals(Arrays.asList(expected.key(), expected.first(), expected.second()));
    }

    @Override
    public List<Figure> figures() {
        return List.of();
    }

    @Override
    public void close() throws IOException {
        tail.close();
        upstream.close();
    }
}
