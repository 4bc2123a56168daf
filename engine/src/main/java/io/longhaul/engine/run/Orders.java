package io.longhaul.engine.run;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/// Who waits to hear whether an order was taken, in the order in which the loop gets them.
final class Orders {

    private final ArrayDeque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    private boolean over;

    /// @param post hands the order to the loop
    /// @return whether it is taken
    synchronized CompletableFuture<Boolean> give(Runnable post) {
        if (over) {
            return CompletableFuture.completedFuture(false);
        }
        var taken = new CompletableFuture<Boolean>();
        waiting.add(taken);
        post.run();
        return taken;
    }

    /// The loop is at the oldest.
    synchronized void answer(boolean taken) {
        var oldest = waiting.poll();
        if (oldest != null) {
            oldest.complete(taken);
        }
    }

    /// The loop has ended: none is taken any more.
    synchronized void end() {
        over = true;
        waiting.forEach(each -> each.complete(false));
    }
}
