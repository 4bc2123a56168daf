package io.longhaul.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.engine.Intake;
import io.longhaul.engine.Reply;
import io.longhaul.engine.core.Effect;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.Outcome;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InFlightTest {

    private final InFlight inFlight = new InFlight(100);

    /// Returns once the taker waits, or is through.
    private static FutureTask<Boolean> taking(Intake intake, long bytes) {
        var task = new FutureTask<>(() -> {
            intake.take(bytes);
            return true;
        });
        var thread = Thread.ofPlatform().daemon().start(task);
        while (!task.isDone() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return task;
    }

    private static List<Effect> settled(long call, long commit) {
        var reply = new Reply(200, Map.of(), new byte[0], Instant.EPOCH);
        return List.of(new Effect.Commit(commit, List.of(new Write.Settled(call, reply, 0))));
    }

    @Test
    void aReplyWaitsUntilAnEarlierOneIsStored() throws Exception {
        inFlight.open(1).take(80);
        inFlight.arrived(1, settled(1, 7));
        var first = taking(inFlight.open(2), 30);
        var second = taking(inFlight.open(3), 30);

        inFlight.committed(6);
        assertThat(first.isDone()).isFalse(); // not even the first: a commit under way needs no room of its own
        assertThat(second.isDone()).isFalse();
        inFlight.committed(7);

        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
        assertThat(inFlight.taken()).isEqualTo(60);
    }

    @Test
    void aLargeResultTakesRoomUntilItIsStored() throws Exception {
        inFlight.stores(ended(4, 4_095));
        assertThat(inFlight.taken()).isZero();
        inFlight.stores(ended(5, 5_000));

        var waiting = taking(inFlight.open(1), 10);

        assertThat(waiting.isDone()).isFalse();
        assertThat(inFlight.taken()).isEqualTo(5_000);
        inFlight.committed(5);
        assertThat(waiting.get()).isTrue();
        assertThat(inFlight.taken()).isEqualTo(10);
    }

    private static Effect.Commit ended(long commit, int bytes) {
        var outcome = new Outcome(
                ItemState.DONE, null, "", 1, new byte[bytes], 1, 0, 0, 0, Instant.EPOCH);
        return new Effect.Commit(commit, List.of(new Write.Ended(1, 0, outcome)));
    }

    @Test
    void aReplyLargerThanAllRoomComesThroughAlone() throws Exception {
        var large = inFlight.open(1);
        large.take(60);
        var next = inFlight.open(2);
        var other = taking(next, 60);

        large.take(500);

        assertThat(other.isDone()).isFalse();
        inFlight.arrived(1, settled(1, 1));
        inFlight.committed(1);
        assertThat(other.get()).isTrue();
        assertThat(inFlight.taken()).isEqualTo(60);
        assertThat(next.takeNow(500)).isTrue(); // of those still coming in it is the first now
    }

    @Test
    void twoHalvesDoNotWaitForEachOther() throws Exception {
        var one = inFlight.open(1);
        var two = inFlight.open(2);
        one.take(50);
        two.take(50);
        var rest = taking(two, 50);

        one.take(50);

        assertThat(rest.isDone()).isFalse();
        inFlight.arrived(1, List.of()); // given up: nothing of it is stored
        assertThat(rest.get()).isTrue();
        assertThat(inFlight.taken()).isEqualTo(100);
    }

    @Test
    void whoWaitsIsWokenWhenItsCallIsGivenUpOrNothingIsStoredAnyMore() throws Exception {
        inFlight.open(1).take(100);
        var givenUp = taking(inFlight.open(2), 10);
        var waiting = taking(inFlight.open(3), 10);

        inFlight.arrived(2, List.of());
        assertThatThrownBy(givenUp::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(waiting.isDone()).isFalse();
        inFlight.unbind();

        assertThat(waiting.get()).isTrue();
    }
}
