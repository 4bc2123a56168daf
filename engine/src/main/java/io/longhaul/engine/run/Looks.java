package io.longhaul.engine.run;

import io.longhaul.engine.core.Machine.GateState;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Who wants to see the gates, which only the loop may read.
final class Looks {

    private final ArrayDeque<CompletableFuture<List<GateState>>> waiting = new ArrayDeque<>();
    private boolean over;

    /// @param wake lets the loop come by
    synchronized CompletableFuture<List<GateState>> at(Runnable wake) {
        if (over) {
            return CompletableFuture.completedFuture(List.of());
        }
        var look = new CompletableFuture<List<GateState>>();
        waiting.add(look);
        wake.run();
        return look;
    }

    /// The loop is here.
    synchronized void show(Supplier<List<GateState>> gates) {
        if (!waiting.isEmpty()) {
            var seen = gates.get();
            waiting.forEach(each -> each.complete(seen));
            waiting.clear();
        }
    }

    /// The loop has ended.
    synchronized void end() {
        over = true;
        show(List::of);
    }
}
