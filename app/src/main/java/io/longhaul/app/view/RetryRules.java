package io.longhaul.app.view;

import io.longhaul.app.view.Table.Side;
import io.longhaul.engine.core.RetryTable;
import io.longhaul.engine.core.RetryTable.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// What follows a failed attempt, by error class.
public final class RetryRules {

    private static final String PROBES = "An upstream where at least 10 of 20 calls and more than half failed (network,"
            + " timeout, server, resource) is probed by one call: after " + Durations.text(RetryTable.FIRST_PROBE)
            + ", each next after twice as long, up to " + Durations.text(RetryTable.LONGEST_PROBE)
            + "; at once when a person resumes or retries the job.";

    private RetryRules() {}

    public static List<String> lines(int width) {
        var table = new Table(
                List.of("CLASS", "RETRIES", "AFTER", "AT MOST", "THEN"),
                Side.LEFT,
                Side.RIGHT,
                Side.LEFT,
                Side.LEFT,
                Side.LEFT);
        for (var rule : RetryTable.rules()) {
            boolean never = rule.retries() == 0;
            table.row(
                    rule.errorClass().label(),
                    String.valueOf(rule.retries()),
                    never ? "" : after(rule),
                    never ? "" : Durations.text(rule.cap()),
                    then(rule));
        }
        var lines = new ArrayList<>(table.lines(width));
        lines.addAll(Text.wrap(PROBES, width, 0));
        return lines;
    }

    private static String after(Rule rule) {
        return Durations.text(rule.first())
                + (rule.step().equals(Duration.ZERO) ? "" : " + " + Durations.text(rule.step()) + " each time");
    }

    private static String then(Rule rule) {
        return rule.then().name().toLowerCase(Locale.ROOT);
    }

    public static ObjectNode document() {
        var document = Json.document();
        document.putObject("probes")
                .put("firstSeconds", RetryTable.FIRST_PROBE.toSeconds())
                .put("factor", 2)
                .put("capSeconds", RetryTable.LONGEST_PROBE.toSeconds());
        var array = document.putArray("errorClasses");
        for (var rule : RetryTable.rules()) {
            array.addObject()
                    .put("class", rule.errorClass().label())
                    .put("retries", rule.retries())
                    .put("firstSeconds", rule.first().toSeconds())
                    .put("stepSeconds", rule.step().toSeconds())
                    .put("capSeconds", rule.cap().toSeconds())
                    .put("then", then(rule));
        }
        return document;
    }
}
