package io.longhaul.app.view;

import io.longhaul.app.view.Table.Side;
import io.longhaul.engine.core.RetryTable;
import io.longhaul.engine.core.RetryTable.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// What follows a failed attempt, by error class.
public final class RetryRules {

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
        return table.lines(width);
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
