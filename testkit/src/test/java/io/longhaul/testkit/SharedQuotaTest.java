package io.longhaul.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Price;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Reuse;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Steps;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.Digest;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.Write;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Others use up a quota that we share: once the upstream says so, nothing more leaves before the reset.
class SharedQuotaTest {

    private static final String[] ROWS = {"a", "b", "c", "d", "e", "f", "g", "h"};

    private final ArrayDeque<Effect.Send> sent = new ArrayDeque<>();
    private final ArrayDeque<Effect.Read> reads = new ArrayDeque<>();
    private FakeSource source = new FakeSource(spec(1));
    private ByHand run = new ByHand(source, RunOptions.DEFAULT, ROWS);

    private static Spec spec(int atOnce) {
        return new Spec(
                "shared", 1,
                new Limits("shared", atOnce, List.of(), List.of(Quota.daily(100, ZoneOffset.UTC)), true),
                Price.FREE, Reuse.job());
    }

    private void begin(int atOnce) {
        source = new FakeSource(spec(atOnce));
        run = new ByHand(source, RunOptions.DEFAULT.withConcurrency(8), ROWS);
        follow(run.begin(Duration.ZERO));
    }

    /// What the effects lead to, up to calls under way and replies to be read.
    private void follow(List<Effect> effects) {
        var next = new ArrayDeque<>(effects);
        while (!next.isEmpty()) {
            switch (next.poll()) {
                case Effect.Start start -> next.addAll(run.on(new Event.Asked(List.of(ask(start)))));
                case Effect.LookUp lookUp -> next.addAll(run.on(new Event.LookedUp(lookUp.ask().digest(), List.of())));
                case Effect.Send send -> sent.add(send);
                case Effect.Read read -> reads.add(read);
                default -> {
                    // nothing follows
                }
            }
        }
    }

    private Ask ask(Effect.Start start) {
        long position = start.item().position();
        var question = new Steps.Question<>("step", source, "/" + position);
        return new Ask(
                run.job.id(), position, start.run(), 0, question, source.spec(), Digest.of("" + position), false, "");
    }

    private void arrives(Effect.Send send) {
        var reply = new Reply(429, Map.of("quota", "day"), new byte[0], ByHand.NOW);
        follow(run.on(new Event.Arrived(send.attempt().callId(), new Delivery.Answered(reply), 0)));
    }

    private void isRead(Effect.Read read) {
        var refusal = new Answer.Throttled<String>(null, Answer.Throttled.Scope.OWNER, "used up");
        follow(run.on(new Event.Judged(read.call(), List.of(refusal))));
    }

    @Test
    void whileARefusalIsBeingReadNoFurtherCallLeaves() {
        begin(1);
        arrives(sent.remove());

        assertThat(sent).isEmpty();
        isRead(reads.remove());
        assertThat(sent).isEmpty();
    }

    /// What is on its way already cannot be called back: that many are refused at most.
    @Test
    void withSeveralAtATimeThoseUnderWayAreTheOnlyOnesRefused() {
        begin(3);
        var underWay = new ArrayList<>(sent);
        sent.clear();
        assertThat(underWay).hasSize(3);

        underWay.forEach(this::arrives);
        while (!reads.isEmpty()) {
            isRead(reads.remove());
        }

        assertThat(sent).isEmpty();
    }

    /// Its reservation was being stored when the refusal was read.
    @Test
    void aCallThatIsOnlyWrittenDownDoesNotLeave() {
        begin(2);
        var first = sent.remove();
        var second = sent.remove();
        arrives(first);
        var read = reads.remove();
        var answered = new Answer.Found<>("found", ByHand.NOW);
        arrives(second);
        run.hold();
        follow(run.on(new Event.Judged(reads.remove().call(), List.of(answered)))); // lets the next be written down
        assertThat(sent).isEmpty();
        isRead(read);

        follow(run.settle());

        assertThat(sent).isEmpty();
        assertThat(run.written).anyMatch(write -> write instanceof Write.Closed closed
                && closed.state() == CallState.NOT_SENT);
    }
}
