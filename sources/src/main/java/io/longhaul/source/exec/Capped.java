package io.longhaul.source.exec;

import java.io.ByteArrayOutputStream;

/// Keeps all output up to a limit; beyond it calls for the child's end, once, and keeps no more.
final class Capped implements Drain.Sink {

    private final long limit;
    private final Runnable onFlood;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(512);
    private boolean flooded;

    Capped(long limit, Runnable onFlood) {
        this.limit = limit;
        this.onFlood = onFlood;
    }

    @Override
    public void take(byte[] bytes, int count) {
        if (!keep(bytes, count)) {
            onFlood.run();
        }
    }

    private synchronized boolean keep(byte[] bytes, int count) {
        if (flooded) {
            return true;
        }
        flooded = kept.size() + (long) count > limit;
        if (flooded) {
            kept.reset();
            return false;
        }
        kept.write(bytes, 0, count);
        return true;
    }

    synchronized boolean flooded() {
        return flooded;
    }

    synchronized byte[] bytes() {
        return kept.toByteArray();
    }
}
