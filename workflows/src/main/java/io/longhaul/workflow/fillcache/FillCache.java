package io.longhaul.workflow.fillcache;

import io.longhaul.engine.Columns;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Foresight;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Row;
import io.longhaul.engine.Source;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Workflow;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.MarketData;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Caches historical prices of tickers; only what is missing is asked.
///
/// - **Item**: a [Ticker], from the list's key column.
/// - **Rows**: 1 an item: what is cached for the days asked for, and what is not; the bars themselves are kept
///   documents, see [TickerCache].
/// - **Spends**, an item: up to two ranges of bars at each provider, and once the shares outstanding for `yearly`.
/// - **Stops an item**: no provider knows the ticker (`not-found`, not asked again for a while), every provider that may
///   know it failed, or one failed to tell shares outstanding that years lack (their prices are kept). The job goes on.
public final class FillCache implements Workflow<FillCacheItem, FillCacheRow> {

    /// Its name in jobs and on the command line.
    public static final String NAME = "fill-cache";

    public static final int VERSION = 1;

    private final FillCacheSettings settings;
    private final List<MarketData> providers;

    /// @param providers in the order in which they are asked
    public FillCache(FillCacheSettings settings, List<MarketData> providers) {
        this.settings = settings;
        this.providers = List.copyOf(providers);
        if (providers.isEmpty()) {
            throw new IllegalArgumentException("no provider of market data; want at least one");
        }
    }

    public FillCacheSettings settings() {
        return settings;
    }

    /// Whether any of its providers tells shares outstanding, without which years have no market cap.
    public boolean knowsShares() {
        return providers.stream().anyMatch(each -> !each.sharesDemands().isEmpty());
    }

    /// The provider that is asked for shares outstanding first, if it tells none of past years.
    public Optional<String> knowsLatestSharesOnly() {
        return providers.stream()
                .filter(each -> !each.sharesDemands().isEmpty())
                .findFirst()
                .filter(each -> !each.sharesOfPastYears())
                .map(MarketData::name);
    }

    @Override
    public Outline outline() {
        var demands = new ArrayList<Outline.Demand>();
        for (var provider : providers) {
            // before and after what is known
            provider.barsDemands().forEach(each -> demands.add(new Outline.Demand(
                    each.source(), 0, 2 * each.max(), each.distinct())));
            if (settings.dataset() == Dataset.YEARLY) {
                demands.addAll(provider.sharesDemands());
            }
        }
        return new Outline(NAME, VERSION, demands);
    }

    @Override
    public FillCacheItem item(Row row) {
        var cell = row.cell(settings.keyColumn())
                .orElseThrow(() -> new IllegalArgumentException("no column \"" + settings.keyColumn() + "\""));
        return new FillCacheItem(Ticker.of(cell));
    }

    /// Those of the first provider, for tickers that are not known to be absent.
    @Override
    public List<Steps.Question<?, ?>> asks(FillCacheItem item, Foresight foresight) {
        return firstAsks(item.ticker(), need(item.ticker(), foresight));
    }

    /// The questions that are asked in any case.
    public List<Steps.Question<?, ?>> firstAsks(Ticker ticker, Need need) {
        var asks = new ArrayList<Steps.Question<?, ?>>();
        var known = need.known();
        var first = known == null ? providers.getFirst() : first(known);
        if (need.absent() == null) {
            for (var days : need.missing()) {
                asks.addAll(first.barsAsks(new BarsQuestion(ticker, days.from(), days.to())));
            }
        }
        return asks;
    }

    /// The sources that are asked besides where the first provider knows the ticker.
    public List<Source<?, ?>> furtherAsks(Ticker ticker, Need need) {
        if (need.absent() != null) {
            return List.of();
        }
        var known = need.known();
        var first = known == null ? providers.getFirst() : first(known);
        var asked = firstAsks(ticker, need).stream().map(Steps.Question::source).toList();
        var bars = need.missing().isEmpty() ? Stream.<Outline.Demand>empty() : first.barsDemands().stream();
        var shares = need.shares() ? first.sharesDemands().stream() : Stream.<Outline.Demand>empty();
        return Stream.concat(bars, shares)
                .<Source<?, ?>>map(Outline.Demand::source)
                .filter(each -> !asked.contains(each))
                .toList();
    }

