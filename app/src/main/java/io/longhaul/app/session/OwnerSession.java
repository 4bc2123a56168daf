package io.longhaul.app.session;

import io.longhaul.app.KeyRing;
import io.longhaul.app.Lazy;
import io.longhaul.app.Workflows;
import io.longhaul.app.config.Config;
import io.longhaul.app.config.Withheld;
import io.longhaul.app.mirror.Mirror;
import io.longhaul.app.notice.NoticeSettings;
import io.longhaul.app.notice.Notices;
import io.longhaul.app.output.Backups;
import io.longhaul.app.notice.Targets;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.core.Machine.GateState;
import io.longhaul.engine.core.Slice;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.run.JobHandle;
import io.longhaul.engine.run.LiveDriver;
import io.longhaul.engine.run.Work;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreView;
import io.longhaul.engine.store.Write;
import io.longhaul.source.http.Connections;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// This process owns the store and drives its jobs.
final class OwnerSession implements ServingSession {

    private static final System.Logger LOG = System.getLogger(OwnerSession.class.getName());

    private static final int PIECE = 5_000;

    private static final Duration STATE_IS_STORED = Duration.ofSeconds(5);

    /// For the first attempt at what was to be told at the end.
    private static final Duration NOTICES_MAY_TAKE = Duration.ofSeconds(10);

    private final Path home;
    private final SqliteStore store;
    private final Clocks clocks;
    private final KeyRing keys = new KeyRing();
    private final Lazy<Connections> connections = new Lazy<>(Connections::open);
    private final LiveDriver driver;
    private final StoredOrders stored;
    private final Publisher publisher;
    private final Claims claims;
    private final Notices notices;
    /// Once a job is to be told of: until then nobody has to hear of every item.
    private final AtomicBoolean noticing = new AtomicBoolean();
    private final Runs runs;
    private final Scheduler scheduler;
    private final ControlServer server;
    private final Mirror mirror;
    private final Notices.Ground telling;
    private @Nullable Retention retention;

    /// What others hear of the store.
    ///
    /// @param telling with which notices are sent
    record Outward(Mirror mirror, Notices.Ground telling) {}

    /// @param mostJobs that run at a time; further ones wait as `pending`
    OwnerSession(Path home, SqliteStore store, Clocks clocks, int mostJobs, Outward outward) {
        this.home = home;
        this.store = store;
        this.clocks = clocks;
        this.driver = new LiveDriver(store, clocks, keys::of);
        this.stored = new StoredOrders(store, clocks.wall());
        this.notices = Notices.over(store, clocks.wall(), job -> Adopted.apply(home, job), outward.telling);
        this.claims = new Claims(home, store);
        this.publisher = new Publisher(home, store, outward.telling.environment(), this::mark);
        this.runs = new Runs(store, clocks.wall(), driver, mostJobs, new Beginning(), this::needsPerson);
        this.scheduler = new Scheduler(
                store, clocks, (job, environment) -> runs.start(job, environment, Slice.of(Duration.ZERO)),
                this::needsPerson);
        this.mirror = outward.mirror;
        this.telling = outward.telling;
        try {
            notices.open();
            this.server = ControlServer.start(this, home);
        } catch (RuntimeException e) {
            notices.close();
            driver.close();
            throw e;
        }
    }

    @Override
    public StoreView store() {
        return store;
    }

    @Override
    public boolean owner() {
        return true;
    }

    @Override
    public @Nullable Long ownerPid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public JobRecord submit(Submission submission) {
        var job = load(submission, "");
        var held = scheduler.holdNew(job, submission.environment());
        if (held.isEmpty()) {
            runs.start(job, submission.environment(), Slice.of(submission.slice()));
        }
        return held.orElse(job);
    }

