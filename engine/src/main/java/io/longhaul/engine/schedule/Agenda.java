package io.longhaul.engine.schedule;

import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is to be done at a moment for jobs that wait for their time.
///
/// All that is remembered stands in the jobs themselves: `until` is the next time of each. So a step may be taken again
/// after a crash, and whoever takes it looks first whether its copy is there.
///
/// @param steps in this order
/// @param next the time to come; empty if there is none
public record Agenda(List<Step> steps, Optional<Instant> next) {

    /// The wall clock is read at least so often: it may be set, and computers sleep.
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /// Times of an expression are whole minutes: no other one is so near.
    private static final Duration LESS_THAN_BETWEEN_TWO = Duration.ofSeconds(1);

    public Agenda {
        steps = List.copyOf(steps);
    }

    /// Something to be done.
    public sealed interface Step {
        JobRecord job();
    }

    /// Its time has come.
    public record Begin(JobRecord job) implements Step {}

    /// A template's time has come: a copy of it starts, unless there is one of that instant.
    public record Copy(JobRecord job, Instant at) implements Step {}

    /// After its copies: a template waits for its next time.
    ///
    /// @param until null if there is none
    /// @param skipped how many times nothing started for
    public record Next(JobRecord job, @Nullable Instant until, long skipped) implements Step {}

    /// @param jobs any; only those that wait for their time are looked at
    public static Agenda of(List<JobRecord> jobs, Instant now) {
        var steps = new ArrayList<Step>();
        Instant next = null;
        for (var job : jobs) {
            var until = job.until();
            if (job.state() != JobState.WAITING || job.startedAt() != null || until == null) {
                continue;
            }
            var start = Start.of(job.draft());
            if (start instanceof Start.Now) {
                continue;
            }
            if (!until.isAfter(now)) {
                until = start instanceof Start.Again(var schedule) ? due(job, schedule, until, now, steps) : null;
                if (start instanceof Start.Once) {
                    steps.add(new Begin(job));
                }
            }
            next = until != null && (next == null || until.isBefore(next)) ? until : next;
        }
        return new Agenda(steps, Optional.ofNullable(next));
    }

    private static @Nullable Instant due(
            JobRecord job, Schedule schedule, Instant until, Instant now, List<Step> steps) {
        var due = schedule.due(until.minus(LESS_THAN_BETWEEN_TWO), now);
        due.starts().forEach(at -> steps.add(new Copy(job, at)));
        var next = due.next().orElse(null);
        steps.add(new Next(job, next, due.skipped()));
        return next;
    }

    /// How long nothing is to be done, as far as can be told without looking at the clock again.
    public Duration quiet(Instant now) {
        var left = next.map(at -> Duration.between(now, at)).orElse(LONGEST_WAIT);
        return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left;
    }
}
