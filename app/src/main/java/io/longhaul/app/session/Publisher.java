package io.longhaul.app.session;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.output.JobFiles;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreView;
import io.longhaul.io.result.OutputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// Writes the results of complete jobs into their files, in the process that drives the jobs: whoever asked for a job
/// need not be there when it ends. Results are written once for each time that a job completes.
final class Publisher implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Publisher.class.getName());

    private final StoreView store;
    private final UnaryOperator<JobRecord> current;
    private final JobFiles files;
    private final Marker marker;
    private final Map<Long, ReentrantLock> writing = new ConcurrentHashMap<>();
    private final Phaser underWay = new Phaser(1);

    /// Stores what became of the results.
    @FunctionalInterface
    interface Marker {
        /// @param because the reason that the complete job keeps; nothing happens if it runs again
        void mark(JobRecord written, String because);
    }

    /// @param home of the store
    Publisher(Path home, StoreView store, Map<String, String> environment, Marker marker) {
        this.store = store;
        this.current = job -> Adopted.apply(home, job);
        this.files = new JobFiles(home, store, environment);
        this.marker = marker;
    }

    /// In the background, once the job has left; [#close] waits for it.
    void soon(long job) {
        underWay.register();
        Thread.ofVirtual().name("longhaul-publish").start(() -> {
            try {
                publish(job, false);
            } catch (CommandException told) {
                LOG.log(System.Logger.Level.DEBUG, "the job keeps the reason", told);
            } catch (RuntimeException failed) {
                LOG.log(System.Logger.Level.ERROR, "results of job number " + job + " could not be written", failed);
            } finally {
                underWay.arriveAndDeregister();
            }
        });
    }

    /// Now, unless they were written; waits for a writing under way.
    ///
    /// @throws CommandException exit 10 if they cannot be written: the job keeps the reason, and its rows
    void publish(long job) {
        publish(job, true);
    }

    /// @param asked whether files that were written and are gone are to be written again
    private void publish(long id, boolean asked) {
        var lock = writing.computeIfAbsent(id, any -> new ReentrantLock());
        lock.lock();
        try {
            var job = store.job(id).map(current).orElse(null);
            if (job == null || job.state() != JobState.COMPLETED || !JobFiles.belongs(job)) {
                return;
            }
            if (!job.because().equals(Session.DELIVERED) || asked && JobFiles.due(job)) {
                write(job);
            }
        } finally {
            lock.unlock();
            if (!lock.hasQueuedThreads()) {
                writing.remove(id, lock);
            }
        }
    }

    private void write(JobRecord job) {
        try {
            files.publish(job);
        } catch (IOException | UncheckedIOException | OutputException | StoreException | CommandException failed) {
            throw unwritten(job, failed);
        }
        marker.mark(job, Session.DELIVERED);
    }

    private CommandException unwritten(JobRecord job, Exception failed) {
        var why = failed instanceof UncheckedIOException && failed.getCause() != null ? failed.getCause() : failed;
        var because = Text.visible(why instanceof java.nio.file.NoSuchFileException gone
                ? gone.getFile() + ": no such file or directory"
                : why.getMessage() == null ? why.toString() : why.getMessage());
        marker.mark(job, Session.UNDELIVERED + because);
        return new CommandException(
                Exit.STORAGE,
                "the results of " + job.handle() + " could not be written to " + Text.visible(job.draft().output())
                        + ": " + because + ".\nThey are in the store. Mend that, then: longhaul export "
                        + job.handle() + " -o " + Text.visible(job.draft().output()),
                failed);
    }

    /// Waits for what is being written.
    @Override
    public void close() {
        underWay.arriveAndAwaitAdvance();
    }
}
