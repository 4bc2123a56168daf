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
import java.util.function.LongSupplier;

/// The one thread that writes the store: commits whatever is queued, in order, and never lingers.
///
/// What is queued together is one transaction unless it is too much for one: large groups and many corrected rows are
/// stored in pieces, of which each prefix is a state that the store could have been left in. How much a transaction
/// holds follows from how long the last ones took.
final class Writer implements Runnable {

    private static final int MOST_AT_ONCE = 8192;
    private static final int LEAST_AT_ONCE = 256;
    /// No transaction should take longer than 250 ms: the next ones are made smaller well before that.
    private static final long LONG_NANOS = 120_000_000;
    private static final long RETRY_MILLIS = 1000;
    /// How often a full disk is tried again once the reserve is used up.
    private static final int RETRIES = 5;
    /// How often, at most, a write is tried again for which no file can be opened.
    private static final int TRIES_EXHAUSTED = 600;

    private record Queued(long number, List<Write> writes) {}

    private final Store store;
    private final LongSupplier nanos;
    private final Consumer<Event> post;
    private final Defects defects;
    private final ArrayDeque<Queued> queue = new ArrayDeque<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    /// How many of the first group are in transactions already.
    private int taken;
    private int mostAtOnce = MOST_AT_ONCE;
    private boolean closing;
    /// Since when the disk is full, in tries; 0 while it is not.
    private int fulls;
    private int exhausted;

    /// @param nanos a monotonic clock
    Writer(Store store, LongSupplier nanos, Consumer<Event> post, Defects defects) {
        this.store = store;
        this.nanos = nanos;
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
                    long from = nanos.getAsLong();
                    store.commit(batch);
                    adapt(weight(batch), nanos.getAsLong() - from);
                }
                exhausted = 0;
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
        int room = mostAtOnce;
        while (!queue.isEmpty() && room > 0) {
            var first = queue.getFirst();
            var writes = first.writes();
            while (taken < writes.size() && (room > 0 || !mayEndBefore(writes.get(taken)))) {
                var write = writes.get(taken++);
                batch.add(write);
                room -= weight(write);
            }
            if (taken == writes.size()) {
                queue.removeFirst();
                taken = 0;
                last = Math.max(last, first.number());
            }
        }
        return last;
    }

    /// Whether a transaction may end before that write though it was queued with the one before it.
    private static boolean mayEndBefore(Write write) {
        return write instanceof Write.Joined
                || write instanceof Write.Corrected
                || write instanceof Write.Reopened
                || write instanceof Write.Read read && read.member() >= 0;
    }

    private static int weight(Write write) {
        return switch (write) {
            case Write.Reserved reserved -> 1 + reserved.members().size();
            case Write.Joined joined -> 1 + joined.members().size();
            case Write.Reopened _ -> MOST_AT_ONCE / 2; // of thousands of rows, perhaps
            default -> 1;
        };
    }

    private static int weight(List<Write> writes) {
        int weight = 0;
        for (var write : writes) {
            weight += weight(write);
        }
        return weight;
    }

    private synchronized void adapt(int stored, long took) {
        if (took > LONG_NANOS) {
            mostAtOnce = Math.max(LEAST_AT_ONCE, Math.min(stored, mostAtOnce) / 2);
        } else if (took < LONG_NANOS / 2 && stored >= mostAtOnce / 2) {
            mostAtOnce = Math.min(MOST_AT_ONCE, mostAtOnce * 2);
        }
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
        if (failure.kind() == StoreException.Kind.EXHAUSTED && exhausted++ < TRIES_EXHAUSTED) {
            return pausesBeforeRetry();
        }
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
