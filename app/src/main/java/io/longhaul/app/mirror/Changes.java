package io.longhaul.app.mirror;

import io.longhaul.engine.store.Write;
import io.longhaul.workflow.fillcache.TickerCache;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// What was stored and is not mirrored yet: names only, so that whoever stores never waits, and what changes often is
/// written once. Beyond a bound only that there was more is remembered.
final class Changes {

    private static final int MOST = 20_000;
    private static final int TICKERS_AT_ONCE = 500;
    /// Their documents are large.
    private static final int JOBS_AT_ONCE = 10;

    private final LongSupplier nanos;
    private final Set<String> tickers = new LinkedHashSet<>();
    private final Set<String> failed = new LinkedHashSet<>();
    private final Set<Long> jobs = new LinkedHashSet<>();
    private boolean overflown;
    private boolean ending;

    Changes(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// @param more whether others are left
    /// @param incomplete whether some were not remembered since the last time
    record Taken(Names names, boolean more, boolean incomplete) {}

    synchronized void heard(List<Write> writes) {
        boolean quiet = !any();
        writes.forEach(this::heard);
        if (quiet && any()) {
            notifyAll();
        }
    }

    synchronized void heard(long job) {
        add(jobs, job);
        notifyAll();
    }

    private void heard(Write write) {
        switch (write) {
            case Write.Kept kept -> {
                if (kept.shelf().equals(TickerCache.TICKERS) || kept.shelf().equals(TickerCache.IMPORTED)) {
                    add(tickers, kept.key());
                } else if (kept.shelf().equals(TickerCache.FAILED)) {
                    add(failed, kept.key());
                }
            }
            case Write.Ended ended -> add(jobs, ended.job());
            case Write.Reopened reopened -> add(jobs, reopened.job());
            case Write.Corrected corrected -> add(jobs, corrected.job());
            case Write.JobChanged changed -> add(jobs, changed.job());
            case Write.Reserved _,Write.Joined _,Write.Settled _,Write.Read _,Write.Closed _,Write.Parked _ -> {
                // calls are not mirrored
            }
            case Write.OptionsChanged _,Write.Planned _,Write.Running _,Write.Pulse _,Write.Heartbeat _,Write.Snapshot _,Write.Late _,Write.Reused _ -> {
                // not in a job's document
            }
        }
    }

    private <T> void add(Set<T> names, T name) {
        if (names.size() < MOST) {
            names.add(name);
        } else if (!names.contains(name)) {
            overflown = true;
        }
    }

    synchronized boolean any() {
        return !tickers.isEmpty() || !failed.isEmpty() || !jobs.isEmpty() || overflown;
    }

    /// The oldest ones, as many as fit into a batch.
    synchronized Taken take() {
        var names = new Names(
                take(tickers, TICKERS_AT_ONCE), take(failed, TICKERS_AT_ONCE), take(jobs, JOBS_AT_ONCE));
        boolean incomplete = overflown;
        overflown = false;
        return new Taken(names, any(), incomplete);
    }

    private static <T> List<T> take(Set<T> names, int most) {
        var some = new ArrayList<T>();
        for (Iterator<T> each = names.iterator(); each.hasNext() && some.size() < most;) {
            some.add(each.next());
            each.remove();
        }
        return some;
    }

    /// Everything is to be written anyway.
    synchronized void forget() {
        tickers.clear();
        failed.clear();
        jobs.clear();
        overflown = false;
    }

    synchronized void end() {
        ending = true;
        notifyAll();
    }

    /// Until something changed, at most that long; false once it is time to end.
    boolean await(long most) throws InterruptedException {
        return waitFor(this::any, most);
    }

    /// That long, whatever changes; false once it is time to end.
    boolean pause(long length) throws InterruptedException {
        return waitFor(() -> false, length);
    }

    private synchronized boolean waitFor(BooleanSupplier enough, long most) throws InterruptedException {
        long began = nanos.getAsLong();
        for (long left = most; left > 0 && !ending && !enough.getAsBoolean(); left =
                most - (nanos.getAsLong() - began)) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return !ending;
    }
}
