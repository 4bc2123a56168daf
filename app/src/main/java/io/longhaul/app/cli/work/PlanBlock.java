package io.longhaul.app.cli.work;

import io.longhaul.app.Wiring;
import io.longhaul.app.KeyRing;
import io.longhaul.app.session.Sessions;
import io.longhaul.app.view.Durations;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Money;
import io.longhaul.app.view.SourceUse;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.plan.Distinct;
import io.longhaul.engine.plan.Grouping;
import io.longhaul.engine.plan.ListFacts;
import io.longhaul.engine.plan.Plan;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.plan.Planner;
import io.longhaul.engine.plan.SourceFacts;
import io.longhaul.engine.Row;
import io.longhaul.engine.Steps;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.io.list.InputList;
import io.longhaul.source.exec.Argv;
import io.longhaul.source.exec.ExecQuestion;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a screen will take, as it is shown before the start.
final class PlanBlock {

    private static final int REFUSALS = 3;

    private final InputList rows;
    private final ScreenDraft draft;
    private final Screen screen;
    private final Plan plan;

    PlanBlock(Wiring wiring, InputList rows, ScreenDraft draft) {
        this.rows = rows;
        this.draft = draft;
        this.screen = new Screen(draft.screen());
        this.plan = plan(wiring.sessions(), wiring.clocks().wall().instant());
    }

    private Plan plan(Sessions sessions, Instant now) {
        var summary = rows.summary();
        var refused = summary.refusals().stream()
                .map(each -> new ListFacts.Refused(each.number(), each.reason()))
                .toList();
        // a list keeps its first hundred refusals; the rest are taken off the rows
        long rest = summary.refused() - refused.size();
        var asked = asked();
        var facts = new ListFacts(summary.rows() - rest, refused, asked.duplicates(), averageBytes());
        var source = known(sessions, now);
        source = batched() ? source.withGroups(draft.batchSize(), asked.groups()) : source;
        return Planner.plan(new PlanRequest(
                screen.outline(), facts, Map.of(screen.source().spec().name(), source), draft.options().concurrency(),
                now));
    }

    /// Of earlier runs of this command: how long they took, and what they left of its quotas.
    private SourceFacts known(Sessions sessions, Instant now) {
        if (!sessions.storeExists()) {
            return SourceFacts.fresh();
        }
        try (var session = sessions.forReading()) {
            return SourceUse.of(session.store(), screen.source(), new KeyRing().of(screen.gate()), now);
        }
    }

    Plan.CostRange cost() {
        return plan.cost();
    }

    private boolean declared() {
        return screen.source().spec().limits().declared() || !screen.source().spec().price().free();
    }

    /// Whether each run would get the same words, so that the row reaches only a command that reads its standard input.
    private Optional<String> warning() {
        var settings = draft.screen();
        var words = settings.words();
        boolean told = settings.per() != Per.ITEM
                || words.stream().anyMatch(
                        word -> word.contains("{in}") || word.equals("-") || word.equals("/dev/stdin"))
                || !Argv.columns(words, rows.columns(), rows.keyColumn()).isEmpty();
        return told
                ? Optional.empty()
                : Optional.of("--exec names no column: each row goes to the command's standard input. A command that"
                        + " does not read it does the same for every row; write {" + Text.visible(rows.keyColumn())
                        + "} where the key belongs");
    }

    private boolean batched() {
        return draft.screen().per() == Per.BATCH;
    }

    /// @param duplicates rows that ask what an earlier one asks, and those that cannot ask at all
    /// @param groups runs that batches take at most
    private record Asked(long duplicates, long groups) {}

    /// Memory as [Distinct] and [Grouping] say.
    private Asked asked() {
        if (!declared() && !batched()) {
            return new Asked(0, 0);
        }
        var seen = new Distinct();
        var grouping = new Grouping();
        long duplicates = 0;
        long position = 0;
        try (var items = rows.items()) {
            for (; items.hasNext(); position++) {
                var item = items.next();
                if (item.refusal() == null) {
                    var asked = question(item);
                    duplicates += asked != null && seen.add(digest(asked)) ? 0 : 1;
                    if (asked != null && batched()) {
                        grouping.add(position / draft.batchSize(), digest(asked), mark(asked));
                    }
                }
            }
        }
        return new Asked(duplicates, grouping.calls());
    }

    private Digest digest(ExecQuestion question) {
        return Digest.of(screen.source().canonical(question));
    }

    private String mark(ExecQuestion question) {
        return new Steps.Question<>("", screen.source(), question).mark();
    }

