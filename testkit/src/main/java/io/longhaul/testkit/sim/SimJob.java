package io.longhaul.testkit.sim;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One of the jobs of a run, as its rows were when they were last looked at.
final class SimJob {

    final long id;
    final int rows;
    /// By position; null where a row had not ended.
    private final @Nullable Outcome[] finished;
    private long ended;
    private final Map<Long, Integer> strikes = new HashMap<>();
    /// A person had ended rows run again.
    boolean retried;
    /// How often a person stopped it.
    long stops;
    /// Since when it rests in a process that goes on, monotonic; -1 if it does not.
    long restsSince = -1;

    SimJob(long id, int rows) {
        this.id = id;
        this.rows = rows;
        this.finished = new Outcome[rows];
    }

    boolean ended(long position) {
        return finished[(int) position] != null;
    }

    /// I4, of how many rows have ended.
    void counts(long now) {
        if (now < ended && !retried) {
            throw new AssertionError("I4: " + ended + " rows of job " + id + " had ended, now " + now);
        }
        ended = now;
    }

    /// I4, of one row.
    void ends(long position, Outcome now) {
        var before = finished[(int) position];
        if (before == null) {
            finished[(int) position] = now;
            return;
        }
        boolean same = before.state() == now.state() && Arrays.equals(before.result(), now.result());
        // what failed may end otherwise when it runs again, and what was done may be running at three ends
        boolean otherwise = before.state() != ItemState.DONE || now.errorClass() == ErrorClass.RESOURCE;
        if (!same && !(retried && otherwise)) {
            throw new AssertionError(
                    "I4: position " + position + " of job " + id + " was " + before + ", now " + now);
        }
    }

    int strikes(long position) {
        return strikes.getOrDefault(position, 0);
    }

    void struck(long position, int times) {
        strikes.put(position, times);
    }
}
