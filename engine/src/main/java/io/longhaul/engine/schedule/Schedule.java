package io.longhaul.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// Starts by a cron expression in a time zone.
///
/// @param missed what becomes of times that have passed unused
public record Schedule(Cron cron, ZoneId zone, Missed missed) {

    /// The most starts that [Missed#ALL] makes up for at once.
    public static final int MOST = 100;

    /// A time is missed when it is over for longer than this.
    public static final Duration GRACE = Duration.ofMinutes(1);

    /// What is to be done at a moment.
    ///
    /// @param starts the times to start for now, oldest first
    /// @param skipped how many times have passed that nothing starts for
    /// @param next the time to come; empty if there is none
    public record Due(List<Instant> starts, long skipped, Optional<Instant> next) {
        public Due {
            starts = List.copyOf(starts);
        }
    }

    /// What has come due since `last`, and what comes next.
    ///
    /// Cost: one step for each time between the two.
    ///
    /// @param last the last time that was started for or skipped, or since when the schedule is there
    /// @param now nothing is due when it is before `last`: the clock was set back
    public Due due(Instant last, Instant now) {
        var kept = new ArrayDeque<Instant>();
        long passed = 0;
        var next = cron.next(last, zone);
        while (next.isPresent() && !next.get().isAfter(now)) {
            passed++;
            kept.add(next.get());
            if (kept.size() > most()) {
                kept.removeFirst();
            }
            next = cron.next(next.get(), zone);
        }
        if (missed == Missed.SKIP && !kept.isEmpty() && kept.getLast().isBefore(now.minus(GRACE))) {
            kept.clear();
        }
        return new Due(List.copyOf(kept), passed - kept.size(), next);
    }

    private int most() {
        return switch (missed) {
            case SKIP, ONCE -> 1;
            case ALL -> MOST;
        };
    }
}
