package io.longhaul.engine;

import java.math.BigDecimal;

/// An adapter to one upstream: question -> request, reply -> answer. It never sends, waits, retries, caches or
/// counts; the engine does, from [#spec()]. Implementations are stateless and safe for many threads.
///
/// @param <Q> a question, a record of plain values
/// @param <A> what an answer holds
public interface Source<Q, A> {

    Spec spec();

    /// The question as one string: equal questions give equal strings, others differ. No key or secret.
    default String canonical(Q question) {
        return question.toString();
    }

    /// What to send. Pure.
    Request request(Q question, Key key);

    /// What the reply means. Pure; called again whenever a stored reply is reused, so a mended parser mends
    /// stored answers. An exception thrown here ends the item as [ErrorClass#VALIDATION].
    Answer<A> read(Q question, Reply reply);

    /// What the reply really cost, in [Price#currency()]; never above the price's maximum.
    default BigDecimal cost(Q question, Reply reply) {
        return spec().price().max();
    }
}
