package io.longhaul.app.view;

import io.longhaul.engine.plan.ListFacts;
import io.longhaul.engine.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a job will take, before it starts.
///
/// @param column by which items are known; empty for the whole line
/// @param timeout of one attempt
/// @param declared limits in words, as `5/s, 500 a day (New York)`; empty if none
/// @param priced whether a price is declared
/// @param plan null where there is nothing to plan with
public record PlanBlock(
        ListFacts list,
        String column,
        int concurrency,
        Duration timeout,
        String declared,
        boolean priced,
        @Nullable Plan plan) {

    private static final int REFUSED = 3;

    /// Without the line of the job: `Plan  503 rows, column "ticker"; row 412 has no ticker` and what follows.
    public List<String> lines(Times times, int width) {
        var facts = new ArrayList<String>();
        facts.add(rows());
        facts.add(concurrency + " at a time, " + Durations.seconds(timeout) + " a row; " + limits());
        if (plan != null) {
            calls(plan, facts);
            finish(plan, times, facts);
        }
        var lines = new ArrayList<String>();
        for (var fact : facts) {
            for (var line : Text.wrap(fact, width - 6, 2)) {
                lines.add((lines.isEmpty() ? "Plan  " : "      ") + line);
            }
        }
        return lines;
    }

    /// `Job   screen-7; Ctrl-C stops it, finished rows are kept`, or that it only leaves the view.
    public static String job(String handle, boolean stops) {
        return "Job   " + handle + "; "
                + (stops ? "Ctrl-C stops it, finished rows are kept" : "Ctrl-C leaves this view, the job goes on");
    }

    private String rows() {
        var text = Text.count(list.rows(), "row") + (column.isEmpty() ? "" : ", column \"" + Text.visible(column) + "\"");
        if (list.duplicates() > 0) {
            text += "; " + Text.count(list.duplicates(), "duplicate") + ", answered from the first";
        }
        var refused = list.refused();
        for (var each : refused.subList(0, Math.min(REFUSED, refused.size()))) {
            text += "; row " + each.row() + " " + refusal(each.reason());
        }
        return refused.size() > REFUSED ? text + "; " + (refused.size() - REFUSED) + " more refused" : text;
    }

    private static String refusal(String reason) {
        return reason.startsWith("no ") ? "has " + Text.visible(reason) : "refused: " + Text.visible(reason);
    }

    private String limits() {
        if (declared.isEmpty()) {
            return priced ? "limits not declared" : "limits and cost not declared";
        }
        return Text.visible(declared) + (priced ? "" : "; cost not declared");
    }

    private void calls(Plan plan, List<String> facts) {
        if (declared.isEmpty() && !priced) {
            return;
        }
        for (var source : plan.calls()) {
            facts.add((source.min() == source.max() ? "" : source.min() + " to ") + source.max() + " calls to "
                    + Text.visible(source.source()));
        }
    }

    private void finish(Plan plan, Times times, List<String> facts) {
        var bound = plan.bound();
        var expected = plan.expected();
        if (expected != null) {
            facts.add("ends " + times.when(expected.p50()) + ", or by " + times.after(expected.p50(), expected.p90())
                    + (bound == null ? "" : "; limits allow " + times.after(expected.p50(), bound) + " at the earliest"));
        } else if (bound != null) {
            facts.add("limits allow the end " + times.when(bound) + " at the earliest");
        }
        if (priced) {
            facts.add("costs " + Money.text(plan.cost().min()) + " to " + Money.text(plan.cost().max()));
        }
        if (plan.diskBytes() >= 100_000_000) {
            facts.add("takes up to " + plan.diskBytes() / 1_000_000 + " MB of disk");
        }
    }
}
