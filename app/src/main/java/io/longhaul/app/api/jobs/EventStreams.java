package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.api.WebReply;
import io.longhaul.app.api.WebRequest;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.JobRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `GET /v1/jobs/{job}/events`: server-sent events.
///
/// - **`status`**: the job's status document, at once and whenever it changed, at most four times a second.
/// - **`batch`**: the counts of a batch of which an item ended; several ends in a quarter of a second are one event.
/// - **`id`** is an instant of the store, in nanoseconds: the time up to which everything that ended was told. It is
///   made of stored facts alone, so that it means the same after a restart of the service or from another process.
///   Whoever comes back with `Last-Event-ID` is told every batch that changed at or since that instant, as it is now.
///   Nothing is lost; what changed near the instant may be told twice (a batch's event holds its counts, not a
///   difference).
/// - A comment every 15 s keeps the connection open. The stream does not end with the job: it may be retried.
///
/// However many listen, a job is read once for all of them.
final class EventStreams {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final long RETRY_MILLIS = 2_000;
    private static final int PAGE = 500;

    private final Service service;
    private final Found found;
    private final StatusCache documents;
    private final Map<Long, JobFeed> feeds = new ConcurrentHashMap<>();
    private final Duration heartbeat;
    private volatile boolean closed;

    EventStreams(Service service, Found found, StatusCache documents) {
        this.service = service;
        this.found = found;
        this.documents = documents;
        var half = service.settings().bounds().idle().dividedBy(2);
        this.heartbeat = half.compareTo(HEARTBEAT) < 0 ? half : HEARTBEAT;
        service.session().listen(this::heard);
        service.closing().add(this::close);
    }

    private void heard(JobEvent event) {
        var feed = feeds.get(event.job());
        if (feed != null) {
            feed.heard(event);
        }
    }

    private void close() {
        closed = true;
        feeds.values().forEach(JobFeed::close);
    }

    WebReply answer(WebRequest request) {
        request.mustHaveOnly();
        var job = found.job(request);
        var last = request.header("Last-Event-ID").map(String::strip).filter(text -> !text.isEmpty());
        if (last.filter(text -> !text.matches("[0-9]{1,18}|[0-8][0-9]{18}")).isPresent()) {
            throw Problem.wrong("Last-Event-ID", "want the id of an event of this stream");
        }
        long since = last.map(Long::parseLong).orElse(-1L);
        return WebReply.stream("text/event-stream", out -> stream(job, since, out)).with("X-Accel-Buffering", "no");
    }

    private void stream(JobRecord job, long since, OutputStream out) throws IOException, InterruptedException {
        var mailbox = new Mailbox();
        var feed = joined(job, mailbox);
        try {
            send(out, "retry: " + RETRY_MILLIS + "\n\n");
            if (since >= 0) {
                missed(job, since, out);
            }
            var now = documents.fresh(job);
            send(out, JobFeed.status(now.text()).text(Math.max(0, since)));
            while (!closed) {
                var event = mailbox.next(heartbeat);
                if (mailbox.closed()) {
                    return;
                }
                send(out, event == null ? ":\n\n" : event.text(since));
            }
        } finally {
            left(job, feed, mailbox);
        }
    }

    /// What changed while nobody listened; whatever changes from now on is in the mailbox.
    private void missed(JobRecord job, long since, OutputStream out) throws IOException {
        for (long from = 0;;) {
            var page = service.session().store().batches(job.id(), from, PAGE);
            for (var batch : page) {
                if (JobFeed.nanos(batch.lastEndedAt()) >= since) {
                    send(out, JobFeed.batch(job, batch, since).text(since));
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            from = page.getLast().number() + 1;
        }
    }

    private JobFeed joined(JobRecord job, Mailbox mailbox) {
        return feeds.compute(job.id(), (id, before) -> {
            var feed = before == null ? JobFeed.start(job, service, found, documents) : before;
            feed.add(mailbox);
            return feed;
        });
    }

    private void left(JobRecord job, JobFeed feed, Mailbox mailbox) {
        feeds.computeIfPresent(job.id(), (id, current) -> {
            if (feed.remove(mailbox)) {
                return current;
            }
            feed.close();
            return null;
        });
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
