package io.longhaul.workflow.fillcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Key;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Row;
import io.longhaul.engine.Steps;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.DailyBars.Basis;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.MarketData;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Split;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import io.longhaul.testkit.FakeSteps;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

class FillCacheTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
    private static final Ticker AAPL = Ticker.of("AAPL");

    /// A provider whose close on a day is the day of the month, as traded; it notes what it is asked.
    private static final class Vendor implements MarketData {
        final String name;
        final List<String> asked = new ArrayList<>();
        final Set<LocalDate> holes = new HashSet<>();
        final List<Split> splits = new ArrayList<>();
        final List<Dividend> dividends = new ArrayList<>();
        final List<SharesOutstanding> shares = new ArrayList<>();
        Basis basis = Basis.RAW;
        boolean facts = true;
        LocalDate listed = LocalDate.parse("2003-06-02");
        @Nullable
        LocalDate delisted;
        @Nullable
        Answer<DailyBars> instead;

        Vendor(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Outline.Demand> barsDemands() {
            return List.of();
        }

        @Override
        public List<Steps.Question<?, ?>> barsAsks(BarsQuestion question) {
            return List.of();
        }

        @Override
        public Answer<DailyBars> bars(Steps steps, BarsQuestion question) {
            asked.add(question.from() + ".." + question.to());
            if (instead != null) {
                return instead;
            }
            var bars = new ArrayList<Bar>();
            for (var day : TradingCalendar.sessions(question.from(), question.to())) {
                boolean traded = !day.isBefore(listed) && (delisted == null || day.isBefore(delisted));
                if (traded && !holes.contains(day)) {
                    bars.add(bar(day));
                }
            }
            return bars.isEmpty()
                    ? new Answer.Missing<>("no bars")
                    : new Answer.Found<>(new DailyBars(bars, basis, dividends, splits, facts), Instant.EPOCH);
        }

        private Bar bar(LocalDate day) {
            var close = BigDecimal.valueOf(day.getDayOfMonth()).setScale(2);
            if (basis == Basis.SPLIT_ADJUSTED) {
                for (var split : splits) {
                    close = day.isBefore(split.day()) ? close.divide(split.numerator()) : close;
                }
            }
            return new Bar(day, close, close, close, close, 1_000);
        }

        @Override
        public List<Outline.Demand> sharesDemands() {
            return shares.isEmpty()
                    ? List.of()
                    : List.of(new Outline.Demand(new io.longhaul.testkit.FakeSource(
                            new io.longhaul.engine.Spec(name + ".shares", 1, io.longhaul.engine.Limits.none(name),
                                    io.longhaul.engine.Price.FREE, io.longhaul.engine.Reuse.job())),
                            0, 1, true));
        }

        @Override
        public Answer<List<SharesOutstanding>> shares(Steps steps, Ticker ticker) {
            asked.add("shares");
            return new Answer.Found<>(shares, Instant.EPOCH);
        }
    }

    private final Vendor vendor = new Vendor("vendor");
    private final FakeSteps steps = new FakeSteps(TODAY, Key.NONE, (request, sample) -> new Reply(
            404, Map.of(), new byte[0], Instant.EPOCH));
    private final TickerCache cache = new TickerCache(steps::kept);

    private static FillCacheSettings settings(Dataset dataset, String from, @Nullable String to, boolean retry) {
        return new FillCacheSettings(
                dataset, LocalDate.parse(from), to == null ? null : LocalDate.parse(to), List.of("vendor"),
                Duration.ofDays(7), retry, "ticker");
    }

    private FillCacheRow fill(String from, @Nullable String to, MarketData... providers) {
        return run(settings(Dataset.DAILY, from, to, false), providers);
    }

    private FillCacheRow run(FillCacheSettings settings, MarketData... providers) {
        var all = providers.length == 0 ? List.<MarketData>of(vendor) : List.of(providers);
        return new FillCache(settings, all).run(new FillCacheItem(AAPL), steps).getFirst();
    }

    private static Days days(String from, String to) {
        return new Days(LocalDate.parse(from), LocalDate.parse(to));
    }

    @Test
    void onlyWhatIsMissingIsAsked() {
        var first = fill("2025-01-01", "2025-12-31");
        fill("2025-01-01", "2025-12-31");
        fill("2025-03-01", "2025-06-30");
        var longer = fill("2024-01-01", "2026-06-30");

        assertThat(vendor.asked).containsExactly(
                "2025-01-01..2025-12-31", "2024-01-01..2024-12-31", "2026-01-01..2026-06-30");
        assertThat(first.bars()).isEqualTo(250).isEqualTo(first.expected());
        assertThat(first.gaps()).isEmpty();
        assertThat(longer.bars()).isEqualTo(cache.bars(AAPL, days("2024-01-01", "2026-06-30")).size())
                .isEqualTo(longer.expected());
    }

    @Test
    void theEndIsTheLastFinishedSession() {
        var row = fill("2026-11-01", null);

        // 2026-11-22 is a Sunday
        assertThat(vendor.asked).containsExactly("2026-11-01..2026-11-20");
        assertThat(row.last()).isEqualTo("2026-11-20");
    }

    @Test
    void aSessionWithoutABarIsNamedAndNotAskedForAgain() {
        vendor.holes.add(LocalDate.parse("2025-07-09"));

        assertThat(fill("2025-01-01", "2025-12-31").gaps()).containsExactly("2025-07-09");
        assertThat(fill("2025-01-01", "2025-12-31").gaps()).containsExactly("2025-07-09");
        assertThat(vendor.asked).hasSize(1);
    }

    @Test
    void whatIsNotThereYetIsAskedForAgain() {
        vendor.delisted = LocalDate.parse("2026-11-19");
        var late = fill("2026-10-01", null);
        vendor.delisted = null;
        var whole = fill("2026-10-01", null);

        assertThat(late.gaps()).containsExactly("none after 2026-11-18 (2 sessions)");
        assertThat(vendor.asked).containsExactly("2026-10-01..2026-11-20", "2026-11-19..2026-11-20");
        assertThat(whole.gaps()).isEmpty();
    }

    @Test
    void aDelistedTickerIsAskedOnceForDaysAfterItsEnd() {
        vendor.delisted = LocalDate.parse("2025-05-01");
        fill("2025-01-01", "2025-04-30");
        var ended = fill("2025-01-01", "2026-06-30");
        var again = fill("2025-01-01", "2026-06-30");

        assertThat(vendor.asked).containsExactly("2025-01-01..2025-04-30", "2025-05-01..2026-06-30");
        assertThat(ended.gaps()).hasSize(1).first().asString().startsWith("none after 2025-04-30 (");
        assertThat(again).isEqualTo(ended);
    }

    @Test
    void aTickerThatNobodyKnowsIsNotAskedForAgainUnlessSaid() {
        vendor.instead = new Answer.Missing<>("no such ticker");

        assertThatThrownBy(() -> fill("2025-01-01", "2025-12-31")).hasMessageContaining("vendor: no such ticker");
        assertThatThrownBy(() -> fill("2025-01-01", "2025-12-31"))
                .hasMessageMatching(".*\\(since 20.*; retry it, or set retry-failed, to ask again\\)");
        assertThat(vendor.asked).hasSize(1);

        vendor.instead = null;
        run(settings(Dataset.DAILY, "2025-01-01", "2025-12-31", true));

        assertThat(vendor.asked).hasSize(2);
        assertThat(cache.failed(AAPL)).isEmpty();
    }

    @Test
    void aRowThatIsRetriedAsksAgainForWhatWasUnknown() {
        var missing = new Answer.Missing<DailyBars>("no such ticker");
        vendor.instead = missing;
        assertThatThrownBy(() -> fill("2025-01-01", "2025-12-31")).hasMessageContaining("no such ticker");
        vendor.instead = null;

        steps.retriedAt(steps.asOf().minusSeconds(1));
        assertThatThrownBy(() -> fill("2025-01-01", "2025-12-31")).hasMessageContaining("to ask again");
        steps.retriedAt(steps.asOf().plusSeconds(1));
        assertThat(fill("2025-01-01", "2025-12-31").bars()).isEqualTo(250);
        assertThat(vendor.asked).hasSize(2);
    }

    @Test
    void barsOfDaysWithoutTradeAreNone() {
        var odd = new Vendor("odd");
        var one = BigDecimal.ONE;
        var saturday = new Bar(LocalDate.parse("2025-01-04"), one, one, one, one, 1);
        odd.instead = new Answer.Found<>(
                new DailyBars(List.of(saturday), Basis.RAW, List.of(), List.of(), true), Instant.EPOCH);

        assertThatThrownBy(() -> fill("2025-01-02", "2025-01-10", odd)).hasMessageContaining("odd has no bar of a day");
        assertThat(cache.record(AAPL)).isEmpty();
        assertThat(run(settings(Dataset.DAILY, "2025-01-02", "2025-01-10", true), odd, vendor).provider())
                .isEqualTo("vendor");
    }

    @Test
    void theNextProviderIsAskedWhenOneFailsAndIsNamed() {
        var broken = new Vendor("broken");
        broken.instead = new Answer.Failed<>(io.longhaul.engine.ErrorClass.SERVER, "status 500");

        assertThat(fill("2025-01-01", "2025-12-31", broken, vendor).provider()).isEqualTo("vendor");

        // whoever gave the bars is asked first from now on
        fill("2025-01-01", "2026-06-30", broken, vendor);
        assertThat(broken.asked).hasSize(1);
    }

    @Test
    void allFailingIsAFailureThatIsNotRememberedAsAbsence() {
        var absent = new Vendor("absent");
        absent.instead = new Answer.Missing<>("no such ticker");
        vendor.instead = new Answer.Failed<>(io.longhaul.engine.ErrorClass.SERVER, "status 500");

        assertThatThrownBy(() -> fill("2025-01-01", "2025-12-31", absent, vendor))
                .hasMessageContaining("SERVER").hasMessageContaining("vendor: status 500");
        assertThat(cache.failed(AAPL)).isEmpty();
    }

    @Test
    void barsOfAnotherProviderReplaceAllInsteadOfMixing() {
        fill("2025-01-01", "2025-12-31");
        var other = new Vendor("other");
        other.basis = Basis.SPLIT_ADJUSTED;
        other.facts = false;
        vendor.instead = new Answer.Failed<>(io.longhaul.engine.ErrorClass.SERVER, "status 500");

        var row = fill("2025-06-01", "2026-06-30", vendor, other);

        assertThat(other.asked).containsExactly("2025-01-01..2026-06-30");
        assertThat(row.provider()).isEqualTo("other");
        assertThat(cache.shown(AAPL, days("2025-01-02", "2025-01-02")).getFirst().adjClose()).isNull();
    }

    @Test
    void volumesThatAreAdjustedAreKeptAsTraded() {
        vendor.basis = Basis.VOLUME_ADJUSTED;
        vendor.splits.add(new Split(LocalDate.parse("2025-06-10"), BigDecimal.TWO, BigDecimal.ONE));
        fill("2025-01-01", "2025-12-31");

        var bars = cache.shown(AAPL, days("2025-06-09", "2025-06-10"));

        assertThat(bars.get(0).bar().close()).isEqualByComparingTo("9");
        assertThat(bars.get(0).bar().volume()).isEqualTo(500);
        assertThat(bars.get(1).bar().volume()).isEqualTo(1_000);
        assertThat(bars.get(0).adjClose()).isEqualByComparingTo("4.5");
    }

    @Test
    void splitAdjustedBarsAreKeptAsTradedAndALaterSplitChangesNoOldBar() {
        vendor.basis = Basis.SPLIT_ADJUSTED;
        vendor.splits.add(new Split(LocalDate.parse("2025-06-10"), BigDecimal.TWO, BigDecimal.ONE));
        fill("2025-01-01", "2025-12-31");
        vendor.splits.add(new Split(LocalDate.parse("2026-03-10"), BigDecimal.TWO, BigDecimal.ONE));
        fill("2025-01-01", "2026-06-30");

        var bars = cache.shown(AAPL, days("2025-06-09", "2025-06-10"));

        assertThat(bars.get(0).bar().close()).isEqualByComparingTo("9");
        assertThat(bars.get(0).adjClose()).isEqualByComparingTo("2.25");
        assertThat(bars.get(1).bar().close()).isEqualByComparingTo("10");
        assertThat(bars.get(1).adjClose()).isEqualByComparingTo("5");
        assertThat(bars.get(1).split()).isEqualByComparingTo("2");
    }

    @Test
    void yearsHavePriceSharesAndMarketCapAndNameWhatIsMissing() {
        vendor.splits.add(new Split(LocalDate.parse("2025-06-10"), BigDecimal.valueOf(4), BigDecimal.ONE));
        vendor.shares.add(new SharesOutstanding(LocalDate.parse("2004-09-25"), 100));
        vendor.shares.add(new SharesOutstanding(LocalDate.parse("2005-01-03"), 200));
        vendor.shares.add(new SharesOutstanding(LocalDate.parse("2025-03-29"), 400));

        var row = run(settings(Dataset.YEARLY, "2000-01-01", null, false));
        var years = cache.yearly(AAPL, days("2000-01-01", "2026-11-20"));

        // listed in June 2003: the first price is that of 2004, which has no shares yet
        assertThat(years).extracting(TickerCache.YearValue::year).startsWith(2004, 2005).endsWith(2026);
        assertThat(row.gaps()).containsExactly("2004: no shares outstanding");
        var first = years.get(1);
        assertThat(first.session()).isEqualTo("2005-01-03");
        assertThat(first.shares()).isEqualTo(100); // strictly before
        assertThat(first.price()).isEqualByComparingTo("0.75");
        assertThat(first.marketCap()).hasToString("300");
        assertThat(years.getLast().marketCap()).hasToString("800");
        assertThat(vendor.asked).containsExactly("2000-01-03..2026-01-07", "shares");

        run(settings(Dataset.YEARLY, "2000-01-01", null, false));

        assertThat(vendor.asked).hasSize(2);
    }

    @Test
    void aFundHasAPriceOnly() {
        vendor.shares.add(new SharesOutstanding(LocalDate.parse("2004-09-25"), 100));
        var row = new FillCache(settings(Dataset.YEARLY, "2005-01-01", null, false), List.of(vendor))
                .run(new FillCacheItem(Ticker.of("SPY")), steps).getFirst();

        assertThat(row.gaps()).isEmpty();
        assertThat(vendor.asked).doesNotContain("shares");
        assertThat(cache.yearly(Ticker.of("SPY"), days("2005-01-01", "2026-11-20")))
                .allMatch(year -> year.marketCap() == null && year.shares() == null)
                .hasSize(22);
    }

    @Test
    void dividendsAreKeptAsPaid() {
        vendor.basis = Basis.SPLIT_ADJUSTED;
        vendor.splits.add(new Split(LocalDate.parse("2025-06-10"), BigDecimal.valueOf(4), BigDecimal.ONE));
        vendor.dividends.add(new Dividend(LocalDate.parse("2025-05-12"), new BigDecimal("0.25")));
        fill("2025-01-01", "2025-12-31");

        assertThat(cache.shown(AAPL, days("2025-05-12", "2025-05-12")).getFirst().dividend())
                .isEqualByComparingTo("1.00");
        assertThat(cache.record(AAPL).orElseThrow().dividends()).hasSize(1);
    }

    @Test
    void tickersAreReadInEverySpellingAndOthersAreRefused() {
        var flow = new FillCache(settings(Dataset.DAILY, "2025-01-01", null, false), List.of(vendor));

        for (var spelt : List.of("BRK.B", "BRK-B", "brk-b.us", " \uFEFFBRK/B ")) {
            assertThat(flow.item(new Row(List.of("ticker"), List.of(spelt))).ticker().symbol()).isEqualTo("BRK.B");
        }
        for (var wrong : List.of("", "bad ticker", "1AAPL", "=A1", "A".repeat(11), "../etc")) {
            assertThatThrownBy(() -> flow.item(new Row(List.of("ticker"), List.of(wrong))))
                    .hasMessageContaining("is no ticker; want one as AAPL");
        }
    }
}
