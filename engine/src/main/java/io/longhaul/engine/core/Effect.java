package io.longhaul.engine.core;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Spec;
import io.longhaul.engine.Transport;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.StoredItem;
import io.longhaul.engine.store.Write;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be done. A driver does it and posts the [Event] named with each.
public sealed interface Effect {

    /// Read pending items from a position on -> [Event.Loaded].
    record Load(long job, long from, int limit) implements Effect {}

    /// Count what the pending rows still ask -> [Event.Counted]. It may take long; rows are worked on meanwhile.
    record Count(long job) implements Effect {}

    /// Run an item from its start -> [Event.Asked], [Event.Finished].
    record Start(long job, StoredItem item, int run) implements Effect {}

    /// Look a question up in the ledger -> [Event.LookedUp].
    record LookUp(Ask ask) implements Effect {}

    /// Store, after all lower numbers -> [Event.Committed].
    record Commit(long number, List<Write> writes) implements Effect {}

    /// Send one call for these questions (several: a group) -> [Event.Arrived].
    ///
    /// @param job that pays, and runs: one that asked the same first may have left
    record Send(long job, Spec spec, List<Ask> asks, Key key, Transport.Attempt attempt) implements Effect {}

    /// Give up a call that is under way -> [Event.Arrived], lost.
    record Abort(long call) implements Effect {}

    /// Read a reply -> [Event.Judged].
    record Read(long call, List<Ask> asks, Reply reply) implements Effect {}

    /// The answer for a run that waits for it.
    record Give(Ask ask, Answer<?> answer) implements Effect {}

    /// Unwind a run: its item starts again later, or has ended. Whatever it still does is dropped.
    record Unwind(long job, long position, int run) implements Effect {}

    /// Post a [Event.Tick] at either time, whichever comes first.
    record Timer(long nanos, @Nullable Instant wall) implements Effect {}

    /// Ask an upstream for its time -> [Event.Dated].
    record AskTime(String gate, Spec spec) implements Effect {}

    /// Tell listeners.
    record Tell(JobEvent event) implements Effect {}

    /// The machine has forgotten the job: nothing of it runs or waits any more.
    record Left(long job) implements Effect {}
}
