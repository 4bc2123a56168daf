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

/// When an upstream that is down is tried again.
class BreakerTest {

    private static final int ROWS = 30;
    private static final Spec SPEC = new Spec("quotes", 1, Limits.none("quotes"), Price.FREE, Reuse.job());
    private static final FakeSource SOURCE = new FakeSource(SPEC);

    private final ByHand run = new ByHand(
            SOURCE,
            RunOptions.DEFAULT.withConcurrency(ROWS).withMaxRetries(0),
            IntStream.range(0, ROWS).mapToObj(row -> "K" + row).toArray(String[]::new));
    private final ArrayDeque<Effect.Start> rows = new ArrayDeque<>();
    private final List<Effect.Send> open = new ArrayList<>();

    private void take(List<Effect> effects) {
        for (var effect : effects) {
            switch (effect) {
                case Effect.Start start -> rows.add(start);
                case Effect.Send send -> open.add(send);
                default -> {
                    // of no interest
                }
            }
        }
    }

    private void askNext() {
        var start = rows.remove();
        long position = start.item().position();
        var question = new Steps.Question<>("step", SOURCE, "/" + position);
        var ask = new Ask(
                run.job.id(), position, start.run(), 0, question, SPEC, Digest.of("" + position), false, "");
        take(run.on(new Event.Asked(List.of(ask))));
        take(run.on(new Event.LookedUp(ask.digest(), List.of())));
    }

    private void fail() {
        var send = open.removeFirst();
        take(run.on(new Event.Arrived(
                send.attempt().callId(), new Delivery.NotSent(ErrorClass.NETWORK, "refused"), 0)));
    }

    private void answer() {
        var send = open.removeFirst();
        var reply = new Reply(200, Map.of(), new byte[0], ByHand.NOW.plusSeconds(10));
        var read = run.on(new Event.Arrived(send.attempt().callId(), new Delivery.Answered(reply), 0)).stream()
                .filter(Effect.Read.class::isInstance)
                .map(Effect.Read.class::cast)
                .findFirst()
                .orElseThrow();
        take(run.on(Work.read(read)));
    }

    private void down() {
        take(run.begin(Duration.ZERO));
        for (int call = 0; call < 20; call++) {
            askNext();
            fail();
        }
        askNext();
        askNext();
    }

    @Test
    void anUpstreamThatIsWellAgainIsTriedAfterFiveSeconds() {
        down();
        assertThat(open).isEmpty();

        run.after(Duration.ofSeconds(5));
        take(run.on(new Event.Tick()));

        assertThat(open).as("one call probes").hasSize(1);
        answer();
        assertThat(open).as("the others follow").hasSize(1);
    }

    @Test
    void onAnOrderAProbeGoesAtOnceAndTheJobGoesOn() {
        down();
        run.after(Duration.ofSeconds(1));
        take(run.on(new Event.Tick()));
        assertThat(open).isEmpty();

        take(run.on(new Event.Ordered(run.job.id(), new Command.Probe())));

        assertThat(open).hasSize(1);
        answer();
        assertThat(open).hasSize(1);
    }
}
