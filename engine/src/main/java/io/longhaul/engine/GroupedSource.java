package io.longhaul.engine;

import java.util.List;
import java.util.Optional;

/// A source that serves many questions with one call, as a batch file. A group is one batch of consecutive
/// items; each member reads its own part of the shared reply through [#read].
public interface GroupedSource<Q, A> extends Source<Q, A> {

    /// One request for all questions, in the order given.
    Request request(List<Q> questions, Key key);

    @Override
    default Request request(Q question, Key key) {
        return request(List.of(question), key);
    }

    /// What the reply tells questions apart by, as the key of a row. Questions of one batch with the same go into calls
    /// of their own; empty may share a call with any other.
    default String mark(Q question) {
        return "";
    }

    /// A reason to discard the whole reply, as a key that nobody asked for; empty when it can be read.
    default Optional<Answer.Failed<A>> refuse(List<Q> questions, Reply reply) {
        return Optional.empty();
    }
}
