package io.longhaul.engine.run;

import io.longhaul.engine.event.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Who hears of the jobs: in order, on one thread of its own. A listener that fails does not hurt the others.
final class Listeners {

    private final ExecutorService telling = Executors.newSingleThreadExecutor(Threads.daemons("longhaul-events"));
    private final List<Consumer<JobEvent>> all = new CopyOnWriteArrayList<>();
    private final Defects defects;

    Listeners(Defects defects) {
        this.defects = defects;
    }

    void add(Consumer<JobEvent> listener) {
        all.add(listener);
    }

    void remove(Consumer<JobEvent> listener) {
        all.remove(listener);
    }

    void tell(JobEvent event) {
        if (!all.isEmpty()) {
            telling.execute(() -> all.forEach(listener -> guarded(() -> listener.accept(event))));
        }
    }

    /// After all listeners heard what came before.
    void after(Runnable action) {
        telling.execute(() -> guarded(action));
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