    private JobRecord load(Submission submission, String because) {
        var targets = Targets.of(submission.draft());
        if (!targets.none()) {
            NoticeSettings.of(telling.config().get()).mustReach(targets);
        }
        JobRecord job;
        try (var _ = claims.take(submission.draft());
                var loader = store.load(submission.draft())) {
            var piece = new ArrayList<DraftItem>(PIECE);
            for (Iterator<DraftItem> rows = submission.rows(); rows.hasNext();) {
                piece.add(rows.next());
                if (piece.size() == PIECE) {
                    loader.add(piece);
                    piece.clear();
                }
            }
            loader.add(piece);
            job = loader.publish(submission.identity().get(), because);
        }
        mirror.added(job);
        return job;
    }

    @Override
    public JobRecord hold(Submission submission, String because) {
        return load(submission, because);
    }

    @Override
    public JobRecord submitNow(Submission submission) {
        var job = load(submission, "");
        runs.startNew(job, submission.environment(), Slice.of(submission.slice()));
        return job;
    }

    @Override
    public boolean runSlice(JobRecord job, Slice slice, Map<String, String> environment, Duration atMost)
            throws InterruptedException {
        var run = runs.startNow(job, environment, slice);
        if (run == null) {
            return false;
        }
        run.await(atMost);
        return true;
    }

    @Override
    public JobRecord resume(
            JobRecord job, @Nullable RunOptions options, Map<String, String> environment, Duration slice) {
        if (Start.later(job)) {
            if (options != null) {
                store.commit(List.of(new Write.OptionsChanged(job.id(), options)));
            }
            var held = scheduler.hold(job, environment);
            if (held.isPresent()) {
                return held.get();
            }
        }
        boolean taken = runs.resume(job, environment, Slice.of(slice), () -> {
            if (options != null && !options.equals(job.options())) {
                store.commit(List.of(new Write.OptionsChanged(job.id(), options)));
            }
        });
        if (!taken && options != null) {
            order(job, new Command.Change(options));
        }
        return record(job);
    }

    /// Makes a job of the store run.
    private final class Beginning implements Runs.Starter {

        @Override
        public boolean takesTime(JobRecord stored, Map<String, String> environment) {
            var job = Adopted.apply(home, stored);
            return KeyRing.takesTime(gates(job, environment), config(job, environment));
        }

        @Override
        public KeyRing.Found keys(JobRecord stored, Map<String, String> environment) {
            var job = Adopted.apply(home, stored);
            return keys.read(gates(job, environment), config(job, environment), environment);
        }

        private Config config(JobRecord job, Map<String, String> environment) {
            return ground(environment).config(job.draft().settings());
        }

        private List<String> gates(JobRecord job, Map<String, String> environment) {
            return Workflows.describe(job, environment).outline().demands().stream()
                    .map(each -> each.source().spec().limits().gate())
                    .distinct()
                    .toList();
        }

        @Override
        public @Nullable JobHandle start(JobRecord stored, Turns.Waiting needs, KeyRing.Found found) {
            var job = Adopted.apply(home, stored);
            if (Notices.wanted(job) && noticing.compareAndSet(false, true)) {
                driver.listen(notices::hear);
            }
            var missing = found.missing();
            if (missing != null) { // where the engine needs them it could only end
                needsPerson(job.id(), missing);
                return null;
            }
            keys.use(found);
            config(job, needs.environment()).warnings().forEach(
                    warning -> LOG.log(System.Logger.Level.WARNING, job.handle() + ": " + warning));
            var made = Workflows.make(job, ground(needs.environment()));
            var handle = driver.start(job, new Work(job, made.workflow(), made.transports()), needs.slice());
            handle.closeWhenLeft();
            handle.whenLeft(() -> publisher.soon(job.id()));
            return handle;
        }
    }

    private Workflows.Ground ground(Map<String, String> environment) {
        var withheld = Withheld.named(telling.config().get());
        return new Workflows.Ground(home, clocks.wall(), environment, withheld, connections);
    }

    /// Unless it was told to run again meanwhile.
    private void mark(JobRecord written, String because) {
        var _ = runs.running(written.id(), false, () -> stored.mark(written, because));
    }

