package io.longhaul.store.sqlite;

import io.longhaul.engine.store.StoreException;
import java.util.List;

/// Removes what an earlier owner left half loaded or half removed, while the new one works already: of a long list that
/// takes longer than a start may.
final class Sweep implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());

    private final Transactions transactions;
    private final List<Long> jobs;
    private final Thread thread = Thread.ofPlatform().daemon().name("longhaul-sweep").unstarted(this::run);
    private volatile boolean ending;

    private Sweep(Transactions transactions, List<Long> jobs) {
        this.transactions = transactions;
        this.jobs = jobs;
    }

    /// @param transactions before any list is loaded: a job that is loaded is invisible, too
    /// @param aside on a thread of its own; a simulation has none
    static Sweep begin(Transactions transactions, boolean aside) {
        var sweep = new Sweep(transactions, Removal.invisible(transactions));
        if (!sweep.jobs.isEmpty() && aside) {
            sweep.thread.start();
        } else {
            sweep.run();
        }
        return sweep;
    }

    private void run() {
        try {
            Removal.remove(transactions, jobs, () -> !ending);
        } catch (StoreException failed) {
            LOG.log(System.Logger.Level.WARNING, "what was left of a list could not be removed", failed);
        }
    }

    /// Waits for the transaction under way.
    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
