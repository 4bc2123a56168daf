package io.longhaul.engine.run;

import io.longhaul.engine.core.Event;
import java.util.ArrayList;
import java.util.List;

/// Events on their way to the loop: many post, one takes all there are.
final class Mailbox {

    private List<Event> events = new ArrayList<>();
    private List<Event> spare = new ArrayList<>();
    private boolean closed;

    synchronized void post(Event event) {
        if (events.isEmpty()) {
            notifyAll();
        }
        events.add(event);
    }

    /// All posted events; waits for the first, at most that long. The list is valid until the next call.
    @SuppressWarnings("WaitNotInLoop") // a spurious wake-up is only an early and empty take
    synchronized List<Event> take(long nanos) throws InterruptedException {
        if (events.isEmpty() && !closed && nanos > 0) {
            long millis = nanos / 1_000_000;
            wait(millis, (int) (nanos - millis * 1_000_000));
        }
        var taken = events;
        spare.clear();
        events = spare;
        spare = taken;
        return taken;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
