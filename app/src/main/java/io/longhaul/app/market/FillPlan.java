package io.longhaul.app.market;

import io.longhaul.app.view.SourceUse;
import io.longhaul.engine.Foresight;
import io.longhaul.engine.Key;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Source;
import io.longhaul.engine.Steps;
import io.longhaul.engine.plan.ListFacts;
import io.longhaul.engine.plan.Plan;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.plan.Planner;
import io.longhaul.engine.plan.SourceFacts;
import io.longhaul.engine.store.StoreView;
import io.longhaul.source.market.Ticker;
import io.longhaul.workflow.fillcache.FillCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What filling the cache with tickers will take, from what is cached already. Tickers are counted once.
public final class FillPlan {
    private static final long ROW_BYTES = 20;

    private final FillCache workflow;
    private final Foresight foresight;
    private final Set<Ticker> seen = new HashSet<>();
    private final List<Ticker> cached = new ArrayList<>();
    private final List<Ticker> absent = new ArrayList<>();
    private final List<Ticker> missing = new ArrayList<>();
    private final Map<String, Asks> asks = new LinkedHashMap<>();
    private long repeated;

    /// Questions to one source that are asked in any case.
    public record Asks(Source<?, ?> source, long questions) {
        private Asks oneMore() {
            return new Asks(source, questions + 1);
        }
    }

    public FillPlan(FillCache workflow, Foresight foresight) {
        this.workflow = workflow;
        this.foresight = foresight;
    }

    public void add(Ticker ticker) {
        if (!seen.add(ticker)) {
            repeated++;
            return;
        }
        var need = workflow.need(ticker, foresight);
        if (need.nothing()) {
            cached.add(ticker);
        } else if (need.absent() != null) {
            absent.add(ticker);
        } else {
            missing.add(ticker);
            for (Steps.Question<?, ?> each : workflow.firstAsks(ticker, need)) {
                asks.merge(
                        each.source().spec().name(), new Asks(each.source(), 1), (before, one) -> before.oneMore());
            }
        }
    }

    public List<Ticker> cached() {
        return List.copyOf(cached);
    }

    /// Known to be absent, so that nobody is asked for them.
    public List<Ticker> absent() {
        return List.copyOf(absent);
    }

    public List<Ticker> missing() {
        return List.copyOf(missing);
    }

    /// Rows that name a ticker of an earlier one.
    public long repeated() {
        return repeated;
    }

    /// Tickers, each once.
    public int size() {
        return seen.size();
    }

    public List<Asks> asks() {
        return List.copyOf(asks.values());
    }

    /// Each question is one call; what follows from failures and absences nobody knows.
    ///
    /// @param store null if there is none yet
    /// @param accounts of a gate
    public Plan plan(@Nullable StoreView store, Function<String, List<Key>> accounts, int concurrency, Instant now) {
        var outline = Outline.of(FillCache.NAME, FillCache.VERSION);
        var facts = new LinkedHashMap<String, SourceFacts>();
        long most = 0;
        for (var each : asks.values()) {
            var spec = each.source().spec();
            outline = outline.onePerItem(each.source());
            most = Math.max(most, each.questions());
            facts.put(spec.name(), store == null
                    ? SourceFacts.fresh()
                    : SourceUse.of(store, each.source(), accounts.apply(spec.limits().gate()), now));
        }
        return Planner.plan(new PlanRequest(
                outline, new ListFacts(most, List.of(), 0, ROW_BYTES), facts, concurrency, now));
    }
}
