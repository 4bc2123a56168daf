package io.longhaul.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Outline;
import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.plan.ListFacts.Refused;
import io.longhaul.engine.plan.Plan.QuotaDay;
import io.longhaul.engine.plan.Plan.SourceCalls;
import io.longhaul.engine.plan.SourceFacts.Observed;
import io.longhaul.engine.plan.SourceFacts.Stored;
import io.longhaul.engine.store.StoreView.Latency;
import io.longhaul.engine.store.Digest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Quota TWENTY = Quota.daily(20, ZoneId.of("America/Los_Angeles"));
    private static final Fakes.Declared GEMINI =
            (Fakes.Declared) Fakes.source("gemini", Limits.none("gemini").with(TWENTY), Price.perCall("0.02"));
    private static final Fakes.Declared SCRIPT =
            (Fakes.Declared) Fakes.source("script", Limits.none("script"), Price.FREE);

    private static ListFacts list(long rows) {
        return new ListFacts(rows, List.of(), 0, 100);
    }

    private static SourceFacts owners(int number) {
        return SourceFacts.fresh()
                .withOwners(IntStream.range(0, number).mapToObj(i -> OwnerState.unused("o" + i)).toList());
    }

    private static Plan plan(Outline outline, ListFacts list, Map<String, SourceFacts> facts) {
        return Planner.plan(new PlanRequest(outline, list, facts, 4, NOON));
    }

    @Test
    void aWrappedScriptDeclaresNothing() {
        var list = new ListFacts(503, List.of(new Refused(412, "no ticker")), 2, 40);

        var plan = plan(Outline.of("screen", 1).onePerItem(SCRIPT), list, Map.of());

        assertThat(plan.calls()).containsExactly(new SourceCalls("script", 500, 500));
        assertThat(plan.request().list().accepted()).isEqualTo(502);
        assertThat(plan.bound()).isNull();
        assertThat(plan.expected()).isNull();
        assertThat(plan.notDeclared()).containsExactly("script");
        assertThat(plan.cost().max()).isEqualByComparingTo("0");
        assertThat(plan.diskBytes()).isEqualTo(503 * 340 + 500 * 2_300);
        assertThat(plan.days()).isEmpty();
        assertThat(plan.sooner(1)).isEmpty();
    }

    @Test
    void sevenThousandRowsOfTwentyFiveOwnersEndOnTheFourteenthDay() {
        var plan = plan(Outline.of("filings", 1).onePerItem(GEMINI), list(7_000), Map.of("gemini", owners(25)));

        assertThat(plan.bound()).isEqualTo(Instant.parse("2026-12-04T08:05:00Z"));
        assertThat(plan.cost().min()).isEqualByComparingTo("140");
        assertThat(plan.cost().max()).isEqualByComparingTo("140");
        assertThat(plan.days()).hasSize(14).allMatch(each -> each.calls() == 500);
        assertThat(plan.days().getLast())
                .isEqualTo(new QuotaDay(
                        "gemini", LocalDate.parse("2026-12-04"), Instant.parse("2026-12-04T08:05:00Z"), 500));
        assertThat(plan.notDeclared()).isEmpty();
    }

    @Test
    void fiveMoreOwnersSaveTwoDays() {
        var plan = plan(Outline.of("filings", 1).onePerItem(GEMINI), list(7_000), Map.of("gemini", owners(25)));

        // 600 a day: 12 days; 520 a day: still 14.
        assertThat(plan.sooner(5)).contains(Duration.ofDays(2));
        assertThat(plan.sooner(1)).contains(Duration.ZERO);
        assertThat(plan.withOwners(5).withOwners(3).request().extraOwners()).isEqualTo(8);
        assertThat(plan.withOwners(5).days().getFirst().calls()).isEqualTo(600);
    }

    @Test
    void whatIsStoredIsNotAskedAgain() {
        var outline = Outline.of("filings", 1).onePerItem(GEMINI);

        var known = plan(outline, list(100), Map.of("gemini", owners(1).withStored(Stored.exactly(70))));
        var unknown = plan(outline, list(100), Map.of("gemini", owners(1).withStored(Stored.unknown())));
        var more = plan(outline, list(100), Map.of("gemini", owners(1).withStored(Stored.exactly(500))));

        assertThat(known.calls()).containsExactly(new SourceCalls("gemini", 30, 30));
        assertThat(unknown.calls()).containsExactly(new SourceCalls("gemini", 0, 100));
        assertThat(unknown.bound()).isEqualTo(NOON);
        assertThat(more.calls()).containsExactly(new SourceCalls("gemini", 0, 0));
        assertThat(more.cost().max()).isEqualByComparingTo("0");
    }

    @Test
    void itemsThatMayAskTheSameProveNoMoreThanOneOfThem() {
        var plan = plan(Outline.of("research", 1).perItem(2, 5, GEMINI), list(100), Map.of("gemini", owners(1)));

        assertThat(plan.calls()).containsExactly(new SourceCalls("gemini", 2, 500));
        assertThat(plan.cost().min()).isEqualByComparingTo("0.04");
        assertThat(plan.cost().max()).isEqualByComparingTo("10");
    }

    @Test
    void aSourceDemandedTwiceIsOneLine() {
        var outline = Outline.of("research", 1).onePerItem(GEMINI).perItem(3, GEMINI).perItem(1, SCRIPT);

        var plan = plan(outline, list(10), Map.of("gemini", owners(1)));

        assertThat(plan.calls())
                .containsExactly(new SourceCalls("gemini", 10, 40), new SourceCalls("script", 0, 10));
    }

    @Test
    void aGroupIsOneCall() {
        var outline = Outline.of("screen", 1).onePerItem(SCRIPT);

        assertThat(plan(outline, list(503), Map.of("script", SourceFacts.fresh().withGroup(10))).calls())
                .containsExactly(new SourceCalls("script", 51, 51));
        // 433 questions are left at least; they may be spread over all 51 batches.
        var some = SourceFacts.fresh().withGroup(10).withStored(Stored.exactly(70));
        assertThat(plan(outline, list(503), Map.of("script", some)).calls())
                .containsExactly(new SourceCalls("script", 44, 51));
    }

    @Test
    void rowsThatOneReplyCannotTellApartTakeACallEach() {
        var grouping = new Grouping();
        assertThat(grouping.calls()).isZero();
        // first batch: A and B once, then A with other cells twice; the same question again is no other
        grouping.add(0, Digest.of("A"), "A");
        grouping.add(0, Digest.of("B"), "B");
        grouping.add(0, Digest.of("A", "1"), "A");
        grouping.add(0, Digest.of("A", "2"), "A");
        grouping.add(0, Digest.of("A", "2"), "A");
        assertThat(grouping.calls()).isEqualTo(3);
        // second batch: what the first asked may be asked here first
        grouping.add(1, Digest.of("A"), "A");
        // third: no mark, no other call
        grouping.add(2, Digest.of("C"), "");
        grouping.add(2, Digest.of("D"), "");
        assertThat(grouping.calls()).isEqualTo(5);

        var outline = Outline.of("screen", 1).onePerItem(SCRIPT);
        var facts = SourceFacts.fresh().withGroups(5, grouping.calls());
        assertThat(plan(outline, list(6), Map.of("script", facts)).calls())
                .containsExactly(new SourceCalls("script", 2, 5));
    }

    @Test
    void anEmptyListNeedsNothing() {
        var plan = plan(Outline.of("filings", 1).onePerItem(GEMINI), list(0), Map.of("gemini", owners(25)));

        assertThat(plan.bound()).isEqualTo(NOON);
        assertThat(plan.expected()).isEqualTo(new Expected(NOON, NOON));
        assertThat(plan.diskBytes()).isZero();
    }

    @Test
    void whatWasObservedMovesTheLowerCostAndTheExpectedFinish() {
        var seen = new Observed(new Latency(1_000, 3_000, 50), 0, 0, 700, new BigDecimal("0.005"));
        var facts = Map.of("gemini", owners(25).withObserved(seen));

        var plan = plan(Outline.of("filings", 1).onePerItem(GEMINI), list(1_000), facts);

        assertThat(plan.cost().min()).isEqualByComparingTo("5");
        assertThat(plan.cost().max()).isEqualByComparingTo("20");
        assertThat(plan.expected())
                .isEqualTo(new Expected(
                        Instant.parse("2026-11-22T08:05:01Z"), Instant.parse("2026-11-22T08:05:03Z")));
        assertThat(plan.diskBytes()).isEqualTo(1_000 * 400 + 1_000 * 1_000);
    }

    @Test
    void impossibleFactsAreRefused() {
        assertThatThrownBy(() -> new ListFacts(3, List.of(), 4, 1)).hasMessageContaining("4 duplicates");
        assertThatThrownBy(() -> new Stored(3, 2)).hasMessageContaining("3 to 2");
        assertThatThrownBy(() -> SourceFacts.fresh().withGroup(0)).hasMessageContaining("groups of 0");
    }
}