    private @Nullable ExecQuestion question(DraftItem item) {
        try {
            return screen.item(new Row(rows.columns(), item.cells())).question();
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    private long averageBytes() {
        return 20L * rows.columns().size();
    }

    void print(PrintStream to) {
        int width = draft.wiring.width();
        lines().forEach(line -> Text.wrap(line, width, 6).forEach(to::println));
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        var now = plan.request().now();
        var summary = rows.summary();
        lines.add("Plan  " + Text.count(summary.rows(), "row") + ", column \"" + Text.visible(rows.keyColumn()) + "\""
                + refusals(summary));
        if (summary.leftOut() > 0) {
            lines.add("      " + Text.count(summary.leftOut(), "row") + " not selected");
        }
        var options = draft.options();
        var pace = options.concurrency() + " at a time, " + Durations.seconds(options.timeout()) + " a row";
        if (draft.screen().output().whole()) {
            pace = "one run over all rows, " + Durations.seconds(options.timeout())
                    + " a row; its output is passed on as it is, only counts will be known";
        } else if (batched()) {
            pace = (draft.automatic() ? "batches of the quickest size, " : "batches of " + draft.batchSize() + ", ")
                    + pace;
        }
        lines.add("      " + pace + "; " + limits(draft.screen()));
        warning().ifPresent(text -> lines.add("Note  " + text));
        if (!screen.source().spec().price().free()) {
            lines.add("      " + cost(plan) + budget());
        }
        var times = new Times(now, ZoneId.systemDefault());
        var bound = plan.bound();
        if (bound != null) {
            lines.add("      limits allow " + times.brief(bound) + " at the earliest");
        }
        var expected = plan.expected();
        if (expected != null) {
            var likely = times.brief(expected.p50());
            var late = times.brief(expected.p90());
            lines.add("      expected " + likely + (late.equals(likely) ? "" : ", 9 of 10 by " + late));
        } else if (bound != null) {
            lines.add("      expected end not known yet: no run of this command was timed");
        }
        return lines;
    }

    /// The plan as a document: instants in UTC, money as text in USD, null for what nothing is known of.
    ObjectNode document() {
        var summary = rows.summary();
        var refused = Json.array();
        summary.refusals().forEach(
                each -> refused.add(Json.object().put("row", each.number()).put("reason", each.reason())));
        var calls = Json.array();
        plan.calls().forEach(each -> calls.add(Json.object()
                .put("source", each.source())
                .put("min", each.min())
                .put("max", each.max())));
        var document = Json.document()
                .put("rows", summary.rows())
                .put("rows_refused", summary.refused())
                .put("rows_left_out", summary.leftOut())
                .put("key_column", rows.keyColumn());
        document.set("refused", refused);
        var warnings = Json.array();
        warning().ifPresent(warnings::add);
        document.set("warnings", warnings);
        document.set("calls", calls);
        var budget = draft.options().budget();
        var expected = plan.expected();
        return document.put("cost_min", plan.cost().min().toPlainString())
                .put("cost_max", plan.cost().max().toPlainString())
                .put("budget", budget == null ? null : budget.toPlainString())
                .put("bound", plan.bound() == null ? null : String.valueOf(plan.bound()))
                .put("expected", expected == null ? null : expected.p50().toString())
                .put("expected_p90", expected == null ? null : expected.p90().toString());
    }

    /// What a budget that is too small will do.
    private String budget() {
        var budget = draft.options().budget();
        var most = plan.cost().max();
        if (budget == null || most.compareTo(budget) <= 0) {
            return "";
        }
        var runs = budget.divideToIntegralValue(screen.source().spec().price().max());
        return "; budget " + Money.text(budget) + " pauses it after " + Text.count(runs.longValue(), "run");
    }

    private static String cost(Plan plan) {
        long least = plan.calls().stream().mapToLong(Plan.SourceCalls::min).sum();
        long most = plan.calls().stream().mapToLong(Plan.SourceCalls::max).sum();
        var runs = least == most ? Text.count(most, "run") : least + " to " + Text.count(most, "run");
        var cost = plan.cost();
        return runs + ", " + Money.text(cost.min())
                + (cost.min().compareTo(cost.max()) == 0 ? "" : " to " + Money.text(cost.max()));
    }

    private static String refusals(InputList.Summary summary) {
        var parts = new ArrayList<String>();
        summary.refusals().stream()
                .limit(REFUSALS)
                .forEach(each -> parts.add("row " + each.number()
                        + (each.reason().startsWith("no ") ? " has " : ": ") + Text.visible(each.reason())));
        var more = summary.refused() - parts.size();
        return parts.isEmpty()
                ? ""
                : "; " + String.join("; ", parts) + (more > 0 ? "; and " + more + " more refused" : "");
    }

    /// What the user declared; never a guess.
    private static String limits(ScreenSettings settings) {
        boolean free = settings.price().equals("0");
        if (settings.rates().isEmpty() && settings.quotas().isEmpty()) {
            return free ? "limits and cost not declared" : "limits not declared; $" + settings.price() + " a run";
        }
        var parts = new ArrayList<>(settings.rates());
        parts.addAll(settings.quotas());
        return String.join(", ", parts) + (free ? "; cost not declared" : "; $" + settings.price() + " a run");
    }
}
