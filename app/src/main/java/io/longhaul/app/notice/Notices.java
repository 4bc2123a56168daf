package io.longhaul.app.notice;

import io.longhaul.app.Lazy;
import io.longhaul.app.config.Config;
import io.longhaul.app.notice.Outbox.Told;
import io.longhaul.app.view.Incomplete;
import io.longhaul.app.view.JobFacts;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.Store;
import io.longhaul.engine.store.StoreException;
import io.longhaul.source.http.OutboundGuard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears how jobs end and pause, keeps what is to be told in the store, and sends it until it is taken.
///
/// Only the store's owner has one. A notice is durable before it is sent; after a crash it is sent again under the same
/// id. What could not be stored (a full disk) is sent all the same, and told again under that id by the next owner.
public final class Notices implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final int RECENT = 100;
    private static final Duration ATTEMPT = Duration.ofSeconds(60);

    private final Store store;
    private final InstantSource clock;
    private final UnaryOperator<JobRecord> current;
    private final Outbox outbox;
    private final Courier courier;
    private volatile String served = "";

    /// What notices are sent with.
    ///
    /// @param config read at each attempt
    /// @param environment where secrets are
    public record Ground(Supplier<Config> config, Map<String, String> environment) {
        public Ground {
            environment = Map.copyOf(environment);
        }
    }

    /// @param current a stored job as it goes on now
    Notices(Store store, InstantSource clock, UnaryOperator<JobRecord> current, Sender sender, ThreadFactory threads) {
        this.store = store;
        this.clock = clock;
        this.current = current;
        this.outbox = new Outbox(store);
        this.courier = new Courier(outbox, sender, clock, threads, ATTEMPT);
    }

    /// @param current a stored job as it goes on now
    public static Notices over(Store store, InstantSource clock, UnaryOperator<JobRecord> current, Ground ground) {
        // most processes never send one: the certificates that they would trust take their time to load
        var post = new Lazy<>(() -> new Post(
                ground.config, ground.environment, OutboundGuard.system(),
                (SSLSocketFactory) SSLSocketFactory.getDefault()));
        return new Notices(
                store, clock, current, (delivery, now) -> post.get().send(delivery, now),
                Thread.ofPlatform().daemon().name("longhaul-notices").factory());
    }

    /// Whether anybody is to be told of a job.
    public static boolean wanted(JobRecord job) {
        return job.draft().settings().containsKey(Targets.SETTING);
    }

    /// Goes on where the last owner stopped: tells what it could not, and sends what nobody took yet.
    public void open() {
        try {
            goOn();
        } catch (RuntimeException unreadable) {
            // who is to be told must not stop what is to be done
            LOG.error("notices of before cannot be sent: {}", unreadable.toString());
        }
    }

    private void goOn() {
        courier.take(outbox.waiting());
        var opening = store.opening();
        if (!opening.fresh() && !opening.clean()) {
            var since = opening.lastHeartbeat() == null ? Instant.MIN : opening.lastHeartbeat().minusSeconds(60);
            store.unfinished().forEach(this::missed);
            store.jobs(RECENT).stream()
                    .filter(job -> job.finishedAt() != null && job.finishedAt().isAfter(since))
                    .forEach(this::missed);
        }
    }

    private void missed(JobRecord job) {
        if (Kind.of(job).isPresent()) {
            look(job, true);
        }
    }

    /// From now on a service shows the jobs there, as `http://127.0.0.1:8787`.
    public void servedAt(String url) {
        served = url;
    }

    public void hear(JobEvent event) {
        if (event instanceof JobEvent.StateChanged changed) {
            try {
                store.job(changed.job()).ifPresent(job -> look(at(job, changed), false));
            } catch (RuntimeException defect) {
                // who is to be told must not stop what is to be done
                LOG.error("job number {}: notices", changed.job(), defect);
            }
        }
    }

    /// As it was when the event was told; it may have gone on since.
    private static JobRecord at(JobRecord job, JobEvent.StateChanged then) {
        return new JobRecord(
                job.id(), job.handle(), job.draft(), job.total(), job.asOf(), then.state(), then.reason(),
                then.until(), then.because(), job.startedAt(), job.finishedAt(), job.bound(), job.expected());
    }

    /// @param onlyNews whether it may have been told already
    private void look(JobRecord stored, boolean onlyNews) {
        var job = current.apply(stored);
        var targets = Targets.of(job);
        if (targets.none()) {
            return;
        }
        var told = outbox.told(job.id());
        var now = clock.instant();
        var kind = Kind.of(job);
        if (kind.isEmpty()) {
            outbox.goesOn(job.id(), told, now);
        } else if (!onlyNews || !told.state().equals(Kind.standing(job))) {
            tell(kind.get(), job, targets, new Told(told.number() + 1, Kind.standing(job)));
        }
    }

    private void tell(Kind kind, JobRecord job, Targets targets, Told told) {
        var now = clock.instant();
        var facts = JobFacts.read(store, job, ProcessHandle.current().pid(), now);
        var incomplete = kind == Kind.COMPLETED ? Incomplete.of(store, job) : Incomplete.NONE;
        var notice = new Wording(kind, facts, incomplete, told.number(), served).notice();
        var deliveries = IntStream.range(0, targets.all().size())
                .mapToObj(i -> Delivery.of(notice, i, targets.all().get(i)))
                .toList();
        try {
            outbox.add(job.id(), told, deliveries, now);
        } catch (StoreException full) {
            LOG.error("{}: its notice could not be stored, and is sent all the same: {}", job.handle(),
                    full.getMessage());
        }
        courier.take(deliveries);
    }

    /// What failed since the start; each is in the log.
    public long defects() {
        return courier.defects();
    }

    Courier courier() {
        return courier;
    }

    /// Gives what was not tried yet its first attempt, at most that long. The rest waits in the store.
    public void close(Duration patience) {
        courier.close(patience);
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
