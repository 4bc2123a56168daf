package io.longhaul.engine;

import java.time.Duration;

/// For whom and how long a stored answer counts.
///
/// @param scope who may reuse it
/// @param freshness of a found answer, back from the job's `asOf`
/// @param negative of a proved absence
public record Reuse(Scope scope, Duration freshness, Duration negative) {

    /// Who may reuse an answer.
    public enum Scope {
        /// Every job of the store.
        STORE,
        /// Only the job that asked: a changed script must run.
        JOB
    }

    private static final Duration ALWAYS = Duration.ofDays(36_500);

    /// All jobs, for that long; absences for at most a day.
    public static Reuse store(Duration freshness) {
        var day = Duration.ofDays(1);
        return new Reuse(Scope.STORE, freshness, freshness.compareTo(day) < 0 ? freshness : day);
    }

    /// The asking job only, as long as it lives.
    public static Reuse job() {
        return new Reuse(Scope.JOB, ALWAYS, ALWAYS);
    }
}
