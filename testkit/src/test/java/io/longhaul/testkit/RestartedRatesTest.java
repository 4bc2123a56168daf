package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How much of a rate is left to a process that starts soon after another one ended.
class RestartedRatesTest {

    private static final Duration MINUTE = Duration.ofSeconds(60);

    private static FakeSource source(int aMinute, List<Quota> quotas) {
        return source("minutely.bars", aMinute, quotas);
    }

    private static FakeSource source(String name, int aMinute, List<Quota> quotas) {
        var limits = new Limits("minutely", 1, List.of(new Rate(aMinute, MINUTE)), quotas, true);
        return new FakeSource(new Spec(name, 1, limits, Price.FREE, Reuse.job()));
    }

    /// Two rows of five are answered at the start, with a sign of life; then the process dies.
    private static ByHand diedAfterTwo(FakeSource source) {
        var run = new ByHand(source, RunOptions.DEFAULT.withConcurrency(5), "A", "B", "C", "D", "E");
        run.store.commit(List.of(new Write.Heartbeat(ByHand.NOW)));
        var sent = sent(run, source);
        for (int answered = 0; answered < 2; answered++) {
            var reply = new Reply(200, Map.of(), new byte[0], ByHand.NOW);
            var arrived = run.on(new Event.Arrived(
                    sent.removeFirst().attempt().callId(), new Delivery.Answered(reply), 0));
            arrived.addAll(run.on(Work.read(of(Effect.Read.class, arrived).getFirst())));
            sent.addAll(of(Effect.Send.class, arrived));
        }
        // the third is on its way when the process dies
        assertThat(sent).hasSize(1);
        return run;
    }

    /// Calls that are sent at once when all rows that start ask.
    private static List<Effect.Send> sent(ByHand run, FakeSource source) {
        var sends = new ArrayList<Effect.Send>();
        for (var start : of(Effect.Start.class, run.begin(Duration.ZERO))) {
            long position = start.item().position();
            var question = new Steps.Question<>("step", source, "/" + position);
            var ask = new Ask(
                    run.job.id(), position, start.run(), 0, question, source.spec(), Digest.of("" + position), false,
                    "");
            run.on(new Event.Asked(List.of(ask)));
            sends.addAll(of(Effect.Send.class, run.on(new Event.LookedUp(ask.digest(), List.of()))));
        }
        return sends;
    }

    private static <E extends Effect> List<E> of(Class<E> kind, List<Effect> effects) {
        return new ArrayList<>(effects.stream().filter(kind::isInstance).map(kind::cast).toList());
    }

    private static boolean sendsWhenStartedAfter(Duration pause, FakeSource source) {
        var run = diedAfterTwo(source);
        run.after(pause);
        run.crash();
        return !sent(run, source).isEmpty();
    }

    @Test
    void callsThatTheLedgerKnowsAreAllThatAMinuteHolds() {
        var daily = List.of(Quota.daily(1000, ZoneOffset.UTC));
        // three calls, and one that may have been refused, are four
        var four = source(4, daily);
        var five = source(5, daily);

        assertThat(sendsWhenStartedAfter(Duration.ofSeconds(5), four)).isFalse();
        assertThat(sendsWhenStartedAfter(Duration.ofSeconds(5), five)).isTrue();
        // the two that were answered have left the window
        assertThat(sendsWhenStartedAfter(Duration.ofMillis(60_270), four)).isTrue();
    }

    @Test
    void whatOtherSourcesOfTheGateTookIsCountedBeforeTheFirstCall() {
        var three = List.of(Quota.daily(3, ZoneOffset.UTC));
        var bars = source("minutely.bars", 100, three);
        var run = diedAfterTwo(bars);
        run.after(Duration.ofMinutes(5));
        run.crash();

        // two answered calls, and one whose fate is not known
        assertThat(sent(run, source("minutely.splits", 100, three))).isEmpty();
        assertThat(sendsWhenStartedAfter(Duration.ofMinutes(5), source(100, List.of(Quota.daily(4, ZoneOffset.UTC)))))
                .isTrue();
    }

    @Test
    void whereTheLedgerDoesNotKnowTheMinuteIsWaitedOutFromTheLastSignOfLife() {
        var unmetered = source(4, List.of());

        assertThat(sendsWhenStartedAfter(Duration.ofSeconds(30), unmetered)).isFalse();
        assertThat(sendsWhenStartedAfter(Duration.ofMillis(70_250), unmetered)).isFalse();
        assertThat(sendsWhenStartedAfter(Duration.ofMillis(70_270), unmetered)).isTrue();
    }

    @Test
    void aGateThatOpensLaterWaitsForNothingThatIsOver() {
        var unmetered = source(4, List.of());
        var run = diedAfterTwo(unmetered);
        run.after(Duration.ofSeconds(30));
        run.crash();
        run.after(Duration.ofSeconds(80));

        assertThat(sent(run, unmetered)).isNotEmpty();
    }
}
