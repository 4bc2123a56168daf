package io.longhaul.app.view;

import io.longhaul.engine.plan.Progress;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.store.JobCounts;
import io.longhaul.engine.store.JobRecord;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.PulseRecord;
import io.longhaul.engine.store.SnapshotRecord;
import io.longhaul.engine.store.StoreView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a store says of one job at one moment; all views are made from it.
///
/// @param ownerPid the process that owns the store; null if none lives
/// @param repeated lost calls that were made again
/// @param failures classes of failed items with examples
public record JobFacts(
        JobRecord job,
        JobCounts counts,
        long repeated,
        PulseRecord pulse,
        List<SnapshotRecord> snapshots,
        List<FailedClass> failures,
        @Nullable Long ownerPid,
        Instant now) {

    private static final Pattern EXEC = Pattern.compile("\\bexec:[0-9a-f]{8}\\b( quota)?");

    public JobFacts {
        snapshots = List.copyOf(snapshots);
        failures = List.copyOf(failures);
    }

    public static JobFacts read(StoreView store, JobRecord job, @Nullable Long ownerPid, Instant now) {
        return read(store, job, ownerPid, now, true);
    }

    /// For views that are drawn again and again: without failures.
    public static JobFacts glance(StoreView store, JobRecord job, @Nullable Long ownerPid, Instant now) {
        return read(store, job, ownerPid, now, false);
    }

    private static JobFacts read(
            StoreView store, JobRecord job, @Nullable Long ownerPid, Instant now, boolean failures) {
        var counts = store.counts(job.id());
        return new JobFacts(
                job,
                counts,
                counts.calls().values().stream().anyMatch(calls -> calls.lost() > 0) ? store.repeated(job.id()) : 0,
                store.pulse(job.id()),
                store.snapshots(job.id()),
                failures ? FailedClass.of(store, job.id(), counts) : List.of(),
                ownerPid,
                now);
    }

    /// A job that its owner left in mid-run did not stop by itself: the lock tells.
    public static boolean interrupted(JobRecord job, @Nullable Long ownerPid) {
        return ownerPid == null && (job.state() == JobState.RUNNING
                || job.state() == JobState.WAITING && !Start.later(job));
    }

    public boolean interrupted() {
        return interrupted(job, ownerPid);
    }

    /// `starts Mon 23 Nov 02:30 (cron 30 2 * * * America/New_York)`; empty for a job that does not wait for its time.
    public static String starts(JobRecord job, Instant now) {
        var until = job.until();
        if (job.state() != JobState.WAITING || until == null || !Start.later(job)) {
            return "";
        }
        return switch (Start.of(job.draft())) {
            case Start.Now() -> "";
            case Start.Once(_, var zone) -> "starts " + new Times(now, zone).full(until)
                    + (zone.equals(ZoneId.systemDefault()) ? "" : " (" + zone + ")");
            case Start.Again again ->
                "starts " + new Times(now, again.schedule().zone()).full(until) + " (" + again + ")";
        };
    }

    public String starts() {
        return starts(job, now);
    }

    public JobState state() {
        return interrupted() ? JobState.PAUSED : job.state();
    }

    public @Nullable PauseReason reason() {
        return interrupted() ? PauseReason.INTERRUPTED : job.reason();
    }

    /// The command by which it goes on; a spent budget has to grow first.
    public String resume() {
        return "longhaul resume " + job.handle() + (reason() == PauseReason.BUDGET ? " --budget USD" : "");
    }

    /// When it goes on; null for a job that waits for nothing, and where the stored instant has passed.
    public @Nullable Instant wakes() {
        var until = job.until();
        return state() == JobState.WAITING && until != null && until.isAfter(now) ? until : null;
    }

    /// Whether it wraps a command: what fails then is the command, not an upstream.
    public boolean commands() {
        return Endings.screens(job);
    }

    public boolean active() {
        return state() == JobState.RUNNING || state() == JobState.WAITING;
    }

    public long running() {
        return active() ? Math.min(pulse.running(), job.total() - counts.ended()) : 0;
    }

    public long waiting() {
        return active() ? Math.min(pulse.waiting(), job.total() - counts.ended() - running()) : 0;
    }

    public long pending() {
        return Math.max(0, job.total() - counts.ended() - running() - waiting());
    }

    public long batches() {
        return Math.ceilDiv(job.total(), job.draft().batchSize());
    }

    /// From 1; the last one when all ended, 0 for an empty list. Batches end out of order where a row of one waits.
    public long currentBatch() {
        return Math.min(batches(), counts.batchesEnded() + 1);
    }

    public Progress progress() {
        long ended = Math.min(counts.ended(), job.total());
        return Progress.of(snapshots, job.total(), ended, now);
    }

    /// From its start to its end, or to now; zero before.
    public Duration elapsed() {
        var started = job.startedAt();
        if (started == null) {
            return Duration.ZERO;
        }
        var finished = job.finishedAt();
        var length = Duration.between(started, finished == null ? now : finished);
        return length.isNegative() ? Duration.ZERO : length;
    }

    /// Weighted over snapshots; over the whole run while there are few. Never NaN.
    public double ratePerMinute() {
        var analysis = progress().analysis();
        if (analysis != null) {
            return analysis.ratePerMinute();
        }
        double minutes = elapsed().toMillis() / 60_000.0;
        return minutes < 0.01 ? 0 : counts.ended() / minutes;
    }

    public @Nullable Instant etaAt() {
        return active() ? progress().etaAt().orElse(null) : null;
    }

    /// The earliest finish that the limits allowed at the start; with [#lateMillis] added the earliest one now. Null
    /// without a declared limit.
    public @Nullable Instant bound() {
        return job.bound();
    }

    /// `; limits allow 11:05 at the earliest`, beside an end; empty once that time is past.
    String limitsAllow(Times times, @Nullable Instant end) {
        var bound = bound();
        if (bound == null || !bound.isAfter(now)) {
            return "";
        }
        return "; limits allow " + (end == null ? times.full(bound) : times.after(end, bound)) + " at the earliest";
    }

    /// As expected at the start, but not before what was lost since allows; null if nothing was known then.
    public @Nullable Instant expected() {
        var expected = job.expected();
        var bound = job.bound();
        if (expected == null || bound == null) {
            return expected;
        }
        var now = bound.plusMillis(lateMillis());
        return now.isAfter(expected) ? now : expected;
    }

    public long lateMillis() {
        return pulse.late().values().stream().mapToLong(Long::longValue).sum();
    }

    /// The end as far as it is known: the finish, the plan's expectation, or what the rate says. A job that waits
    /// for quota days has a useless rate, so an expectation still ahead goes first where limits are declared.
    public @Nullable Instant ends() {
        if (job.finishedAt() != null) {
            return job.finishedAt();
        }
        if (!active()) {
            return null;
        }
        var expected = expected();
        boolean ahead = expected != null && expected.isAfter(now);
        var eta = etaAt();
        return ahead && (job.bound() != null || eta == null) ? expected : notBeforeTheLimitsAllow(eta);
    }

    /// What was quick today says nothing about tomorrow's quota.
    private @Nullable Instant notBeforeTheLimitsAllow(@Nullable Instant eta) {
        var bound = job.bound();
        if (eta == null || bound == null) {
            return eta;
        }
        var earliest = bound.plusMillis(lateMillis());
        return eta.isBefore(earliest) ? earliest : eta;
    }

    /// Why it does not go on, in one line without its name; empty if it does.
    public String because() {
        var reason = reason();
        if (state() == JobState.PAUSED) {
            var word = reason == null ? "paused" : "paused: " + reason.label();
            return interrupted() || job.because().isEmpty() ? word : word + ", " + job.because();
        }
        return state() == JobState.WAITING || state() == JobState.FAILED ? plain(job.because()) : "";
    }

    /// The engine names gates; that of a wrapped command is a digest, which says nothing to people.
    static String plain(String because) {
        return EXEC.matcher(because)
                .replaceAll(found -> found.group(1) == null ? "the command" : "the command's quota");
    }
}
