package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Service;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Times;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.BatchRecord;
import io.longhaul.engine.store.JobRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one job for all who listen to it: at most four times a second, and once a second where nothing was heard.
///
/// What it says of time: outcomes become visible in the order of their instants, but a look takes several reads, and
/// what the first of them missed may be older than what the last one saw. So an event says "told up to" the newest
/// instant that the look *before the last* had seen: all of that was there to be read when the last one began.
final class JobFeed {

    private static final Logger LOG = LoggerFactory.getLogger(JobFeed.class);
    private static final long BETWEEN_MILLIS = 250;
    private static final long QUIET_MILLIS = 1_000;
    private static final int PAGE = 500;

    private final JobRecord job;
    private final Service service;
    private final Found found;
    private final StatusCache documents;
    private final List<Mailbox> listeners = new CopyOnWriteArrayList<>();
    private final Set<Long> touched = ConcurrentHashMap.newKeySet();
    private final Semaphore signal = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);

    // The reading thread's own.
    private final Map<Long, BatchRecord> told = new HashMap<>();
    private String text = "";
    private long open;
    private Instant last = Instant.EPOCH;
    private Instant beforeLast = Instant.EPOCH;

    private JobFeed(JobRecord job, Service service, Found found, StatusCache documents) {
        this.job = job;
        this.service = service;
        this.found = found;
        this.documents = documents;
    }

    static JobFeed start(JobRecord job, Service service, Found found, StatusCache documents) {
        var feed = new JobFeed(job, service, found, documents);
        feed.open = Math.max(0, service.session().store().counts(job.id()).firstOpenBatch());
        Thread.ofVirtual().name("longhaul-feed-" + job.handle()).start(feed::run);
        return feed;
    }

    void add(Mailbox listener) {
        listeners.add(listener);
    }

    /// Whether others are left.
    boolean remove(Mailbox listener) {
        listeners.remove(listener);
        return !listeners.isEmpty();
    }

    void heard(JobEvent event) {
        if (event instanceof JobEvent.ItemEnded ended) {
            touched.add(ended.position() / job.draft().batchSize());
        }
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    void close() {
        closing.countDown();
        signal.release();
        listeners.forEach(Mailbox::close);
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                signal.tryAcquire(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                signal.drainPermits();
                look().forEach(event -> listeners.forEach(listener -> listener.put(event)));
                if (closing.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failed) {
            LOG.warn("events of {} cannot be read", job.handle(), failed);
            close();
        }
    }

    private List<Mailbox.Event> look() {
        long upTo = nanos(beforeLast);
        var events = new ArrayList<Mailbox.Event>();
        var newest = last;
        for (var batch : read()) {
            newest = batch.lastEndedAt().isAfter(newest) ? batch.lastEndedAt() : newest;
            if (!batch.lastEndedAt().isBefore(beforeLast) && !batch.equals(told.put(batch.number(), batch))) {
                events.add(batch(job, batch, upTo));
            }
        }
        told.values().removeIf(batch -> batch.lastEndedAt().isBefore(beforeLast));
        beforeLast = last;
        last = newest;
        var now = documents.read(found.again(job));
        open = now.firstOpen() < 0 ? batches() : now.firstOpen();
        if (!now.text().equals(text)) {
            text = now.text();
            documents.forget();
            events.add(new Mailbox.Event("status", upTo, status(text).body()));
        }
        return events;
    }

    /// Batches that may have changed: those that were open at the last look, and those of which something was heard.
    private List<BatchRecord> read() {
        var store = service.session().store();
        var batches = new ArrayList<BatchRecord>();
        var heard = new TreeSet<>(touched);
        touched.removeAll(heard);
        for (long number : heard.headSet(open)) {
            store.batches(job.id(), number, 1).stream().filter(each -> each.number() == number).forEach(batches::add);
        }
        for (long from = open; from < batches();) {
            var page = store.batches(job.id(), from, PAGE);
            batches.addAll(page);
            if (page.size() < PAGE) {
                break;
            }
            from = page.getLast().number() + 1;
        }
        return batches;
    }

    private long batches() {
        return Math.ceilDiv(job.total(), job.draft().batchSize());
    }

    static Mailbox.Event status(String document) {
        return new Mailbox.Event("status", 0, "event: status\ndata: " + document + "\n\n");
    }

    static Mailbox.Event batch(JobRecord job, BatchRecord batch, long upTo) {
        long size = Math.min(
                job.draft().batchSize(), job.total() - batch.number() * job.draft().batchSize());
        var document = Json.object()
                .put("jobId", job.handle())
                .put("number", batch.number() + 1)
                .put("size", size)
                .put("done", batch.done())
                .put("failed", batch.failed())
                .put("skipped", batch.skipped())
                .put("uncertain", batch.uncertain())
                .put("passed", batch.passed())
                .put("complete", batch.ended() >= size)
                .put("lastEndedAt", Times.rfc3339(batch.lastEndedAt()));
        return new Mailbox.Event(
                "batch " + batch.number(), upTo, "event: batch\ndata: " + Json.text(document) + "\n\n");
    }

    static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
