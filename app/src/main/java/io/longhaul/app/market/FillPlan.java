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
import io.longhaul.workflow.fillcache.Days;
import io.longhaul.workflow.fillcache.FillCache;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What filling the cache with tickers will take, from what is cached already. Tickers are counted once.
public final class FillPlan {
    private static final long ROW_BYTES = 20;

    /// What is likely is halfway between none and the most: one call of almost every ticker.
    private static final int FURTHER_AT_MOST = 2;

    private final FillCache workflow;
    private final Foresight foresight;
    private final Set<Ticker> seen = new HashSet<>();
    private final List<Ticker> cached = new ArrayList<>();
    private final List<Ticker> absent = new ArrayList<>();
    private final List<Ticker> missing = new ArrayList<>();
    private final Map<Lack, Sources> asked = new HashMap<>();
    private final Map<String, Asks> asks = new LinkedHashMap<>();
    private final Map<String, Source<?, ?>> further = new LinkedHashMap<>();
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
            var sources = asked.computeIfAbsent(Lack.of(need), any -> sources(ticker, need));
            for (var each : sources.first) {
                asks.merge(each.spec().name(), new Asks(each, 1), (before, one) -> before.oneMore());
            }
            for (var each : sources.further) {
                further.putIfAbsent(each.spec().name(), each);
            }
        }
    }

    private Sources sources(Ticker ticker, FillCache.Need need) {
        return new Sources(
                workflow.firstAsks(ticker, need).stream().<Source<?, ?>>map(Steps.Question::source).toList(),
                workflow.furtherAsks(ticker, need));
    }

    /// What decides who is asked: of thousands of tickers, most lack the same.
    private record Lack(@Nullable String provider, List<Days> days, boolean shares) {
        static Lack of(FillCache.Need need) {
            var known = need.known();
            return new Lack(known == null ? null : known.provider(), need.missing(), need.shares());
        }
    }

    /// @param first asked in any case, once a question
    /// @param further that may be asked besides
    private record Sources(List<Source<?, ?>> first, List<Source<?, ?>> further) {}

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

    /// What each source is known to take and to allow now, which the plans below are made from.
    ///
    /// @param store null if there is none yet
    /// @param accounts of a gate
    public Map<String, SourceFacts> facts(
            @Nullable StoreView store, Function<String, List<Key>> accounts, Instant now) {
        var facts = new LinkedHashMap<String, SourceFacts>();
        Stream.concat(asks.values().stream().map(Asks::source), further.values().stream()).forEach(source -> facts.put(
                source.spec().name(),
                store == null
                        ? SourceFacts.fresh()
                        : SourceUse.of(store, source, accounts.apply(source.spec().limits().gate()), now)));
        return facts;
    }

    /// Each question is one call, and what is asked besides of tickers that are known counts as likely. What follows
    /// from failures and absences nobody knows.
    public Plan plan(Map<String, SourceFacts> facts, int concurrency, Instant now) {
        return plan(facts, concurrency, now, 0);
    }

    /// The same as if everything that is likely were certain: what limits allow then is no proof, but what to reckon
    /// with.
    public Plan likely(Map<String, SourceFacts> facts, int concurrency, Instant now) {
        return plan(facts, concurrency, now, 1);
    }

    private Plan plan(Map<String, SourceFacts> facts, int concurrency, Instant now, int furtherAtLeast) {
        var outline = Outline.of(FillCache.NAME, FillCache.VERSION);
        long most = asks.isEmpty() ? missing.size() : 0;
        for (var each : asks.values()) {
            outline = outline.onePerItem(each.source());
            most = Math.max(most, each.questions());
        }
        for (var each : further.values()) {
            outline = outline.plus(new Outline.Demand(each, furtherAtLeast, FURTHER_AT_MOST - furtherAtLeast, true));
        }
        return Planner.plan(new PlanRequest(
                outline, new ListFacts(most, List.of(), 0, ROW_BYTES), facts, concurrency, now));
    }
}