    /// The provider that gave what is known is asked first.
    private MarketData first(TickerRecord known) {
        return providers.stream()
                .filter(each -> each.name().equals(known.provider()))
                .findFirst()
                .orElse(providers.getFirst());
    }

    /// What a ticker needs, told without asking anybody.
    ///
    /// @param known null if nothing is
    /// @param absent why it is not asked for at all; null if it is
    public record Need(
            @Nullable TickerRecord known, List<Days> missing, boolean shares, @Nullable FailedMarker absent) {
        public boolean nothing() {
            return missing.isEmpty() && !shares && absent == null;
        }
    }

    /// What a ticker needs, as the store stands.
    public Need need(Ticker ticker, Foresight foresight) {
        var cache = new TickerCache(foresight::kept);
        var wanted = wanted(foresight.today());
        var known = cache.record(ticker).orElse(null);
        if (known != null) {
            return new Need(known, known.missing(wanted), wantsShares(ticker, known, wanted), null);
        }
        var failed = cache.failed(ticker)
                .filter(marker -> !settings.retryFailed() && marker.alive(foresight.asOf(), settings.failedFor()))
                .filter(marker -> foresight.retriedAt().filter(marker.lastAttempt()::isBefore).isEmpty())
                .orElse(null);
        return new Need(null, List.of(wanted), settings.dataset() == Dataset.YEARLY, failed);
    }

    /// For years, bars around each first session would do; one range from the first to the last is one call.
    private Days wanted(LocalDate today) {
        var days = settings.wanted(today);
        if (settings.dataset() == Dataset.DAILY) {
            return days;
        }
        var years = Gaps.years(days);
        if (years.isEmpty()) {
            throw new IllegalArgumentException(
                    days + " holds no first session of a year; want one that does, or dataset daily");
        }
        var lastFirst = TradingCalendar.firstSessionOf(years.getLast()).plusDays(TickerCache.DAYS_AFTER_FIRST);
        return new Days(
                TradingCalendar.firstSessionOf(years.getFirst()), lastFirst.isAfter(days.to()) ? days.to() : lastFirst);
    }

    /// Whether they were not told yet, or a balance sheet may have come out since that counts for one of the years.
    private boolean wantsShares(Ticker ticker, TickerRecord known, Days wanted) {
        if (settings.dataset() == Dataset.DAILY || TickerCache.fund(ticker)) {
            return false;
        }
        var shares = known.shares();
        var asked = shares.asked();
        if (asked == null) {
            return true;
        }
        if (!knowsShares()) {
            return false;
        }
        var years = Gaps.years(wanted);
        return !shares.answered()
                || settings.retryFailed() && shares.reported().isEmpty()
                || !years.isEmpty() && !asked.isAfter(TradingCalendar.firstSessionOf(years.getLast()));
    }

    @Override
    public List<FillCacheRow> run(FillCacheItem item, Steps steps) {
        var ticker = item.ticker();
        var need = need(ticker, steps);
        var absent = need.absent();
        if (absent != null) {
            throw steps.fail(
                    ErrorClass.NOT_FOUND,
                    absent.error() + " (since " + LocalDate.ofInstant(absent.failedAt(), ZoneOffset.UTC)
                            + "; retry it, or set retry-failed, to ask again)");
        }
        var filling = new Filling(steps, ticker, providers);
        var known = need.known();
        if (known == null || !need.missing().isEmpty()) {
            known = filling.bars(known, wanted(steps.today()));
        }
        if (need.shares() && !TickerCache.fund(ticker)) {
            known = filling.shares(known);
            filling.mustHaveShares(known, wanted(steps.today()));
        }
        return List.of(Gaps.row(ticker, settings.dataset(), known, wanted(steps.today())));
    }

    @Override
    public Columns<FillCacheRow> columns() {
        return Columns.<FillCacheRow>of()
                .text("ticker", row -> row.ticker().symbol())
                .text("dataset", row -> row.dataset().label())
                .text("provider", FillCacheRow::provider)
                .time("first", FillCacheRow::first)
                .time("last", FillCacheRow::last)
                .number("bars", FillCacheRow::bars)
                .number("expected", FillCacheRow::expected)
                .number("gaps", row -> row.gaps().size())
                .text("missing", row -> row.gapText()); // stays the last: FillCacheRow reads it back
    }
}
