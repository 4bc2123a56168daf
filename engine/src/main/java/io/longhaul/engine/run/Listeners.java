package io.longhaul.engine.run;

import io.longhaul.engine.event.JobEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who hears of the jobs: in order, on one thread of its own. A listener that fails does not hurt the others.
///
/// Listeners that lag behind by many events neither hold the jobs up nor fill the memory: they miss ends of rows, and of
/// batches and states that follow one another meanwhile all but the last, as the store tells the rest.
final class Listeners {

    /// So many events may wait; twice as many where they are changes of state.
    static final int MOST = 10_000;

    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private final ExecutorService telling = Executors.newSingleThreadExecutor(Threads.daemons("longhaul-events"));
    private final List<Consumer<JobEvent>> all = new CopyOnWriteArrayList<>();
    private final Defects defects;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    /// By job, what is newer than all that waits.
    private final Map<Long, Last> last = new LinkedHashMap<>();
    private boolean busy;
    private long missed;

    private static final class Last {
        private JobEvent.@Nullable BatchEnded batch;
        private JobEvent.@Nullable StateChanged state;
    }

    Listeners(Defects defects) {
        this.defects = defects;
    }

    void add(Consumer<JobEvent> listener) {
        all.add(listener);
    }

    void remove(Consumer<JobEvent> listener) {
        all.remove(listener);
    }

    synchronized void tell(JobEvent event) {
        if (all.isEmpty()) {
            return;
        }
        if (waiting.size() < MOST) {
            catchUp();
            line(event);
            return;
        }
        switch (event) {
            case JobEvent.ItemEnded _ -> {
                if (missed++ == 0) {
                    LOG.log(System.Logger.Level.WARNING,
                            "listeners lag behind by {0} events; they are not told of every row", MOST);
                }
            }
            case JobEvent.BatchEnded batch -> last(batch.job()).batch = batch;
            case JobEvent.StateChanged state -> {
                if (waiting.size() < 2 * MOST) {
                    catchUp();
                    line(state);
                } else {
                    last(state.job()).state = state;
                }
            }
            case JobEvent.ClockJumped jumped -> {
                if (waiting.size() < 2 * MOST) {
                    line(jumped);
                }
            }
        }
    }

    /// After all listeners heard what came before.
    synchronized void after(Runnable action) {
        catchUp();
        enqueue(action);
    }

    private Last last(long job) {
        return last.computeIfAbsent(job, any -> new Last());
    }

    /// What is newest of each job takes its place before what comes now.
    private void catchUp() {
        if (last.isEmpty()) {
            return;
        }
        for (var each : last.values()) {
            var batch = each.batch;
            if (batch != null) {
                line(batch);
            }
            var state = each.state;
            if (state != null) {
                line(state);
            }
        }
        last.clear();
    }

    private void line(JobEvent event) {
        enqueue(() -> all.forEach(listener -> guarded(() -> listener.accept(event))));
    }

    private void enqueue(Runnable what) {
        waiting.addLast(what);
        if (!busy) {
            busy = true;
            telling.execute(this::work);
        }
    }

    private void work() {
        for (var next = next(); next != null; next = next()) {
            guarded(next);
        }
    }

    private synchronized @Nullable Runnable next() {
        if (waiting.isEmpty()) {
            catchUp();
            missed = 0;
        }
        var next = waiting.pollFirst();
        busy = next != null;
        return next;
    }

    synchronized int waiting() {
        return waiting.size() + 2 * last.size();
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error defect) {
            defects.add("a listener", defect);
        }
    }

    void end() {
        telling.shutdown();
    }

    void await(Duration patience) throws InterruptedException {
        var _ = telling.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
