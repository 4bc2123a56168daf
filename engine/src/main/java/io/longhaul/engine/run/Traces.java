package io.longhaul.engine.run;

import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.StoredItem;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;

/// Logs the stack traces of what a workflow threw, to the logger `io.longhaul.workflow`, as warnings. A defect usually
/// throws for every item, so that only the first of each run of a job are logged.
final class Traces {

    static final String LOGGER = "io.longhaul.workflow";
    static final int MOST = 20;

    private final AtomicInteger seen = new AtomicInteger();

    void log(JobRecord job, StoredItem item, Throwable thrown) {
        int number = seen.incrementAndGet();
        if (number > MOST) {
            return;
        }
        // asked for only here: some programs start a whole logging library with their first logger
        System.getLogger(LOGGER).log(
                Level.WARNING,
                job.handle() + ", row " + item.rowNumber() + " (" + item.key() + "): its code threw"
                        + (number == MOST ? "; further traces of this run are not logged" : ""),
                thrown);
    }
}
