package io.longhaul.engine.run;

import io.longhaul.engine.core.Ask;
import io.longhaul.engine.core.Event;
import io.longhaul.engine.store.StoreView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Questions on their way to the ledger. Those that wait are read together: a read of its own for each of a hundred
/// thousand would take longer than the calls that follow.
final class LookUps {

    private static final int AT_ONCE = 256;

    private final StoreView store;
    private final Patience patience;
    private final Executor readers;
    private final int atATime;
    private final Consumer<Event> post;
    private final BiConsumer<Long, Throwable> failed;
    private final ArrayDeque<Ask> waiting = new ArrayDeque<>();
    private int reading;

    /// @param atATime how many may read at a time
    /// @param failed told of a read that failed, with the job that asked
    LookUps(
            StoreView store,
            Patience patience,
            Executor readers,
            int atATime,
            Consumer<Event> post,
            BiConsumer<Long, Throwable> failed) {
        this.store = store;
        this.patience = patience;
        this.readers = readers;
        this.atATime = atATime;
        this.post = post;
        this.failed = failed;
    }

    synchronized void add(Ask ask) {
        waiting.addLast(ask);
        if (reading < atATime) {
            reading++;
            readers.execute(this::read);
        }
    }

    /// Reads some; what is left waits behind other work of the readers.
    private void read() {
        var asks = next();
        try {
            while (!asks.isEmpty()) {
                asks = read(asks);
            }
        } catch (RuntimeException | Error failure) {
            failed.accept(asks.getFirst().job(), failure);
        }
        goOn();
    }

    private synchronized List<Ask> next() {
        var asks = new ArrayList<Ask>();
        while (asks.size() < AT_ONCE && !waiting.isEmpty()) {
            asks.add(waiting.removeFirst());
        }
        return asks;
    }

    /// @return those not read yet
    private List<Ask> read(List<Ask> asks) {
        var digests = asks.stream().map(Ask::digest).toList();
        var found = patience.read(() -> store.calls(digests));
        for (int i = 0; i < found.size(); i++) {
            post.accept(Work.lookedUp(asks.get(i), found.get(i)));
        }
        return asks.subList(found.size(), asks.size());
    }

    private synchronized void goOn() {
        if (waiting.isEmpty()) {
            reading--;
            return;
        }
        try {
            readers.execute(this::read);
        } catch (RejectedExecutionException ends) {
            reading--; // nobody waits for an answer any more
        }
    }
}
