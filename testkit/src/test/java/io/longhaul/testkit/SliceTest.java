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
import io.longhaul.engine.core.Standing;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A paid call is not sent into what is left of a time slice unless its time-out fits; when nothing else is to do, the
/// slice ends there and then.
class SliceTest {

    private static final Spec PAID =
            new Spec("paid", 1, Limits.none("paid"), new Price(new BigDecimal("0.01")), Reuse.job());
    private static final FakeSource SOURCE = new FakeSource(PAID);

    private final ByHand run = new ByHand(
            SOURCE, RunOptions.DEFAULT.withConcurrency(1).withTimeout(Duration.ofSeconds(20)), "A", "B");
    private final long job = run.job.id();

    /// The item asks, and its call is answered and read.
    private List<Effect> ask(long position, int number) {
        var question = new Steps.Question<>("step", SOURCE, "/" + position);
        var ask = new Ask(job, position, number, 0, question, PAID, Digest.of("" + position), false, "");
        run.on(new Event.Asked(List.of(ask)));
        return run.on(new Event.LookedUp(ask.digest(), List.of()));
    }

    private static List<Effect.Send> sent(List<Effect> effects) {
        return effects.stream().filter(Effect.Send.class::isInstance).map(Effect.Send.class::cast).toList();
    }

    @Test
    void itEndsAtOnceWhenNoPaidCallFitsIntoTheRestOfIt() {
        run.begin(Duration.ofSeconds(24));
        run.on(new Event.Counted(job, new Standing(Map.of(), Map.of())));
        var send = sent(ask(0, 1)).getFirst();
        run.after(Duration.ofSeconds(5));
        var reply = new Reply(200, Map.of(), new byte[0], ByHand.NOW.plusSeconds(5));
        var arrived = run.on(new Event.Arrived(send.attempt().callId(), new Delivery.Answered(reply), 0));
        arrived.stream()
                .filter(Effect.Read.class::isInstance)
                .forEach(read -> run.on(Work.read((Effect.Read) read)));
        run.on(new Event.Finished(job, 0, 1, new ItemEnd.Done(0, new byte[0])));
        assertThat(run.state()).isEqualTo(JobState.RUNNING);

        // 19 s are left, and the call may take 20
        assertThat(sent(ask(1, 2))).isEmpty();

        assertThat(run.state()).isEqualTo(JobState.PAUSED);
        var paused = run.store.job(job).orElseThrow();
        assertThat(paused.reason()).isEqualTo(PauseReason.INTERRUPTED);
        assertThat(paused.because()).isEqualTo("the time slice ended");
        assertThat(run.store.counts(job).done()).isEqualTo(1);
    }
}
