package io.longhaul.app.api.jobs;

import io.longhaul.app.KeyRing;
import io.longhaul.app.Workflows;
import io.longhaul.app.notice.NoticeLog;
import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.app.output.JobResults;
import io.longhaul.app.view.ExplainBlock;
import io.longhaul.app.view.ReportBlock;
import io.longhaul.app.view.RestOfJob;
import io.longhaul.engine.plan.Planner;
import io.longhaul.engine.store.JobRecord;
import java.util.Map;
import java.util.TreeSet;

/// What a job has found by now, why rows failed, and why nothing runs.
final class JobExport {

    /// Formats to media types.
    private static final Map<String, String> TYPES = Map.of(
            "csv", "text/csv; charset=utf-8", "json", "application/json", "jsonl", "application/x-ndjson",
            "parquet", "application/vnd.apache.parquet");

    private final Service service;
    private final Found found;

    JobExport(Service service, Found found) {
        this.service = service;
        this.found = found;
    }

    /// `GET /v1/jobs/{job}/export`: written as it is read, whatever its length.
    WebReply export(WebRequest request) {
        request.mustHaveOnly("format", "includeColumns");
        var format = request.parameter("format").orElse("csv");
        var type = TYPES.get(format);
        if (type == null) {
            throw Problem.wrong("format", "got \"" + Fields.shown(format) + "\"; want one of "
                    + String.join(", ", new TreeSet<>(TYPES.keySet())));
        }
        var job = found.job(request);
        var columns = request.parameter("includeColumns").orElse(null);
        mustBeColumns(job, columns);
        var results = new JobResults(service.session().store(), job, Workflows.results(job, service.environment()));
        var form = JobResults.Form.typed(format, columns);
        return WebReply.stream(type, out -> results.write("-", form, out))
                .with("Content-Disposition", "attachment; filename=\"" + job.handle() + "." + format + "\"");
    }

    /// Before the first byte is out.
    private static void mustBeColumns(JobRecord job, @org.jspecify.annotations.Nullable String columns) {
        if (columns == null || columns.equals("all")) {
            return;
        }
        for (var name : columns.split(",", -1)) {
            if (!job.draft().columns().contains(name)) {
                throw Problem.wrong("includeColumns", "no column \"" + Fields.shown(name)
                        + "\" in the list of " + job.handle() + "; want some of its columns, or all");
            }
        }
    }

    /// `GET /v1/jobs/{job}/report`.
    WebReply report(WebRequest request) {
        request.mustHaveOnly();
        return WebReply.json(200, ReportBlock.of(found.facts(found.job(request))).document());
    }

    /// `GET /v1/jobs/{job}/explain`.
    WebReply explain(WebRequest request) {
        request.mustHaveOnly();
        var job = found.job(request);
        var facts = found.facts(job);
        var rest = facts.active() && facts.starts().isEmpty()
                ? Planner.plan(new RestOfJob(
                        service.session().store(), job, Workflows.describe(job, service.environment()),
                        KeyRing.accounts(service.config(), service.environment()))
                        .request(facts.now()))
                : null;
        var document = new ExplainBlock(facts, rest).document();
        document.set("notices", NoticeLog.of(service.session().store(), job.id()).document());
        return WebReply.json(200, document);
    }
}
