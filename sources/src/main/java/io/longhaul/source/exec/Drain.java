package io.longhaul.source.exec;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Reads one pipe of a child to its end, whatever the child does, and hands the bytes to a sink.
final class Drain implements Runnable {

    /// Takes what was read. Called by one thread; may be looked at by another.
    interface Sink {
        void take(byte[] bytes, int count);
    }

    private final InputStream pipe;
    private final Sink sink;
    private final CountDownLatch end = new CountDownLatch(1);

    Drain(InputStream pipe, Sink sink) {
        this.pipe = pipe;
        this.sink = sink;
    }

    @Override
    public void run() {
        var buffer = new byte[8192];
        try (pipe) {
            for (int n = pipe.read(buffer); n >= 0; n = pipe.read(buffer)) {
                sink.take(buffer, n);
            }
        } catch (IOException closed) {
            // closed by us because nobody would have ended it: what came so far counts
        }
        end.countDown();
    }

    /// Whether the pipe has ended within that time.
    boolean ended(Duration atMost) throws InterruptedException {
        return end.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Gives the pipe up. A read that is blocked in it stays so until somebody writes or closes the other end.
    void abandon() {
        try {
            pipe.close();
        } catch (IOException closed) {
            // it was what we wanted
        }
    }
}
