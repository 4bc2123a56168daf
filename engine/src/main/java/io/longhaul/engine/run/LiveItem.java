package io.longhaul.engine.run;

import io.longhaul.engine.Answer;
import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.store.StoredItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A run of an item on its own virtual thread: asking posts an event and waits.
final class LiveItem extends ItemSteps implements Runnable {

    private final Consumer<Event> post;
    private final Shelves shelves;
    private final Work work;
    private final StoredItem item;
    private final int run;
    private @Nullable Thread thread;
    private volatile @Nullable Slot slot;
    private volatile boolean unwound;

    private static final class Slot {
        final int firstIndex;
        final @Nullable Answer<?>[] answers;
        volatile int missing;

        Slot(int firstIndex, int size) {
            this.firstIndex = firstIndex;
            this.answers = new Answer<?>[size];
            this.missing = size;
        }
    }

    /// Where kept documents are read.
    @FunctionalInterface
    interface Shelves {
        Optional<byte[]> kept(String shelf, String key);
    }

    LiveItem(Work work, StoredItem item, int run, Consumer<Event> post, Shelves shelves) {
        super(work, item, run);
        this.work = work;
        this.item = item;
        this.run = run;
        this.post = post;
        this.shelves = shelves;
    }

    void start() {
        thread = Thread.ofVirtual().unstarted(this);
        thread.start();
    }

    @Override
    public void run() {
        begin();
        var end = work.run(item, this);
        if (end != null && !unwound) {
            post.accept(new Event.Finished(work.jobId(), item.position(), run, end, keeping()));
        }
    }

    @Override
    protected List<Answer<?>> answers(List<Ask> asks) {
        var waiting = new Slot(asks.getFirst().index(), asks.size());
        slot = waiting;
        post.accept(new Event.Asked(asks));
        while (waiting.missing > 0 && !unwound) {
            LockSupport.park(this);
        }
        if (unwound) {
            throw Unwinding.AGAIN;
        }
        var given = new ArrayList<Answer<?>>(waiting.answers.length);
        for (var answer : waiting.answers) {
            if (answer == null) {
                throw new IllegalStateException("woken without an answer");
            }
            given.add(answer);
        }
        return given;
    }

    @Override
    protected Optional<byte[]> stored(String shelf, String key) {
        return shelves.kept(shelf, key);
    }

    /// Called by the loop only.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void give(Ask ask, Answer<?> answer) {
        var waiting = slot;
        if (waiting == null) {
            return;
        }
        waiting.answers[ask.index() - waiting.firstIndex] = answer;
        waiting.missing = waiting.missing - 1;
        if (waiting.missing == 0) {
            LockSupport.unpark(thread);
        }
    }

    void unwind() {
        unwound = true;
        LockSupport.unpark(thread);
    }

}
