package io.longhaul.app.notice;

import io.longhaul.app.notice.Delivery.State;
import io.longhaul.engine.run.Defects;
import io.longhaul.engine.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what is due, a few at a time, and stores what came of it. Its thread begins with the first delivery.
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int AT_A_TIME = 8;
    /// The wall clock may be set, or the machine sleep: it is looked at again at least so often.
    private static final long LONGEST_WAIT_MILLIS = 60_000;

    private final Outbox outbox;
    private final Sender sender;
    private final InstantSource clock;
    private final ThreadFactory threads;
    private final Duration longest;
    /// By key; those of one target in the order of their notices as far as retries allow.
    private final List<Delivery> waiting = new ArrayList<>();
    private final Defects defects = new Defects();
    private @Nullable Thread thread;
    private boolean closing;

    /// @param longest that one attempt may take
    Courier(Outbox outbox, Sender sender, InstantSource clock, ThreadFactory threads, Duration longest) {
        this.outbox = outbox;
        this.sender = sender;
        this.clock = clock;
        this.threads = threads;
        this.longest = longest;
    }

    synchronized void take(List<Delivery> deliveries) {
        waiting.addAll(deliveries);
        if (thread == null && !waiting.isEmpty() && !closing) {
            thread = threads.newThread(this::work);
            thread.start();
        }
        notifyAll();
    }

    private void work() {
        try {
            while (goesOn()) {
                roundOrLater();
                rest();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// A defect must not end the thread: what is due is tried again in a minute.
    private void roundOrLater() throws InterruptedException {
        try {
            round();
        } catch (RuntimeException | Error defect) {
            defects.add("sending notices (again in a minute)", defect);
            pause();
        }
    }

    private synchronized void pause() throws InterruptedException {
        var until = clock.instant().plusMillis(LONGEST_WAIT_MILLIS);
        for (long millis = LONGEST_WAIT_MILLIS; millis > 0 && !closing;) {
            wait(millis);
            millis = Math.min(millis, Duration.between(clock.instant(), until).toMillis());
        }
    }

    long defects() {
        return defects.count();
    }

    private synchronized boolean goesOn() {
        return !closing || waiting.stream().anyMatch(Courier::untried);
    }

    private static boolean untried(Delivery delivery) {
        return delivery.tries().isEmpty();
    }

    /// Until something is due, or all is to end.
    private synchronized void rest() throws InterruptedException {
        for (long millis = untilNext(); millis > 0 && !closing; millis = untilNext()) {
            wait(millis);
        }
    }

    private long untilNext() {
        long millis = LONGEST_WAIT_MILLIS;
        for (var each : waiting) {
            millis = Math.min(millis, Duration.between(clock.instant(), due(each)).toMillis() + 1);
        }
        return millis;
    }

    private static Instant due(Delivery delivery) {
        return delivery.next() == null ? Instant.EPOCH : delivery.next();
    }

    /// Tries what is due, each once; returns when all of it is answered and stored, or took too long.
    void round() throws InterruptedException {
        CompletionService<Delivery> results =
                new ExecutorCompletionService<>(task -> Thread.ofVirtual().name("longhaul-notice").start(task));
        var open = new ArrayList<Open>();
        due().forEach(each -> open.add(new Open(each, results.submit(() -> attempt(each)))));
        try {
            while (!open.isEmpty()) {
                var done = results.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
                if (done == null) {
                    var said = new Attempted.Failed("no end in " + longest.toSeconds() + " s");
                    open.forEach(each -> settle(each.delivery.tried(clock.instant(), said)));
                    return;
                }
                var tried = done.get();
                open.removeIf(each -> each.delivery.key().equals(tried.key()));
                settle(tried);
            }
        } catch (ExecutionException interrupted) {
            throw (InterruptedException) new InterruptedException("ended in mid-delivery").initCause(interrupted);
        } finally {
            open.forEach(each -> each.task.cancel(true)); // interrupted, it closes its socket
        }
    }

    private record Open(Delivery delivery, Future<Delivery> task) {}

    private synchronized List<Delivery> due() {
        var now = clock.instant();
        return waiting.stream()
                .filter(each -> !due(each).isAfter(now) && (!closing || untried(each)))
                .sorted(Comparator.comparing(Courier::due))
                .limit(AT_A_TIME)
                .toList();
    }

    private Delivery attempt(Delivery delivery) throws InterruptedException {
        var now = clock.instant();
        try {
            return outbox.wantsNone(delivery) ? delivery.stopped(now) : delivery.tried(now, sender.send(delivery, now));
        } catch (RuntimeException | Error defect) {
            defects.add("sending a notice", defect);
            return delivery.tried(now, new Attempted.Failed("could not be sent: " + defect.getClass().getSimpleName()));
        }
    }

    private void settle(Delivery tried) {
        try {
            outbox.save(tried, clock.instant());
        } catch (StoreException notStored) {
            LOG.error("{}: what came of a notice could not be stored: {}", tried.notice().id(), notStored.getMessage());
        }
        LOG.info("notice {} of job number {} ({}) to {}: {}: {}", tried.notice().id(), tried.notice().job(),
                tried.notice().what(), tried.target().shown(), tried.state().label(), tried.tries().getLast().said());
        synchronized (this) {
            waiting.removeIf(each -> each.key().equals(tried.key()));
            if (tried.state() == State.WAITING) {
                waiting.add(tried);
            }
            notifyAll();
        }
    }

    void close(Duration patience) {
        Thread working;
        synchronized (this) {
            closing = true;
            working = thread;
            notifyAll();
        }
        try {
            if (working != null && !working.join(patience)) {
                working.interrupt();
                working.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
