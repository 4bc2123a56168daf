package io.longhaul.app.cli.work;

import io.longhaul.app.KeyRing;
import io.longhaul.app.SourceLimits;
import io.longhaul.app.Sources;
import io.longhaul.app.Workflows;
import io.longhaul.app.config.Config;
import io.longhaul.app.market.FillPlan;
import io.longhaul.app.view.Durations;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Text;
import io.longhaul.app.view.Times;
import io.longhaul.engine.Foresight;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Row;
import io.longhaul.engine.plan.Plan.SourceCalls;
import io.longhaul.engine.plan.Plan;
import io.longhaul.engine.plan.SourceFacts;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.source.market.Ticker;
import io.longhaul.workflow.fillcache.Dataset;
import io.longhaul.workflow.fillcache.FillCache;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What filling the cache will take, from what is cached already.
final class FillCachePlan {

    private static final Duration WORTH_SAYING = Duration.ofMinutes(1);

    private final FillCacheDraft draft;
    private final FillCache workflow;
    private final Config config;
    private final Instant now;
    private final FillPlan fill;
    private final Plan plan;
    private final Plan likely;
    private int refused;

    FillCachePlan(FillCacheDraft draft) {
        this.draft = draft;
        var wiring = draft.wiring;
        this.config = wiring.config(draft.job.overrides);
        var accounts = KeyRing.accounts(config, wiring.environment());
        int concurrency = draft.options().concurrency();
        this.now = wiring.clocks().wall().instant();
        this.workflow = Workflows.fillCache(draft.fill(), config);
        Map<String, SourceFacts> facts;
        if (wiring.sessions().storeExists()) {
            try (var session = wiring.sessions().forReading()) {
                this.fill = counted(Work.foresight(session.store(), now));
                facts = fill.facts(session.store(), accounts, now);
            }
        } else {
            this.fill = counted(nothingKept());
            facts = fill.facts(null, accounts, now);
        }
        this.plan = fill.plan(facts, concurrency, now);
        this.likely = fill.likely(facts, concurrency, now);
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

    private FillPlan counted(Foresight foresight) {
        var counted = new FillPlan(workflow, foresight);
        try (var items = draft.rows.items()) {
            while (items.hasNext()) {
                var ticker = ticker(items.next());
                if (ticker == null) {
                    refused++;
                } else {
                    counted.add(ticker);
                }
            }
        }
        return counted;
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

    void print(PrintStream to) {
        int width = draft.wiring.width();
        lines().forEach(line -> Text.wrap(line, width, 6).forEach(to::println));
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        var settings = draft.fill();
        var summary = draft.rows.summary();
        var days = settings.wanted(LocalDate.ofInstant(now, ZoneOffset.UTC));
        lines.add("Plan  " + Text.count(summary.rows(), "row") + ", column \"" + Text.visible(draft.rows.keyColumn())
                + "\"; " + settings.dataset().label() + ", " + days
                + (settings.to() == null || !settings.to().isAfter(LocalDate.ofInstant(now, ZoneOffset.UTC))
                        ? ""
                        : "; what comes until " + settings.to() + " is not asked for yet"));
        int asked = fill.missing().size();
        int absent = fill.absent().size();
        lines.add("      " + fill.cached().size() + " cached, " + asked + " to ask"
                + (absent == 0 ? "" : ", " + absent + " known to be absent (--retry-failed asks again)")
                + (fill.repeated() == 0 ? "" : ", " + fill.repeated() + " twice in the list")
                + (refused == 0 ? "" : ", " + refused + " without a ticker"));
        lines.add("      " + String.join(", then ", settings.providers()) + "; " + draft.options().concurrency()
                + " at a time, " + Durations.seconds(draft.options().timeout()) + " a call" + limits());
        fill.asks().stream()
                .map(each -> each.source().spec().limits().gate())
                .distinct()
                .flatMap(each -> symbols(each).stream())
                .forEach(lines::add);
        if (settings.dataset() == Dataset.YEARLY && !workflow.knowsShares()) {
            lines.add("      no shares outstanding from " + String.join(" or ", settings.providers())
                    + ": years will have prices, but no market cap");
        }
        if (settings.dataset() == Dataset.YEARLY) {
            workflow.knowsLatestSharesOnly().ifPresent(provider -> lines.add("      " + provider
                    + " tells only the latest shares outstanding: past years will have prices, but no market cap;"
                    + " eodhd tells those of all years"));
        }
        var times = new Times(now, ZoneId.systemDefault());
        var bound = plan.bound();
        if (bound != null && asked > 0 && bound.isAfter(now.plus(WORTH_SAYING))) {
            lines.add("      limits allow " + times.brief(bound) + " at the earliest");
        }
        var reckoned = likely.bound();
        long calls = likely.calls().stream().mapToLong(SourceCalls::min).sum();
        if (reckoned != null && calls > asked) {
            lines.add("      about " + calls + " calls, for which limits allow " + times.brief(reckoned));
        }
        var expected = plan.expected();
        if (expected != null && asked > 0) {
            var middle = times.brief(expected.p50());
            var late = times.brief(expected.p90());
            lines.add("      expected " + middle + (late.equals(middle) ? "" : ", 9 of 10 by " + late));
        }
        return lines;
    }

    private String limits() {
        return fill.asks().stream()
                .map(each -> each.source().spec().limits())
                .distinct()
                .map(limits -> text(limits) + account(limits.gate()))
                .map(text -> "; " + text)
                .collect(Collectors.joining());
    }

    /// The plan whose limits these are, if none of one's own are configured.
    private String account(String provider) {
        return SourceLimits.plan(Sources.provider(provider).published(), provider, config)
                .map(plan -> " (plan " + plan + ")")
                .orElse("");
    }

    /// What no limit holds: the provider refuses more different symbols in a month.
    private Optional<String> symbols(String provider) {
        var published = Sources.provider(provider).published();
        return SourceLimits.plan(published, provider, config).flatMap(plan -> {
            int most = published.symbols().getOrDefault(plan, Integer.MAX_VALUE);
            return fill.missing().size() <= most
                    ? Optional.empty()
                    : Optional.of("      " + provider + " serves " + most + " different symbols a month on plan " + plan
                            + "; the times below do not count that");
        });
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
        fill.asks().forEach(each -> calls.add(Json.object()
                .put("source", each.source().spec().name())
                .put("min", each.questions())));
        var document = Json.document()
                .put("rows", summary.rows())
                .put("rows_refused", summary.refused())
                .put("dataset", draft.fill().dataset().label())
                .put("from", days.from().toString())
                .put("to", days.to().toString())
                .put("cached", fill.cached().size())
                .put("absent", fill.absent().size())
                .put("to_ask", fill.missing().size());
        document.set("calls", calls);
        var expected = plan.expected();
        return document.put("likely", likely.bound() == null ? null : String.valueOf(likely.bound()))
                .put("bound", plan.bound() == null ? null : String.valueOf(plan.bound()))
                .put("expected", expected == null ? null : expected.p50().toString())
                .put("expected_p90", expected == null ? null : expected.p90().toString());
    }
}
