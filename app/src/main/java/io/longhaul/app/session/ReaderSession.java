package io.longhaul.app.session;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads beside whoever owns the store; takes no lock and gives no orders.
final class ReaderSession implements Session {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final StoreView view;
    private final @Nullable Long owner;

    /// @param owner the process that owns the store now; null if none does
    ReaderSession(StoreView view, @Nullable Long owner) {
        this.view = view;
        this.owner = owner;
    }

    @Override
    public StoreView store() {
        return view;
    }

    @Override
    public boolean owner() {
        return false;
    }

    @Override
    public @Nullable Long ownerPid() {
        return owner;
    }

    @Override
    public JobRecord submit(Submission submission) {
        throw readsOnly();
    }

    @Override
    public JobRecord resume(
            JobRecord job, @Nullable RunOptions options, Map<String, String> environment, Duration slice) {
        throw readsOnly();
    }

    @Override
    public void order(JobRecord job, Command command) {
        throw readsOnly();
    }

    /// Of another process nothing is heard here; whoever waits looks at the store again.
    @Override
    public boolean await(JobRecord job, Duration atMost) throws InterruptedException {
        var state = view.job(job.id()).map(JobRecord::state);
        if (owner == null || state.isEmpty() || state.get().ended()) {
            return true;
        }
        return closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void listen(Consumer<JobEvent> listener) {
        // see await
    }

    private static CommandException readsOnly() {
        return new CommandException(Exit.UNEXPECTED, "this command only reads the store");
    }

    @Override
    public void close() {
        closed.countDown();
        view.close();
    }
}
