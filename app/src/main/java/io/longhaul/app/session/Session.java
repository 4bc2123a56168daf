package io.longhaul.app.session;

import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import io.longhaul.store.sqlite.SqliteStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One command's access to the store and its engine. Either this process owns the store and drives its jobs, or
/// another one does, and orders go to it over the control socket; callers see no difference but [#owner].
public interface Session extends AutoCloseable {

    /// Why a complete job has nothing left to do: its results stand in their file. A job without it died in between.
    String DELIVERED = "results written";

    /// How the reason of a complete job begins whose results could not be written.
    String UNDELIVERED = "results not written: ";

    /// Reads; live in both cases.
    StoreView store();

    /// Whether jobs run in this process, so that its end stops them.
    boolean owner();

    /// The process that owns the store; empty if none does (a read-only session).
    @Nullable
    Long ownerPid();

    /// Stores a list as a new job and runs it.
    JobRecord submit(Submission submission);

    /// Runs what is left of a stored job.
    ///
    /// @param options null to leave them
    /// @param environment for wrapped commands; in memory only
    JobRecord resume(JobRecord job, @Nullable RunOptions options, Map<String, String> environment, Duration slice);

    /// Orders a running job; of one that does not run, the change is made in the store.
    void order(JobRecord job, Command command);

    /// Removes what ended before the instant, with `answers` also stored answers that no unfinished job may use.
    default StoreView.Cleaned clean(Instant endedBefore, boolean answers) {
        throw new IllegalStateException("this session removes nothing");
    }

    /// Lets go of stored answers that are damaged, with `paidToo` also of those that cost something.
    default SqliteStore.Mended mend(boolean paidToo) {
        throw new IllegalStateException("this session mends nothing");
    }

    /// Waits until nothing of the job runs, at most that long; false if it still does.
    boolean await(JobRecord job, Duration atMost) throws InterruptedException;

    /// Hears events of all jobs driven here or by the owner, from now on.
    void listen(Consumer<JobEvent> listener);

    @Override
    void close();

    /// @param rows the list; read once
    /// @param identity digest over all that changes answers; known before or after reading: see [#identity]
    /// @param environment for wrapped commands; in memory only, never stored
    /// @param slice how long it may run now; zero for to the end
    record Submission(
            JobDraft draft,
            Iterator<DraftItem> rows,
            java.util.function.Supplier<String> identity,
            Map<String, String> environment,
            Duration slice) {}
}
