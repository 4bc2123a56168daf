package io.longhaul.app.view;

import io.longhaul.engine.plan.BatchHealth;
import io.longhaul.engine.plan.Cause;
import io.longhaul.engine.plan.Culprit;
import io.longhaul.engine.plan.FailureReport;
import io.longhaul.engine.plan.Hints;
import io.longhaul.engine.plan.Trend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The failure report of a job, with its health.
public record ReportBlock(JobFacts facts, FailureReport report, BatchHealth health) {

    public static ReportBlock of(JobFacts facts) {
        var progress = facts.progress();
        var analysis = progress.analysis();
        var hints = Hints.of(facts.counts(), facts.snapshots(), progress, lost(facts));
        var trend = analysis == null ? Trend.STEADY : analysis.trend();
        var culprit = facts.commands() ? Culprit.COMMAND : Culprit.UPSTREAM;
        return new ReportBlock(
                facts,
                FailureReport.of(facts.counts(), culprit),
                BatchHealth.of(facts.counts(), trend, breaker(facts), hints, culprit));
    }

    private static Map<Cause, Duration> lost(JobFacts facts) {
        var lost = new EnumMap<Cause, Duration>(Cause.class);
        for (var cause : Cause.values()) {
            Long millis = facts.pulse().late().get(cause.label());
            if (millis != null) {
                lost.put(cause, Duration.ofMillis(millis));
            }
        }
        return lost;
    }

    /// The store keeps no breaker's state; a job that waits for one says so.
    private static BatchHealth.Breaker breaker(JobFacts facts) {
        var until = facts.job().until();
        return facts.active() && facts.job().because().contains(" is failing") && until != null
                ? new BatchHealth.Breaker(true, "open until " + Times.rfc3339(until))
                : BatchHealth.Breaker.CLOSED;
    }

    public List<String> lines(int width) {
        var lines = new ArrayList<String>();
        var head = new Labelled(width);
        head.add("Report", facts.job().handle() + ": " + report.ended() + " of " + facts.job().total() + " rows ended, "
                + report.failed() + " failed, " + report.uncertain() + " uncertain, " + report.skipped() + " skipped");
        head.add("Health",
                health.score() + " of 100; rate " + health.trend().label() + "; breaker " + health.breaker());
        lines.addAll(head.lines());
        if (!report.breakdown().isEmpty()) {
            lines.add("");
            breakdown(width, lines);
            var retry = new Labelled(width);
            retry.add("Retry", report.worthRetrying() + " of " + report.failed() + " may succeed unchanged");
            lines.add("");
            lines.addAll(retry.lines());
        }
        var rest = new Labelled(width);
        for (int i = 0; i < report.systemIssues().size(); i++) {
            rest.add(i == 0 ? "Issues" : "", report.systemIssues().get(i));
            rest.add("", "  " + named(report.fixes().get(i)));
        }
        var more = health.recommendations().stream()
                .filter(each -> !report.fixes().contains(each))
                .toList();
        for (int i = 0; i < more.size(); i++) {
            rest.add(i == 0 ? "Advice" : "", named(more.get(i)));
        }
        if (report.failed() > 0) {
            rest.add("Rows", "longhaul items " + facts.job().handle() + " --failed");
        }
        lines.addAll(rest.lines());
        return lines;
    }

    private String named(String advice) {
        var row = facts.failures().isEmpty()
                ? "ROW"
                : FinishedBlock.item(facts.failures().getFirst().examples().getFirst());
        return advice.replace("explain JOB ROW", "explain " + facts.job().handle() + " " + row)
                .replace("explain JOB", "explain " + facts.job().handle());
    }

    private void breakdown(int width, List<String> lines) {
        lines.add("ROWS  SHARE  CLASS       WHAT TO DO");
        for (var line : report.breakdown()) {
            var head = Text.right(String.valueOf(line.items()), 4) + "  "
                    + Text.right(Math.round(line.share() * 100) + "%", 5) + "  "
                    + Text.left(line.errorClass().label(), 12);
            for (var advice : Text.wrap(named(line.advice().text()), width - Text.width(head), 0)) {
                lines.add(head + advice);
                head = " ".repeat(head.length());
            }
        }
    }

    public ObjectNode document() {
        var document = Json.document()
                .put("jobId", facts.job().handle())
                .put("total", facts.job().total())
                .put("ended", report.ended())
                .put("failed", report.failed())
                .put("uncertain", report.uncertain())
                .put("skipped", report.skipped())
                .put("worthRetrying", report.worthRetrying());
        var breakdown = document.putArray("breakdown");
        for (var line : report.breakdown()) {
            var entry = breakdown.addObject()
                    .put("class", line.errorClass().label())
                    .put("items", line.items())
                    .put("share", Json.number(line.share(), 4))
                    .put("retry", line.advice().worthwhile())
                    .put("advice", named(line.advice().text()));
            var examples = entry.putArray("examples");
            facts.failures().stream()
                    .filter(each -> each.errorClass() == line.errorClass())
                    .forEach(each -> each.examples().forEach(examples::add));
        }
        var issues = document.putArray("systemIssues");
        report.systemIssues().forEach(issues::add);
        var fixes = document.putArray("fixes");
        report.fixes().forEach(each -> fixes.add(named(each)));
        document.set("health", healthNode());
        return document;
    }

    private ObjectNode healthNode() {
        var node = Json.object()
                .put("score", health.score())
                .put("failureRate", Json.number(health.failureRate(), 4))
                .put("trend", health.trend().label())
                .put("breaker", health.breaker());
        var common = node.putArray("mostCommon");
        health.mostCommon().forEach(each -> common.add(each.errorClass().label()));
        var advice = node.putArray("recommendations");
        health.recommendations().forEach(each -> advice.add(named(each)));
        return node;
    }
}