    private void needsPerson(long job, String because) {
        store.commit(List.of(new Write.JobChanged(
                job, JobState.PAUSED, PauseReason.NEEDS_HUMAN, null, because, clocks.wall().instant())));
        notices.hear(new JobEvent.StateChanged(job, JobState.PAUSED, PauseReason.NEEDS_HUMAN, null, because));
    }

    private JobRecord record(JobRecord job) {
        return store.job(job.id()).orElseThrow();
    }

    @Override
    public void order(JobRecord job, Command command) {
        if (command instanceof Command.Publish) {
            publisher.publish(job.id());
            return;
        }
        if (scheduler.told(job, command, () -> stored.order(job, command))) {
            return;
        }
        boolean stops = command instanceof Command.Pause || command instanceof Command.Cancel;
        var handle = runs.running(job.id(), stops, () -> stored.order(job, command));
        if (handle != null && !taken(handle, command) && !(command instanceof Command.Pause)) {
            afterItsEnd(handle, job, command);
        }
    }

    /// The job is on its way out. Once that is stored (at once, though its last calls may take longer), what it is told
    /// is told in the store.
    private void afterItsEnd(JobHandle handle, JobRecord job, Command command) {
        try {
            handle.await(STATE_IS_STORED);
            stored.order(job, command);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean taken(JobHandle handle, Command command) {
        return switch (command) {
            case Command.Pause(var reason, var because) -> handle.pause(reason, because);
            case Command.Cancel() -> handle.cancel();
            case Command.Change(var options) -> handle.change(options);
            case Command.Retry(var filter) -> handle.retry(filter);
            case Command.Correct(var rows) -> handle.correct(rows);
            case Command.Abandon() -> handle.abandon();
            case Command.Publish() -> false;
            case Command.Probe() -> {
                handle.probe();
                yield true;
            }
            case Command.EndSlice() -> handle.pause(
                    PauseReason.INTERRUPTED, Slice.ENDED);
        };
    }

    @Override
    public StoreView.Cleaned clean(Instant endedBefore, boolean answers) {
        var cleaned = store.clean(endedBefore, answers);
        Backups.sweepOrLater(home, store);
        return cleaned;
    }

    @Override
    public SqliteStore.Mended mend(boolean paidToo) {
        return store.mend(paidToo);
    }

    @Override
    public boolean await(JobRecord job, Duration atMost) throws InterruptedException {
        return !scheduler.stillWaits(job.id(), atMost) && runs.await(job.id(), atMost);
    }

    @Override
    public void servedAt(String url) {
        notices.servedAt(url);
        var limits = Retention.Limits.of(telling.config().get());
        var keeping = new Retention(home, store, clocks.wall(), limits, () -> driver.unstored() > 0);
        retention = keeping;
        keeping.start();
    }

    @Override
    public void listen(Consumer<JobEvent> listener) {
        driver.listen(listener);
    }

    @Override
    public void unlisten(Consumer<JobEvent> listener) {
        driver.unlisten(listener);
    }

    @Override
    public Vitals vitals() {
        long defects = driver.defects().count() + scheduler.defects() + notices.defects() + mirror.defects();
        return new Vitals(driver.alive(), driver.unstored(), driver.running().size(), runs.waiting(), defects);
    }

    @Override
    public List<GateState> gates() {
        return driver.gates();
    }

    @Override
    public void mustBeWritable() {
        store.commit(List.of(new Write.Heartbeat(clocks.wall().instant())));
    }

    @Override
    public void abandon() {
        driver.running().forEach(JobHandle::abandon);
    }

    @Override
    public void close() {
        if (retention != null) {
            retention.close();
        }
        scheduler.close();
        runs.close();
        keys.close(); // after that: who was interrupted must not take it for a missing key
        server.close();
        driver.stop();
        publisher.close();
        notices.close(NOTICES_MAY_TAKE);
        mirror.close(); // it reads what was stored last, and nobody else may write before it is done
        driver.close();
        connections.ifMade(Connections::close);
    }
}
