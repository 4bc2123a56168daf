package io.longhaul.app.cli.watch;

import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoreView;
import java.io.PrintStream;
import tools.jackson.core.json.JsonFactory;

/// The end of a job as one JSON document.
final class EndJson {

    private EndJson() {}

    static void print(PrintStream out, JobRecord job, StoreView store) {
        var counts = store.counts(job.id());
        var text = new java.io.StringWriter();
        try (var json = new JsonFactory().createGenerator(tools.jackson.core.ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("schema", 1);
            json.writeStringProperty("jobId", job.handle());
            json.writeStringProperty("name", job.draft().name());
            json.writeStringProperty("workflow", job.draft().workflow());
            json.writeStringProperty("status", job.state().label());
            var reason = job.reason();
            json.writeStringProperty("reason", reason == null ? null : reason.label());
            json.writeBooleanProperty("complete", job.state().ended());
            json.writeStringProperty("output", job.draft().output().isEmpty() ? null : job.draft().output());
            json.writeObjectPropertyStart("items");
            json.writeNumberProperty("total", job.total());
            json.writeNumberProperty("done", counts.done());
            json.writeNumberProperty("passed", counts.passed());
            json.writeNumberProperty("failed", counts.failed());
            json.writeNumberProperty("skipped", counts.skipped());
            json.writeNumberProperty("uncertain", counts.uncertain());
            json.writeNumberProperty("pending", job.total() - counts.ended());
            json.writeNumberProperty("reused", counts.reused());
            json.writeEndObject();
            json.writeEndObject();
        }
        out.println(text);
    }
}
