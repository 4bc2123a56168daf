package io.longhaul.engine;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an upstream's reply means, as a [Source] reads it.
///
/// - **Final**: [Found], [Missing], [TooLarge], and [Failed] once its class allows no further attempt.
/// - **Waited out by the engine**: [Throttled]; a workflow never sees it.
/// - **A person's business**: [Refused] pauses the job.
public sealed interface Answer<A> {

    /// The validated value.
    ///
    /// @param value what the source parsed
    /// @param receivedAt when the reply arrived, UTC
    record Found<A>(A value, Instant receivedAt) implements Answer<A> {
        public Found {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(receivedAt, "receivedAt");
        }
    }

    /// Proved absent: the upstream says that there is no such thing.
    record Missing<A>(String reason) implements Answer<A> {}

    /// Not now. Consumes no attempt.
    ///
    /// @param until when to try again, UTC; null where the reply gave no hint
    /// @param scope what has to wait
    record Throttled<A>(@Nullable Instant until, Scope scope, String reason) implements Answer<A> {}

    /// No answer; the class says whether another attempt may give one.
    record Failed<A>(ErrorClass errorClass, String reason) implements Answer<A> {}

    /// The question exceeds what the upstream takes; the item is skipped unless the workflow handles it.
    record TooLarge<A>(String reason) implements Answer<A> {}

    /// The upstream does not accept us (key, consent, user agent).
    record Refused<A>(String reason) implements Answer<A> {}

    /// What a throttle closes.
    enum Scope {
        /// This question only ("try that row later").
        QUESTION,
        /// The source's gate, for all jobs: a per-second or per-minute limit.
        GATE,
        /// The quota owner until its reset: a per-day limit.
        OWNER
    }
}
