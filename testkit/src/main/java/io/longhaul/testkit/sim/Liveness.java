package io.longhaul.testkit.sim;

import io.longhaul.engine.Quota;
import io.longhaul.engine.store.JobCounts.CallCounts;
import io.longhaul.engine.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What holds of a run whose upstreams had no faults: nothing waited longer than it had to.
final class Liveness {

    private final Scenario scenario;
    private final SimUpstream upstream;
    private final SimClock clock;
    private final List<long[]> downs;

    /// @param downs from when to when no process ran, monotonic
    Liveness(Scenario scenario, SimUpstream upstream, SimClock clock, List<long[]> downs) {
        this.scenario = scenario;
        this.upstream = upstream;
        this.clock = clock;
        this.downs = downs;
    }

    void check(Store store, long job) {
        prompt();
        long lost = store.counts(job)
                .calls()
                .getOrDefault("scarce", new CallCounts(0, 0, 0, 0, 0))
                .lost();
        onTime(lost + countedTwice(store, job) + forfeited(store, job));
    }

    /// I7: with nothing in the way the first call follows the reset at once.
    private void prompt() {
        upstream.firstOfDay().forEach((day, arrival) -> {
            long reset = Duration.between(scenario.start(), scenario.opening(day)).toNanos();
            // the hour before counts as well: after a start the engine waits its rate windows out
            boolean excused = downs.stream()
                    .anyMatch(down -> down[1] > reset - 3_700_000_000_000L && down[0] < reset + 60_000_000_000L);
            if (day.isAfter(scenario.day(scenario.start())) && !excused && arrival - reset > 60_000_000_000L) {
                throw new AssertionError("I7: the first call of " + day + " came "
                        + (arrival - reset) / 1_000_000_000L + " s after its opening");
            }
        });
    }

    /// Calls that were open at an opening, or ended within two buffers before it: they count in both days. Those open
    /// at a death are so until the next start.
    private long countedTwice(Store store, long job) {
        return store.callsOfJob(job, 0, Integer.MAX_VALUE).stream()
                .filter(call -> call.units() > 0 && inTwoDays(call.sentAt(), call.receivedAt()))
                .count();
    }

    private boolean inTwoDays(Instant sent, @Nullable Instant ended) {
        var before = Quota.DEFAULT_BUFFER.multipliedBy(2);
        return ended != null && !scenario.day(sent).equals(scenario.day(ended.plus(before)));
    }

    /// Quota that was left of a day when a process died and the next began only on a later day, or so late on that day
    /// that the rates let no more through.
    private long forfeited(Store store, long job) {
        var used = store.callsOfJob(job, 0, Integer.MAX_VALUE).stream()
                .filter(call -> call.units() > 0)
                .collect(Collectors.groupingBy(call -> scenario.day(call.sentAt()), Collectors.counting()));
        var last = scenario.day(clock.truth());
        return downs.stream()
                .filter(down -> day(down[0]).isBefore(day(down[1] + hours(scenario.perDay()).toNanos())))
                .map(down -> day(down[0]))
                .distinct()
                .filter(day -> day.isBefore(last))
                .mapToLong(day -> Math.max(0, scenario.perDay() - used.getOrDefault(day, 0L)))
                .sum();
    }

    /// In which the rates let so many calls through: 150 an hour.
    private static Duration hours(long calls) {
        return Duration.ofHours(calls / 150 + 1);
    }

    private LocalDate day(long nanos) {
        return scenario.day(scenario.start().plusNanos(nanos));
    }

    /// I9: the quota days needed are those that arithmetic asks for, and the last ends soon after its opening.
    ///
    /// @param more quota used up beside the executed calls
    private void onTime(long more) {
        long needed = Math.ceilDiv(upstream.executed + more, scenario.perDay());
        long down = downs.stream().mapToLong(each -> each[1] - each[0]).sum();
        var last = scenario.day(scenario.start()).plusDays(needed - 1);
        var begin = needed == 1 ? scenario.start() : scenario.opening(last);
        var latest = begin.plus(hours(Math.min(upstream.executed, scenario.perDay()))).plusNanos(down);
        if (clock.truth().isAfter(latest)) {
            throw new AssertionError("I9: finished " + clock.truth() + ", at the latest " + latest + " for "
                    + upstream.executed + " calls");
        }
    }
}
