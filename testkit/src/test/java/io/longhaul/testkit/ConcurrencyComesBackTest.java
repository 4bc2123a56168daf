package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.core.ItemEnd;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.RunOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// An upstream that was slow for a while is asked less at a time, and as much as before once it is well.
class ConcurrencyComesBackTest {

    private static final int AT_ONCE = 10;
    private static final int ROWS = 100;
    private static final Spec SPEC = new Spec(
            "wide", 1, new Limits("wide", AT_ONCE, List.of(), List.of(), true), Price.FREE, Reuse.job());
    private static final FakeSource SOURCE = new FakeSource(SPEC);

    private final ByHand run = new ByHand(
            SOURCE, RunOptions.DEFAULT.withConcurrency(AT_ONCE),
            IntStream.range(0, ROWS).mapToObj(Integer::toString).toArray(String[]::new));
    private final ArrayDeque<Effect.Send> open = new ArrayDeque<>();
    private Duration now = Duration.ZERO;

    /// What the effects lead to, up to calls under way.
    private void follow(List<Effect> effects) {
        var next = new ArrayDeque<>(effects);
        while (!next.isEmpty()) {
            switch (next.poll()) {
                case Effect.Start start -> next.addAll(run.on(new Event.Asked(List.of(ask(start)))));
                case Effect.LookUp lookUp -> next.addAll(run.on(new Event.LookedUp(lookUp.ask().digest(), List.of())));
                case Effect.Send send -> open.add(send);
                case Effect.Read read -> next.addAll(run.on(Work.read(read)));
                case Effect.Give give -> next.addAll(run.on(new Event.Finished(
                        run.job.id(), give.ask().position(), give.ask().run(), new ItemEnd.Done(0, new byte[0]))));
                default -> {
                    // nothing follows
                }
            }
        }
    }

    private Ask ask(Effect.Start start) {
        long position = start.item().position();
        var question = new Steps.Question<>("step", SOURCE, "/" + position);
        return new Ask(
                run.job.id(), position, start.run(), 0, question, SPEC, Digest.of("" + position), false, "");
    }

    /// So many calls take that long each; how many were open at a time meanwhile, at most.
    private int answer(int calls, Duration latency) {
        int most = 0;
        for (int answered = 0; answered < calls;) {
            most = Math.max(most, open.size());
            now = now.plus(latency);
            run.after(now);
            var round = new ArrayList<Effect.Send>();
            for (; answered < calls && !open.isEmpty(); answered++) {
                round.add(open.poll());
            }
            var reply = new Reply(200, Map.of(), new byte[0], ByHand.NOW.plus(now));
            round.forEach(send -> follow(run.on(
                    new Event.Arrived(send.attempt().callId(), new Delivery.Answered(reply), 0))));
        }
        return most;
    }

    @Test
    void slowForAWhile() {
        follow(run.begin(Duration.ZERO));
        assertThat(answer(20, Duration.ofMillis(10))).isEqualTo(AT_ONCE);

        answer(20, Duration.ofMillis(200));
        answer(4, Duration.ofMillis(10)); // what was under way ends
        assertThat(open).hasSize(8);

        answer(40, Duration.ofMillis(10));
        assertThat(open).hasSize(AT_ONCE);
    }
}
