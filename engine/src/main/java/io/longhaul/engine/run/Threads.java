package io.longhaul.engine.run;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/// The driver's own threads.
final class Threads {

    private Threads() {}

    static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().name(name).daemon().factory();
    }

    /// @return whether it ended in time; false, too, if this thread was interrupted
    static boolean join(Thread thread, Duration patience) {
        try {
            return thread.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
