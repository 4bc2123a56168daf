package io.longhaul.engine.run;

import io.longhaul.engine.core.Event;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The one thread that writes the store: commits whatever is queued, in order, and never lingers.
final class Writer implements Runnable {

    private static final int MOST_AT_ONCE = 8192;
    private static final long RETRY_MILLIS = 1000;
    /// How often a full disk is tried again once the reserve is used up.
    private static final int RETRIES = 5;

    private record Queued(long number, List<Write> writes) {}

    private final Store store;
    private final Consumer<Event> post;
    private final Defects defects;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private boolean closing;
    /// Since when the disk is full, in tries; 0 while it is not.
    private int fulls;

    Writer(Store store, Consumer<Event> post, Defects defects) {
        this.store = store;
        this.post = post;
        this.defects = defects;
    }

    synchronized void add(long number, List<Write> writes) {
        queue.addLast(new Queued(number, writes));
        notifyAll();
    }

    synchronized int queued() {
        return queue.size();
    }

    /// Ends the thread once the queue is empty, or at once if storing is not possible.
    synchronized void close() {
        closing = true;
        ending.countDown();
        notifyAll();
    }

    @Override
    public void run() {
        var batch = new ArrayList<Write>();
        long number = 0;
        while (true) {
            if (batch.isEmpty()) {
                number = next(batch, number);
                if (number < 0) {
                    return;
                }
            }
            try {
                if (!batch.isEmpty()) {
                    store.commit(batch);
                }
                batch = new ArrayList<>();
                if (number > 0) {
                    post.accept(new Event.Committed(number));
                }
            } catch (StoreException failure) {
                if (!survives(failure)) {
                    return;
                }
            } catch (RuntimeException | Error defect) {
                defects.add("storing", defect);
                post.accept(new Event.CommitFailed(StoreException.Kind.BROKEN, Defects.text(defect)));
                return;
            }
        }
    }

    /// Takes what is queued; -1 when there is nothing more to do.
    private synchronized long next(List<Write> batch, long number) {
        try {
            while (queue.isEmpty() && !closing) {
                wait();
            }
        } catch (InterruptedException e) {
            return -1;
        }
        if (queue.isEmpty()) {
            return -1;
        }
        long last = number;
        while (!queue.isEmpty() && batch.size() < MOST_AT_ONCE) {
            var queued = queue.removeFirst();
            batch.addAll(queued.writes());
            last = Math.max(last, queued.number());
        }
        return last;
    }

    /// False when it is time to end. New writes do not cut the wait short: they would use up the tries.
    private boolean pausesBeforeRetry() {
        try {
            return !ending.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// A full disk is not the end: the reserve makes room for what was already answered. Where that is not enough,
    /// nobody may wait for ever: what was answered last is given up, and the next start asks for it again.
    private boolean survives(StoreException failure) {
        var message = String.valueOf(failure.getMessage());
        if (failure.kind() != StoreException.Kind.FULL || fulls > RETRIES) {
            post.accept(new Event.CommitFailed(StoreException.Kind.BROKEN, message));
            return false;
        }
        if (fulls++ == 0) {
            post.accept(new Event.CommitFailed(failure.kind(), message));
            store.releaseReserve();
            return true;
        }
        return pausesBeforeRetry();
    }
}
