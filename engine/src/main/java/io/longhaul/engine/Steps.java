package io.longhaul.engine;

import java.util.List;
import java.util.random.RandomGenerator;

/// What an item asks the world through. Bound to the item's thread: other threads are refused.
///
/// Every `ask` is durable: its raw reply is stored before it is read, and running the item again replays it.
public interface Steps extends Foresight {

    /// The value, or the end of the item: a missing or failed answer fails it, a too large one skips it.
    ///
    /// @param step a label for people
    <Q, A> A ask(String step, Source<Q, A> source, Q question);

    /// The outcome, for workflows that go on without a value. Never [Answer.Throttled] or [Answer.Refused]:
    /// those the engine waits out or pauses for.
    <Q, A> Answer<A> tryAsk(String step, Source<Q, A> source, Q question);

    /// Asks side by side; outcomes in the order of the questions.
    <Q, A> List<Answer<A>> all(String step, Source<Q, A> source, List<Q> questions);

    /// Asks different sources side by side; outcomes in the order of the questions.
    List<Answer<?>> all(List<Question<?, ?>> questions);

    /// Ends the item as `skipped`. Never returns; the result type lets callers write `throw steps.skip(...)`.
    RuntimeException skip(String reason);

    /// Ends the item as `failed`. Never returns, as [#skip].
    RuntimeException fail(ErrorClass errorClass, String reason);

    /// Keeps a document for all jobs, in one transaction with this item's end, however it ends; replaces what was
    /// there. An empty document removes it.
    void keep(String shelf, String key, byte[] document);

    /// Random numbers that are the same whenever the item runs again.
    RandomGenerator random();

    /// One question to one source.
    ///
    /// @param sample 0, or a number to ask the same question for another answer
    record Question<Q, A>(String step, Source<Q, A> source, Q question, int sample) {
        public Question(String step, Source<Q, A> source, Q question) {
            this(step, source, question, 0);
        }

        /// What [GroupedSource#mark] says; empty for sources that do not group.
        public String mark() {
            return source instanceof GroupedSource<Q, A> grouped ? grouped.mark(question) : "";
        }
    }
}
