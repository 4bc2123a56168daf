package io.longhaul.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// A listener that hangs holds nothing up and fills no memory; what it missed it can read from the store.
class ListenersTest {

    private static final int ROWS = 5 * Listeners.MOST;

    private final Listeners listeners = new Listeners(new Defects());
    private final List<JobEvent> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private static JobEvent row(long job, long position) {
        return new JobEvent.ItemEnded(job, position, "K" + position, ItemState.DONE, null, "", 1);
    }

    private static JobEvent.StateChanged state(long job, JobState state) {
        return new JobEvent.StateChanged(job, state, null, null, "");
    }

    private void hear(JobEvent event) {
        try {
            hangs.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!(event instanceof JobEvent.ItemEnded)) { // a list that is copied at each of them would take minutes
            heard.add(event);
        }
    }

    private void goOn() throws InterruptedException {
        hangs.countDown();
        listeners.after(ended::countDown);
        ended.await();
        listeners.end();
    }

    @Test
    void whatWaitsForAListenerThatHangsIsBounded() throws InterruptedException {
        listeners.add(this::hear);
        listeners.tell(state(1, JobState.RUNNING));
        for (int position = 0; position < ROWS; position++) {
            listeners.tell(row(1, position));
            listeners.tell(new JobEvent.BatchEnded(1, position));
        }
        listeners.tell(state(1, JobState.COMPLETED));
        for (int i = 0; i < ROWS; i++) {
            listeners.tell(state(2, i % 2 == 0 ? JobState.WAITING : JobState.RUNNING));
        }
        int most = listeners.waiting();

        goOn();

        assertThat(most).isLessThanOrEqualTo(2 * Listeners.MOST + 4);
        assertThat(heard).startsWith(state(1, JobState.RUNNING));
        assertThat(heard).containsSubsequence(
                new JobEvent.BatchEnded(1, 0), new JobEvent.BatchEnded(1, ROWS - 1), state(1, JobState.COMPLETED));
        assertThat(heard).endsWith(state(2, JobState.RUNNING));
    }

    @Test
    void whoKeepsUpHearsAll() throws InterruptedException {
        hangs.countDown();
        listeners.add(this::hear);
        for (int number = 0; number < 100; number++) {
            listeners.tell(new JobEvent.BatchEnded(1, number));
        }

        goOn();

        assertThat(heard).hasSize(100);
    }
}
