package io.longhaul.app.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.testkit.ManualClock;
import io.longhaul.testkit.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The thread that sends.
@Timeout(30)
class CourierTest {

    private final ManualClock clock = ManualClock.atMonday();
    private final MemoryStore store = new MemoryStore();

    private Courier courier(Sender sender, Duration longest) {
        return new Courier(new Outbox(store), sender, clock, Thread.ofPlatform().daemon().factory(), longest);
    }

    private Delivery delivery(int number) {
        var now = clock.instant();
        return Delivery.of(
                new Notice("msg_" + number, 1, number, "completed", now, now, "{}", "s", "t"), 0,
                Target.of("https://hooks.example.com/in"));
    }

    @Test
    void itSendsAtOnceAndAgainWhenItsTimeCame() throws Exception {
        var sent = new Semaphore(0);
        var courier = courier((delivery, now) -> {
            sent.release();
            return new Attempted.Failed("500");
        }, Duration.ofSeconds(60));

        courier.take(List.of(delivery(1)));
        sent.acquire();
        while (Outbox.of(store, 1).isEmpty() || Outbox.of(store, 1).getFirst().tries().isEmpty()) {
            Thread.onSpinWait(); // what came of it is on its way into the store
        }
        assertThat(sent.availablePermits()).isZero();
        clock.advance(Duration.ofSeconds(40));
        courier.take(List.of()); // wakes it: its clock is ours
        sent.acquire();

        courier.close(Duration.ofSeconds(10));
    }

    @Test
    void anAttemptWithoutEndIsCutShort() throws Exception {
        var never = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        var courier = courier((delivery, now) -> {
            try {
                never.await();
            } catch (InterruptedException cut) {
                interrupted.complete(true);
                throw cut;
            }
            return new Attempted.Taken("never");
        }, Duration.ofMillis(50));

        courier.take(List.of(delivery(1)));

        assertThat(interrupted.get()).isTrue();
        courier.close(Duration.ofSeconds(10));
        assertThat(Outbox.of(store, 1)).singleElement().satisfies(each -> {
            assertThat(each.state()).isEqualTo(Delivery.State.WAITING);
            assertThat(each.tries().getLast().said()).startsWith("no end in");
        });
    }

    /// The end of a process gives what is new its chance, and what is under way a moment.
    @Test
    void itsEndWaitsForFirstAttemptsOnlyAndNotForEver() throws Exception {
        var never = new CountDownLatch(1);
        var slow = courier((delivery, now) -> {
            never.await();
            return new Attempted.Taken("never");
        }, Duration.ofSeconds(60));
        slow.take(List.of(delivery(1)));

        slow.close(Duration.ofMillis(50));

        assertThat(Outbox.of(store, 1)).isEmpty(); // nothing is told of it: the next owner has it as it was
    }

    @Test
    void anErrorInASenderIsAFailedAttemptAndTheThreadGoesOn() throws Exception {
        var sent = new Semaphore(0);
        var courier = courier((delivery, now) -> {
            sent.release();
            if (delivery.notice().number() == 1) {
                throw new NoClassDefFoundError("a jar was replaced");
            }
            return new Attempted.Taken("200");
        }, Duration.ofSeconds(60));

        courier.take(List.of(delivery(1)));
        sent.acquire();
        var second = delivery(2);
        clock.advance(Duration.ofSeconds(1)); // it is due
        courier.take(List.of(second));
        sent.acquire();
        courier.close(Duration.ofSeconds(10));

        assertThat(courier.defects()).isEqualTo(1);
        assertThat(Outbox.of(store, 1)).extracting(Delivery::state)
                .containsExactlyInAnyOrder(Delivery.State.WAITING, Delivery.State.DELIVERED);
    }
}
