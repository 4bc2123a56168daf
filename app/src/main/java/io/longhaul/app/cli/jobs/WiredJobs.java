package io.longhaul.app.cli.jobs;

import io.longhaul.app.Wiring;
import io.longhaul.app.KeyRing;
import io.longhaul.app.Workflows;
import io.longhaul.app.cli.Slice;
import io.longhaul.app.cli.watch.Display;
import io.longhaul.app.cli.watch.JobFlow;
import io.longhaul.app.session.Session;
import io.longhaul.app.view.Paint;
import io.longhaul.app.output.Backups;
import io.longhaul.app.output.ResultRows;
import io.longhaul.app.view.RestOfJob;
import io.longhaul.engine.plan.PlanRequest;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.RunOptions;
import io.longhaul.engine.store.StoreException;
import io.longhaul.engine.store.StoreView;
import io.longhaul.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The commands about jobs in this process.
public final class WiredJobs implements JobContext {

    private final Wiring wiring;
    private final Installation installation;
    /// Of the command: before it makes any job go on.
    private final Instant began;

    public WiredJobs(Wiring wiring, Installation installation) {
        this.wiring = wiring;
        this.installation = installation;
        this.began = wiring.clocks().wall().instant();
    }

    @Override
    public boolean stored() {
        return wiring.sessions().storeExists();
    }

    @Override
    public Session reading() {
        return wiring.sessions().forReading();
    }

    @Override
    public Session working() {
        return wiring.sessions().forWork();
    }

    @Override
    public StoreView.Cleaned clean(Instant endedBefore, boolean answers) {
        try (var store = SqliteStore.own(home(), clock())) {
            var cleaned = store.clean(endedBefore, answers);
            Backups.sweep(home(), store);
            store.compact();
            return cleaned;
        } catch (StoreException owned) {
            if (owned.kind() != StoreException.Kind.OWNED) {
                throw owned;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cleanedByOwner(endedBefore, answers);
    }

    private StoreView.Cleaned cleanedByOwner(Instant endedBefore, boolean answers) {
        try (var session = working()) {
            var cleaned = session.clean(endedBefore, answers);
            Backups.sweep(home(), session.store());
            return cleaned;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SqliteStore.Mended mend(boolean paidToo) {
        try (var session = working()) {
            return session.mend(paidToo);
        }
    }

    @Override
    public Follow follow() {
        return (session, job, sliced) -> {
            try {
                return new JobFlow(wiring, session, new Display(false, false), began).follow(job, sliced);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while showing " + job.handle(), e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    @Override
    public void mustFit(Duration slice, JobRecord job, RunOptions options) {
        Slice.mustFit(slice, options.timeout(), Workflows.describe(job, wiring.environment()), job.draft().batchSize());
    }

    @Override
    public Insight insight() {
        return new Insight() {
            @Override
            public ResultRows results(JobRecord job) {
                return Workflows.results(job, wiring.environment());
            }

            @Override
            public Optional<PlanRequest> rest(JobRecord job, StoreView store, Instant now) {
                return Optional.of(
                        new RestOfJob(store, job, Workflows.describe(job, wiring.environment()),
                                KeyRing.accounts(wiring.config(), wiring.environment()))
                                .request(now));
            }
        };
    }

    @Override
    public Installation installation() {
        return installation;
    }

    @Override
    public List<Setting> settings() {
        return wiring.config().all().stream()
                .map(each -> new Setting(each.key(), each.shown(), each.origin()))
                .toList();
    }

    @Override
    public PrintStream out() {
        return wiring.out();
    }

    @Override
    public PrintStream err() {
        return wiring.err();
    }

    @Override
    public boolean terminal() {
        return wiring.streams().outTerminal();
    }

    @Override
    public Paint paint() {
        return wiring.paint(terminal());
    }

    @Override
    public boolean pause(Duration time) {
        try {
            return !new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS) && !out().checkError();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public InstantSource clock() {
        return wiring.clocks().wall();
    }

    @Override
    public ZoneId zone() {
        return ZoneId.systemDefault();
    }

    @Override
    public int width() {
        return wiring.width();
    }

    @Override
    public Path home() {
        return wiring.home();
    }

    @Override
    public Path workingDirectory() {
        return wiring.workingDirectory();
    }

    @Override
    public Map<String, String> environment() {
        return wiring.environment();
    }
}
