package io.longhaul.engine.run;

import io.longhaul.engine.store.StoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Reads of the store that are tried again while no file can be opened for them: nothing is wrong with what they read,
/// and files are closed as calls end.
final class Patience {

    private static final long AGAIN_MILLIS = 500;

    private final CountDownLatch ending = new CountDownLatch(1);

    /// Blocks until it was read, or nothing is to be read any more.
    <T> T read(Supplier<T> read) {
        while (true) {
            try {
                return read.get();
            } catch (StoreException failure) {
                if (failure.kind() != StoreException.Kind.EXHAUSTED || ended()) {
                    throw failure;
                }
            }
        }
    }

    private boolean ended() {
        try {
            return ending.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void end() {
        ending.countDown();
    }
}
