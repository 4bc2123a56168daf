package io.longhaul.engine.run;

import io.longhaul.engine.core.Command;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.store.Correction;
import io.longhaul.engine.store.EndedItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.ResultCodec;
import io.longhaul.engine.store.RunOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A job that runs in this process. Its facts are read from the store, so they are those that survive a crash.
///
/// Orders say whether they had an effect: a job that has ended, or is ending its calls to pause, takes none.
public final class JobHandle {

    private static final int PAGE = 500;
    private static final long PAGE_BYTES = 1 << 20;

    private final LiveDriver driver;
    private final long id;
    private final Work work;
    private final Slice slice;
    private final CompletableFuture<Boolean> left = new CompletableFuture<>();

    JobHandle(LiveDriver driver, long id, Work work, Slice slice) {
        this.driver = driver;
        this.id = id;
        this.work = work;
        this.slice = slice;
    }

    public long id() {
        return id;
    }

    /// How much of the job this run takes.
    public Slice slice() {
        return slice;
    }

    Work work() {
        return work;
    }

    public JobRecord record() {
        return driver.store().job(id).orElseThrow();
    }

    public JobCounts counts() {
        return driver.store().counts(id);
    }

    public boolean pause(PauseReason reason, String because) {
        return driver.order(id, new Command.Pause(reason, because));
    }

    public boolean cancel() {
        return driver.order(id, new Command.Cancel());
    }

    public boolean change(RunOptions options) {
        return driver.order(id, new Command.Change(options));
    }

    public boolean retry(ItemFilter filter) {
        return driver.order(id, new Command.Retry(filter));
    }

    /// Upstreams of the job that are failing are probed at once.
    public void probe() {
        driver.tell(id, new Command.Probe());
    }

    /// Failed rows get these cells and run again.
    public boolean correct(List<Correction> rows) {
        return driver.order(id, new Command.Correct(rows));
    }

    /// Gives up calls under way at once; their fate is then unknown.
    public boolean abandon() {
        return driver.order(id, new Command.Abandon());
    }

    /// Waits until nothing of the job runs: it completed, paused or was cancelled.
    ///
    /// @throws IllegalStateException if the engine itself failed
    public JobRecord await() throws InterruptedException {
        try {
            left.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the engine stopped", failed.getCause());
        }
        return record();
    }

    /// As [#await()], at most that long; false if it still runs.
    public boolean await(Duration atMost) throws InterruptedException {
        try {
            left.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException stillRuns) {
            return false;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the engine stopped", failed.getCause());
        }
    }

    /// Each ended item in the order of the list, with its result rows.
    public void results(BiConsumer<EndedItem, List<List<@Nullable String>>> each) {
        long from = 0;
        while (true) {
            var page = driver.store().ended(id, ItemFilter.all(), from, PAGE, PAGE_BYTES);
            for (var ended : page) {
                each.accept(ended, ResultCodec.decode(ended.outcome().result()));
                from = ended.item().position() + 1;
            }
            if (page.isEmpty()) {
                return;
            }
        }
    }

    /// Ends what its transports have left running as soon as it has left: for transports that no other job uses.
    public void closeWhenLeft() {
        var _ = left.whenComplete((ok, defect) -> driver.close(work));
    }

    /// Once it has left, and all listeners heard so.
    public void whenLeft(Runnable then) {
        var _ = left.whenComplete((ok, defect) -> {
            try {
                then.run();
            } catch (RuntimeException | Error failed) {
                driver.defects().add("what follows job number " + id, failed);
            }
        });
    }

    void left(@Nullable Throwable defect) {
        if (defect == null) {
            left.complete(true);
        } else {
            left.completeExceptionally(defect);
        }
    }
}
