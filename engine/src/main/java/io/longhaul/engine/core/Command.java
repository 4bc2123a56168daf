package io.longhaul.engine.core;

import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.RunOptions;

/// What a person, or the process around the machine, wants of a job.
public sealed interface Command {

    /// Sends nothing new; calls under way end.
    record Pause(PauseReason reason, String because) implements Command {}

    record Cancel() implements Command {}

    /// New run options, in force at once.
    record Change(RunOptions options) implements Command {}

    /// Ended items of the filter run again.
    record Retry(ItemFilter filter) implements Command {}

    /// The time slice is over: like a pause, and calls that cost nothing are cut.
    record EndSlice() implements Command {}

    /// Calls still under way are given up; their fate is unknown.
    record Abandon() implements Command {}
}
