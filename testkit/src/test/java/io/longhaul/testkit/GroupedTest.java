package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.RunOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When a group is sent, by the order in which its rows ask.
class GroupedTest {

    private static final Spec SPEC = new Spec("script", 1, Limits.none("script"), Price.FREE, Reuse.job());
    private static final FakeGroup SOURCE = new FakeGroup(SPEC);

    private final ByHand run = new ByHand(SOURCE, RunOptions.DEFAULT.withConcurrency(4), "A", "A");

    private Event.Asked asks(long position, int number) {
        var question = new Steps.Question<>("step", SOURCE, "A");
        return new Event.Asked(List.of(
                new Ask(run.job.id(), position, number, 0, question, SPEC, Digest.of("A"), true, "")));
    }

    @Test
    void aRowThatAsksLastWhatAnotherAskedBeforeCompletesTheGroup() {
        run.begin(Duration.ZERO);
        run.on(asks(0, 1));
        assertThat(run.on(new Event.LookedUp(Digest.of("A"), List.of()))).noneMatch(Effect.Send.class::isInstance);

        assertThat(run.on(asks(1, 2))).anyMatch(Effect.Send.class::isInstance);
    }
}
