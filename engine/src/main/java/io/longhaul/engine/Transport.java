package io.longhaul.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Sends requests of one kind (HTTP, commands). It neither retries nor waits nor counts.
public interface Transport {

    /// Sends once and waits for the whole reply.
    ///
    /// - **Blocks** the calling virtual thread, at most for `timeout`.
    /// - **Interrupt**: gives up at once; the result is then [Delivery.Lost].
    /// - **Threads**: called by many at a time.
    Delivery send(Request request, Attempt attempt);

    /// The upstream's own clock, where it can be asked without cost; used after this machine's clock jumped.
    default Optional<Instant> upstreamTime() {
        return Optional.empty();
    }

    /// Where requests go, if that is not the upstream's own address: part of a question's identity, so that
    /// rehearsed answers never stand in for real ones. Empty for the real upstream.
    default String origin() {
        return "";
    }

    /// Ends what is left of earlier attempts (child processes). Called when the engine stops.
    default void close() {}

    /// One try at one call.
    ///
    /// @param callId unique in the store
    /// @param timeout of this attempt
    /// @param idempotencyKey the same for every attempt at one question, for upstreams that take one
    /// @param intake asked before bytes of the reply are kept
    record Attempt(long callId, Duration timeout, String idempotencyKey, Intake intake) {

        /// The reply may be of any size.
        public Attempt(long callId, Duration timeout, String idempotencyKey) {
            this(callId, timeout, idempotencyKey, Intake.UNLIMITED);
        }
    }

    /// How a sending ended.
    sealed interface Delivery {
        /// The upstream answered, with whatever status.
        record Answered(Reply reply) implements Delivery {}

        /// Nothing left this machine: nothing was spent.
        record NotSent(ErrorClass errorClass, String reason) implements Delivery {}

        /// The request may have left and no complete reply came: its fate is unknown.
        ///
        /// @param stderr what a command wrote there all the same; empty if nothing, or if it is none
        record Lost(ErrorClass errorClass, String reason, String stderr) implements Delivery {

            /// Nothing came.
            public Lost(ErrorClass errorClass, String reason) {
                this(errorClass, reason, "");
            }
        }
    }
}
