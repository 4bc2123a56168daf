package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.core.ItemEnd;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who is blamed for the death of a process: rows that could have caused it, and no others.
class StrikesTest {

    /// One call at a time, so that of two rows that ask one waits.
    private static final Spec NARROW = new Spec(
            "narrow", 1, new Limits("narrow", 1, List.of(), List.of(), true), Price.FREE, Reuse.job());
    private static final FakeSource SOURCE = new FakeSource(NARROW);
    private static final RunOptions OPTIONS =
            RunOptions.DEFAULT.withConcurrency(2).withTimeout(Duration.ofMinutes(10));
    /// Within it the store learns who waits, after an unclean end.
    private static final Duration SOON = Duration.ofMillis(20);

    private final ByHand run = new ByHand(SOURCE, OPTIONS, "A", "B");
    private final long job = run.job.id();
    private Duration now = Duration.ZERO;

    private void pass(Duration time) {
        now = now.plus(time);
        run.after(now);
    }

    private List<Effect> tick() {
        return run.on(new Event.Tick());
    }

    private List<Effect.Start> begin() {
        return of(Effect.Start.class, run.begin(Duration.ZERO));
    }

    private Ask asked(Effect.Start start) {
        long position = start.item().position();
        var question = new Steps.Question<>("step", SOURCE, "/" + position);
        var ask = new Ask(job, position, start.run(), 0, question, NARROW, Digest.of("" + position), false, "");
        run.on(new Event.Asked(List.of(ask)));
        return ask;
    }

    private List<Effect.Send> sent(Effect.Start start) {
        return of(Effect.Send.class, run.on(new Event.LookedUp(asked(start).digest(), List.of())));
    }

    private List<Effect> answer(Effect.Send send, Reply reply) {
        var arrived = run.on(new Event.Arrived(send.attempt().callId(), new Delivery.Answered(reply), 0));
        var read = of(Effect.Read.class, arrived).getFirst();
        return run.on(Work.read(read));
    }

    private Reply reply(int status, Map<String, String> headers) {
        return new Reply(status, headers, new byte[0], ByHand.NOW.plus(now));
    }

    private void die() {
        run.crash();
    }

    private List<Integer> strikes() {
        return run.store.items(job, 0, 10).stream().map(StoredItem::strikes).toList();
    }

