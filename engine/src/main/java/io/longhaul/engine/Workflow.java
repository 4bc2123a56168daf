package io.longhaul.engine;

import java.util.List;

/// The work on one item. `run` may be run again from its start at any time: its answered questions are replayed
/// from the store. So it takes everything that may change from [Steps], and has no effects of its own.
///
/// @param <T> the item, parsed from an input row
/// @param <R> a result row; an item may have none
public interface Workflow<T, R> {

    /// What an item may spend.
    Outline outline();

    /// The item of an input row.
    ///
    /// @throws IllegalArgumentException if the row cannot be worked on; its message becomes the row's reason
    T item(Row row);

    /// The questions that the item asks in any case, as far as they can be told before it runs. From these the
    /// earliest finish of a job is reckoned: each different one, over all rows, that no stored answer spares. A
    /// workflow that tells none has no bound.
    default List<Steps.Question<?, ?>> asks(T item) {
        return List.of();
    }

    /// The same for workflows whose questions depend on what is kept.
    default List<Steps.Question<?, ?>> asks(T item, Foresight foresight) {
        return asks(item);
    }

    /// Works on one item. Called on a virtual thread, many items at a time.
    ///
    /// @throws Exception of any kind: the item fails as [ErrorClass#UNKNOWN] with its class and message as the reason,
    ///     and its stack trace is logged
    List<R> run(T item, Steps steps) throws Exception;

    /// The columns of a result row.
    Columns<R> columns();
}
