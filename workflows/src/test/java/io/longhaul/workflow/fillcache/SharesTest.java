package io.longhaul.workflow.fillcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.source.market.Bar;
import io.longhaul.source.market.BarsQuestion;
import io.longhaul.source.market.DailyBars;
import io.longhaul.source.market.DailyBars.Basis;
import io.longhaul.source.market.MarketData;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Ticker;
import io.longhaul.source.market.TradingCalendar;
import io.longhaul.testkit.FakeSource;
import io.longhaul.testkit.FakeSteps;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is remembered of shares outstanding: an answer is, a failure is not.
class SharesTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
    private static final Ticker AAPL = Ticker.of("AAPL");
    private static final Answer<List<SharesOutstanding>> OUTAGE = new Answer.Failed<>(ErrorClass.SERVER, "status 503");
    private static final Answer<List<SharesOutstanding>> ABSENT = new Answer.Missing<>("no share count");
    private static final Answer<List<SharesOutstanding>> TOLD = told("2024-09-28", 100);

    private static Answer<List<SharesOutstanding>> told(String day, long count) {
        return new Answer.Found<>(List.of(new SharesOutstanding(LocalDate.parse(day), count)), Instant.EPOCH);
    }

    /// A provider with a bar of 1 USD for each session.
    private static final class Vendor implements MarketData {
        private Answer<List<SharesOutstanding>> shares = ABSENT;
        private boolean knows = true;
        private int asked;

        @Override
        public String name() {
            return "vendor";
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
            var one = BigDecimal.ONE;
            var bars = TradingCalendar.sessions(question.from(), question.to()).stream()
                    .map(day -> new Bar(day, one, one, one, one, 1))
                    .toList();
            return new Answer.Found<>(new DailyBars(bars, Basis.RAW, List.of(), List.of(), true), Instant.EPOCH);
        }

        @Override
        public List<Outline.Demand> sharesDemands() {
            var spec = new Spec("vendor.shares", 1, Limits.none("vendor"), Price.FREE, Reuse.job());
            return knows ? List.of(new Outline.Demand(new FakeSource(spec), 0, 1, true)) : List.of();
        }

        @Override
        public Answer<List<SharesOutstanding>> shares(Steps steps, Ticker ticker) {
            asked++;
            return shares;
        }
    }

    private final Vendor vendor = new Vendor();
    private final FakeSteps steps = new FakeSteps(
            TODAY, Key.NONE, (request, sample) -> new Reply(404, Map.of(), new byte[0], Instant.EPOCH));
    private final TickerCache cache = new TickerCache(steps::kept);

    private FillCacheRow fill(boolean retryFailed) {
        var settings = new FillCacheSettings(
                Dataset.YEARLY, LocalDate.parse("2025-01-01"), null, List.of("vendor"), Duration.ofDays(7), retryFailed,
                "ticker");
        return new FillCache(settings, List.of(vendor)).run(new FillCacheItem(AAPL), steps).getFirst();
    }

    private FillCacheRow fill() {
        return fill(false);
    }

    private TickerRecord.Shares known() {
        return cache.record(AAPL).orElseThrow().shares();
    }

    @Test
    void anOutageFailsTheRowKeepsItsPricesAndIsAskedAgainByTheNextRun() {
        vendor.shares = OUTAGE;

        assertThatThrownBy(this::fill).hasMessageContaining("SERVER")
                .hasMessageContaining("shares outstanding: vendor: status 503; its prices are cached");
        assertThat(cache.record(AAPL).orElseThrow().covered().from()).isEqualTo("2025-01-02");
        vendor.shares = TOLD;
        var row = fill();

        assertThat(row.gaps()).isEmpty();
        assertThat(vendor.asked).isEqualTo(2);
        assertThat(known().reported()).hasSize(1);
    }

    @Test
    void aProvedAbsenceIsNotAskedForAgainUnlessSaid() {
        assertThat(fill().gaps()).hasSize(2);
        fill();
        assertThat(vendor.asked).isEqualTo(1);

        vendor.shares = TOLD;

        assertThat(fill(true).gaps()).isEmpty();
    }

    @Test
    void whereNobodyKnowsShareCountsTheFirstWhoDoesIsAsked() {
        vendor.knows = false;
        fill();
        assertThat(cache.withoutShares(AAPL)).containsExactly(2025, 2026);
        vendor.knows = true;
        vendor.shares = TOLD;

        assertThat(fill().gaps()).isEmpty();
    }

    @Test
    void aLaterCountLeavesEarlierYearsTheirOwn() {
        vendor.shares = TOLD;
        fill();
        rewrite("asked 2026-11-22", "asked 2025-12-30");
        vendor.shares = told("2025-09-27", 90);

        fill();

        assertThat(known().reported()).extracting(SharesOutstanding::shares).containsExactly(100L, 90L);
    }

    /// As version 1 wrote it, which took a failure for an absence.
    private void rewrite(String what, String by) {
        var text = new String(steps.kept(TickerCache.TICKERS, "AAPL").orElseThrow(), StandardCharsets.UTF_8);
        assertThat(text).contains(what);
        steps.keep(TickerCache.TICKERS, "AAPL", text.replace(what, by).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void recordsOfTheFirstVersionWithoutCountsAreAskedForOnceMore() {
        fill();
        rewrite("ticker 2", "ticker 1");
        vendor.shares = TOLD;

        assertThat(fill().gaps()).isEmpty();
        fill();
        assertThat(vendor.asked).isEqualTo(2);
    }

    @Test
    void recordsOfTheFirstVersionWithFreshCountsAreLeftAlone() {
        vendor.shares = new Answer.Found<>(
                List.of(
                        new SharesOutstanding(LocalDate.parse("2024-09-28"), 100),
                        new SharesOutstanding(LocalDate.parse("2026-09-26"), 90)),
                Instant.EPOCH);
        fill();
        rewrite("ticker 2", "ticker 1");
        fill();
        assertThat(vendor.asked).isEqualTo(1);

        rewrite("shares 2026-09-26", "shares 2025-09-26");
        fill();

        assertThat(vendor.asked).as("the counts may be those of before a failure").isEqualTo(2);
    }
}
