package io.longhaul.source.exec;

import io.longhaul.engine.Intake;
import java.io.ByteArrayOutputStream;

/// Keeps all output up to a limit; beyond it calls for the child's end, once, and keeps no more. Reads on only while
/// there is room for what it keeps: a child that writes faster waits in its pipe.
final class Capped implements Drain.Sink {

    private final long limit;
    private final Runnable onFlood;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(512);
    private final Intake intake;
    private boolean flooded;
    private boolean waited;
    private volatile boolean waiting;

    Capped(long limit, Intake intake, Runnable onFlood) {
        this.limit = limit;
        this.intake = intake;
        this.onFlood = onFlood;
    }

    @Override
    public void take(byte[] bytes, int count) {
        if (!flooded() && room(count) && !keep(bytes, count)) {
            onFlood.run();
        }
    }

    /// False if the call was given up: then nobody looks at the rest.
    private boolean room(int count) {
        if (intake.takeNow(count)) {
            return true;
        }
        waiting = true;
        try {
            intake.take(count);
            return true;
        } catch (InterruptedException givenUp) {
            return false;
        } finally {
            waiting = false;
            waits();
        }
    }

    private synchronized void waits() {
        waited = true;
    }

    /// Whether it waited for room since it was asked last.
    synchronized boolean heldUp() {
        boolean was = waited || waiting;
        waited = false;
        return was;
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
