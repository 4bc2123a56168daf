package io.longhaul.app.session;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.config.Config;
import io.longhaul.app.output.Backups;
import io.longhaul.app.view.Text;
import io.longhaul.engine.store.StoreView.Cleaned;
import io.longhaul.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Removes by itself what a service for months would gather: ended jobs above an age, then, while the store takes more
/// room than it may, younger ones, the oldest first. Answers that cost nothing go with them; paid ones stay.
final class Retention implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final long EVERY_MINUTES = 10;
    /// What ended more recently is never removed for want of room: somebody may be about to fetch it.
    private static final List<Integer> YOUNGER = List.of(180, 90, 60, 30, 14, 7, 3, 1);

    private final Path home;
    private final SqliteStore store;
    private final InstantSource clock;
    private final Limits limits;
    private final BooleanSupplier busy;
    private final ScheduledExecutorService sweeping = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("longhaul-retention").daemon().unstarted(work));

    /// @param days 0 for any age
    /// @param bytes 0 for any size
    record Limits(int days, long bytes) {

        static Limits of(Config config) {
            return new Limits(
                    Math.toIntExact(number(config, "retention.days", 36_500)),
                    number(config, "retention.max-bytes", Long.MAX_VALUE));
        }

        private static long number(Config config, String key, long most) {
            var value = config.value(key);
            if (value.isEmpty()) {
                return 0;
            }
            var text = value.get().text();
            if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
                throw new CommandException(
                        Exit.AUTH_OR_CONFIG,
                        value.get().blamed() + " is \"" + text + "\"; want a whole number, 0 for no limit");
            }
            return Long.parseLong(text);
        }

        boolean none() {
            return days == 0 && bytes == 0;
        }
    }

    /// @param home of the store
    /// @param busy whether commits wait: then it is put off
    Retention(Path home, SqliteStore store, InstantSource clock, Limits limits, BooleanSupplier busy) {
        this.home = home;
        this.store = store;
        this.clock = clock;
        this.limits = limits;
        this.busy = busy;
    }

    void start() {
        if (!limits.none()) {
            var _ = sweeping.scheduleWithFixedDelay(this::sweepOrLater, 1, EVERY_MINUTES, TimeUnit.MINUTES);
        }
    }

    private void sweepOrLater() {
        try {
            if (!busy.getAsBoolean()) {
                sweep();
            }
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, "old jobs could not be removed; again in ten minutes", failed);
        }
    }

    /// Removes what is too old, and what there is no room for.
    void sweep() {
        if (limits.days() > 0) {
            remove(limits.days());
        }
        for (int days : YOUNGER) {
            boolean younger = limits.days() == 0 || days < limits.days();
            if (limits.bytes() > 0 && younger && store.usedBytes() > limits.bytes()) {
                remove(days);
            }
        }
    }

    private void remove(int days) {
        Cleaned cleaned = store.retain(clock.instant().minus(Duration.ofDays(days)));
        if (cleaned.jobs() > 0) {
            Backups.sweepOrLater(home, store);
        }
        if (cleaned.jobs() > 0 || cleaned.answers() > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "removed " + Text.count(cleaned.jobs(), "job") + " that ended over " + days + " days ago, with "
                            + Text.count(cleaned.answers(), "answer"));
        }
    }

    @Override
    public void close() {
        sweeping.shutdownNow();
    }
}
