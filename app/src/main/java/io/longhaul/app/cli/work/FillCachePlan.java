package io.longhaul.app.cli.work;

import io.longhaul.app.KeyRing;
import io.longhaul.app.Wiring;
import io.longhaul.app.Workflows;
import io.longhaul.app.view.Durations;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.SourceUse;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.Foresight;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Steps;
import io.longhaul.engine.plan.ListFacts;
import io.longhaul.engine.plan.Plan;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.plan.Planner;
import io.longhaul.engine.plan.SourceFacts;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.StoreView;
import io.longhaul.source.market.Ticker;
import io.longhaul.workflow.fillcache.FillCache;
import java.io.PrintStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What filling the cache will take, from what is cached already.
final class FillCachePlan {

    private static final int WIDTH = 80;

    private final Wiring wiring;
    private final FillCacheDraft draft;
    private final FillCache workflow;
    private final Instant now;
    private final Map<String, Asks> asks = new LinkedHashMap<>();
    private long cached;
    private long absent;
    private long asked;
    private long repeated;
    private final Plan plan;

    /// Questions to one source that are asked in any case.
    private static final class Asks {
        final Source<?, ?> source;
        long questions;

        Asks(Source<?, ?> source) {
            this.source = source;
        }
    }

    FillCachePlan(FillCacheDraft draft) {
        this.draft = draft;
        this.wiring = draft.wiring;
        this.now = wiring.clocks().wall().instant();
        this.workflow = Workflows.fillCache(draft.fill(), wiring.config(draft.job.overrides));
        if (wiring.sessions().storeExists()) {
            try (var session = wiring.sessions().forReading()) {
                count(Work.foresight(session.store(), now));
                this.plan = plan(session.store());
            }
        } else {
            count(nothingKept());
            this.plan = plan(null);
        }
    }

    FillCache workflow() {
        return workflow;
    }

    private Foresight nothingKept() {
        return new Foresight() {
            @Override
            public Instant asOf() {
                return now;
            }

            @Override
            public Optional<byte[]> kept(String shelf, String key) {
                return Optional.empty();
            }
        };
    }

    private void count(Foresight foresight) {
        var seen = new HashSet<Ticker>();
        try (var items = draft.rows.items()) {
            while (items.hasNext()) {
                var ticker = ticker(items.next());
                if (ticker != null && seen.add(ticker)) {
                    count(ticker, foresight);
                } else if (ticker != null) {
                    repeated++;
                }
            }
        }
    }

    private void count(Ticker ticker, Foresight foresight) {
        var need = workflow.need(ticker, foresight);
        if (need.nothing()) {
            cached++;
            return;
        }
        if (need.absent() != null) {
            absent++;
            return;
        }
        asked++;
        for (Steps.Question<?, ?> each : workflow.firstAsks(ticker, need)) {
            asks.computeIfAbsent(each.source().spec().name(), any -> new Asks(each.source())).questions++;
        }
    }

    private @Nullable Ticker ticker(DraftItem item) {
        if (item.refusal() != null) {
            return null;
        }
        try {
            return workflow.item(new Row(draft.rows.columns(), item.cells())).ticker();
        } catch (IllegalArgumentException refused) {
            return null;
        }
    }

    /// Each question is one call; what follows from failures and absences nobody knows.
    private Plan plan(@Nullable StoreView store) {
        var keys = new KeyRing();
        keys.learn(wiring.config(draft.job.overrides), wiring.environment());
        var outline = Outline.of(FillCache.NAME, FillCache.VERSION);
        var facts = new LinkedHashMap<String, SourceFacts>();
        long most = 0;
        for (var each : asks.values()) {
            var spec = each.source.spec();
            outline = outline.onePerItem(each.source);
            most = Math.max(most, each.questions);
            facts.put(spec.name(), store == null
                    ? SourceFacts.fresh()
                    : SourceUse.of(store, each.source, keys.accounts(spec.limits().gate()), now));
        }
        return Planner.plan(new PlanRequest(
                outline, new ListFacts(most, List.of(), 0, 20), facts, draft.options().concurrency(), now));
    }

    void print(PrintStream to) {
        lines().forEach(line -> Text.wrap(line, WIDTH, 6).forEach(to::println));
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        var settings = draft.fill();
        var summary = draft.rows.summary();
        var days = settings.wanted(LocalDate.ofInstant(now, ZoneOffset.UTC));
        lines.add("Plan  " + Text.count(summary.rows(), "row") + ", column \"" + Text.visible(draft.rows.keyColumn())
                + "\"; " + settings.dataset().label() + ", " + days);
        lines.add("      " + cached + " cached, " + asked + " to ask"
                + (absent == 0 ? "" : ", " + absent + " known to be absent (--retry-failed asks again)")
                + (repeated == 0 ? "" : ", " + repeated + " twice in the list"));
        lines.add("      " + String.join(", then ", settings.providers()) + "; " + draft.options().concurrency()
                + " at a time, " + Durations.seconds(draft.options().timeout()) + " a call; " + limits());
        var times = new Times(now, ZoneId.systemDefault());
        var bound = plan.bound();
        if (bound != null && asked > 0) {
            lines.add("      limits allow " + times.brief(bound) + " at the earliest");
        }
        var expected = plan.expected();
        if (expected != null && asked > 0) {
            var likely = times.brief(expected.p50());
            var late = times.brief(expected.p90());
            lines.add("      expected " + likely + (late.equals(likely) ? "" : ", 9 of 10 by " + late));
        }
        return lines;
    }

    private String limits() {
        return asks.values().stream()
                .map(each -> each.source.spec().limits())
                .distinct()
                .map(FillCachePlan::text)
                .collect(Collectors.joining("; "));
    }

    private static String text(Limits limits) {
        var parts = new ArrayList<String>();
        limits.rates().forEach(rate -> parts.add(rate.calls() + " in " + Durations.text(rate.window())));
        limits.quotas().forEach(quota -> parts.add(
                quota.amount() + (quota.window() == 1 ? " a day" : " in " + quota.window() + " days")));
        if (limits.concurrency() > 0) {
            parts.add(limits.concurrency() + " at once");
        }
        return limits.gate() + " allows "
                + (parts.isEmpty() ? "what it allows: not declared" : String.join(", ", parts));
    }

    /// The plan as a document: instants in UTC, null for what nothing is known of.
    ObjectNode document() {
        var summary = draft.rows.summary();
        var days = draft.fill().wanted(LocalDate.ofInstant(now, ZoneOffset.UTC));
        var calls = Json.array();
        asks.values().forEach(each -> calls.add(Json.object()
                .put("source", each.source.spec().name())
                .put("min", each.questions)));
        var document = Json.document()
                .put("rows", summary.rows())
                .put("rows_refused", summary.refused())
                .put("dataset", draft.fill().dataset().label())
                .put("from", days.from().toString())
                .put("to", days.to().toString())
                .put("cached", cached)
                .put("absent", absent)
                .put("to_ask", asked);
        document.set("calls", calls);
        var expected = plan.expected();
        return document.put("bound", plan.bound() == null ? null : String.valueOf(plan.bound()))
                .put("expected", expected == null ? null : expected.p50().toString())
                .put("expected_p90", expected == null ? null : expected.p90().toString());
    }
}