    private static <E extends Effect> List<E> of(Class<E> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void aRowWhoseCodeRanAtThreeEndsFailsInTheFourthLife() {
        for (int life = 0; life < 3; life++) {
            begin();
            pass(Duration.ofSeconds(1));
            // after a clean end the set goes with another write
            run.on(new Event.Ordered(job, new Command.Change(OPTIONS)));
            die();
        }

        begin();

        var ended = run.store.ended(job, ItemFilter.all(), 0, 10);
        assertThat(ended).hasSize(2).allSatisfy(each -> {
            assertThat(each.outcome().errorClass()).isEqualTo(ErrorClass.RESOURCE);
            assertThat(each.outcome().reason()).startsWith("it was running at 3 unclean ends in a row");
        });
    }

    @Test
    void aRowThatWaitsForAPermitIsSoonBlamedNoMore() {
        die();
        var starts = begin();
        assertThat(sent(starts.get(0))).hasSize(1);
        assertThat(sent(starts.get(1))).isEmpty();
        pass(SOON);
        tick();

        die();

        assertThat(strikes()).containsExactly(1, 0);
    }

    /// Nor is it counted as running: there would be more of them than the job may run at once.
    @Test
    void aRowThatWaitsForAPermitIsNotInWork() {
        var starts = begin();
        assertThat(sent(starts.get(0))).hasSize(1);
        assertThat(sent(starts.get(1))).isEmpty();
        pass(Duration.ofSeconds(1));
        tick();

        assertThat(run.store.pulse(job).running()).isEqualTo(1);
        assertThat(run.store.pulse(job).waiting()).isZero();
    }

    @Test
    void aRowThatWaitsAfterALongLookUpIsBlamedNoMore() {
        die();
        var starts = begin();
        assertThat(sent(starts.get(0))).hasSize(1);
        var ask = asked(starts.get(1));
        pass(Duration.ofSeconds(1));
        // the set is written with it
        run.on(new Event.Ordered(job, new Command.Change(OPTIONS)));
        run.on(new Event.LookedUp(ask.digest(), List.of()));
        pass(SOON);
        tick();

        die();

        assertThat(strikes()).containsExactly(1, 0);
    }

    @Test
    void aRowWhoseCallWasRefusedAndWaitsIsBlamedNoMore() {
        die();
        var starts = begin();
        var send = sent(starts.get(0)).getFirst();
        pass(Duration.ofSeconds(1));
        answer(send, reply(429, Map.of("retry-after", "30")));
        pass(SOON);
        tick();

        die();

        // the other still computes
        assertThat(strikes()).containsExactly(0, 1);
    }

    @Test
    void aRowWhoseStoredAnswerIsBeingReadIsBlamed() {
        die();
        asked(begin().getFirst());
        pass(Duration.ofSeconds(1));
        tick();

        die();

        assertThat(strikes()).containsExactly(1, 1);
    }

    @Test
    void aParkedRowIsBlamedOnlyWhileItsCallIsOpen() {
        die();
        var starts = begin();
        var send = sent(starts.get(0)).getFirst();
        run.on(new Event.Finished(job, 1, starts.get(1).run(), new ItemEnd.Done(0, new byte[0])));
        var refused = answer(send, reply(429, Map.of("retry-after", "300")));
        assertThat(of(Effect.Unwind.class, refused)).hasSize(1);
        pass(Duration.ofSeconds(10));
        tick();
        die();
        assertThat(strikes()).containsExactly(0, 0);

        var again = sent(begin().getFirst()).getFirst();
        answer(again, reply(429, Map.of("retry-after", "300")));
        pass(Duration.ofSeconds(400));
        assertThat(of(Effect.Send.class, tick())).hasSize(1);
        pass(SOON);
        tick();
        die();

        assertThat(strikes()).containsExactly(1, 0);
    }

    @Test
    void afterAnUncleanEndAParkedRowStartsAgainOnlyWhenThatIsDurable() {
        die();
        var starts = begin();
        run.on(new Event.Finished(job, 1, starts.get(1).run(), new ItemEnd.Done(0, new byte[0])));
        answer(sent(starts.get(0)).getFirst(), reply(429, Map.of("retry-after", "300")));
        pass(Duration.ofSeconds(400));
        var send = of(Effect.Send.class, tick()).getFirst();
        run.hold();

        var answered = answer(send, reply(200, Map.of()));

        assertThat(of(Effect.Start.class, answered)).isEmpty();
        assertThat(of(Effect.Start.class, run.settle())).hasSize(1);
        die();
        assertThat(strikes()).containsExactly(1, 0);
    }

    @Test
    void whatAPausedJobLeftIsNotBlamedLater() {
        die();
        var starts = begin();
        run.on(new Event.Ordered(job, new Command.Pause(PauseReason.USER, "")));
        starts.forEach(this::asked);
        assertThat(run.state()).isEqualTo(JobState.PAUSED);

        die();

        assertThat(strikes()).containsExactly(0, 0);
    }

    @Test
    void afterACleanEndTheStoreHearsOfItAFewTimesASecond() {
        var many = new ByHand(SOURCE, OPTIONS.withConcurrency(4), keys(100));
        var starts = new ArrayList<>(of(Effect.Start.class, many.begin(Duration.ZERO)));
        for (int i = 0; i < 100; i++) {
            many.after(Duration.ofMillis(20L * i));
            var start = starts.get(i);
            var ended = new Event.Finished(
                    many.job.id(), start.item().position(), start.run(), new ItemEnd.Done(0, new byte[0]));
            starts.addAll(of(Effect.Start.class, many.on(ended)));
        }

        // two seconds, five a second
        assertThat(many.written.stream().filter(Write.Running.class::isInstance)).hasSizeBetween(5, 11);
        assertThat(many.store.counts(many.job.id()).done()).isEqualTo(100);
    }

    private static String[] keys(int count) {
        var keys = new String[count];
        for (int i = 0; i < count; i++) {
            keys[i] = "K" + i;
        }
        return keys;
    }

    @Test
    void afterACleanEndToARowThatWaitsIsNotBlamedForLong() {
        var starts = begin();
        var send = sent(starts.get(0)).getFirst();
        sent(starts.get(1));
        pass(Duration.ofSeconds(1));
        // the other row gets the permit
        answer(send, reply(503, Map.of()));
        pass(Duration.ofMillis(200));
        tick();

        die();

        assertThat(strikes()).containsExactly(0, 1);
    }

    @Test
    void aRowWithAStrikeIsSentOnlyWhenThatIsDurable() {
        die();
        begin();
        die();
        var starts = begin();
        assertThat(strikes()).containsExactly(1, 1);
        // more calls than the first that wait after every unclean end
        var send = sent(starts.get(0)).getFirst();
        for (int i = 0; i < 6; i++) {
            pass(Duration.ofMinutes(5));
            send = of(Effect.Send.class, answer(send, reply(429, Map.of("retry-after", "1")))).stream()
                    .findFirst()
                    .or(() -> {
                        pass(Duration.ofMinutes(5));
                        return of(Effect.Send.class, tick()).stream().findFirst();
                    })
                    .orElseThrow();
        }
        answer(send, reply(429, Map.of("retry-after", "1")));
        pass(Duration.ofMinutes(5));
        run.hold();

        assertThat(of(Effect.Send.class, tick())).isEmpty();

        assertThat(of(Effect.Send.class, run.settle())).hasSize(1);
    }

}
